package io.github.gpfailover.core.internal.store;

import io.github.gpfailover.internal.Json;
import io.github.gpfailover.internal.JsonReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a lease's file says of its last holder.
 *
 * @param realm the name of the source of the tokens: this file
 * @param token the number of the holder
 * @param holder who, and for what
 * @param since since when
 */
record LeaseText(String realm, long token, String holder, Instant since) {

    private static final long FORMAT = 1;

    byte[] line() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("format", FORMAT);
        all.put("realm", realm);
        all.put("token", token);
        all.put("holder", holder);
        all.put("since", since);
        return CheckedLine.of(Json.write(all));
    }

    static LeaseText of(byte[] bytes, Path file) throws StoreException {
        String json = bytes.length > 0 && bytes[bytes.length - 1] == '\n'
                ? CheckedLine.text(bytes, 0, bytes.length - 1).orElse("")
                : "";
        try {
            if (!json.isEmpty() && JsonReader.read(json) instanceof Map<?, ?> all) {
                if (!Long.valueOf(FORMAT).equals(all.get("format"))) {
                    throw new StoreException("the lease's file " + file + " has format " + all.get("format")
                            + ", and this version of the library reads format " + FORMAT
                            + "; use the version that wrote it, or a later one");
                }
                return new LeaseText(
                        (String) all.get("realm"),
                        (Long) all.get("token"),
                        (String) all.get("holder"),
                        Instant.parse((String) all.get("since")));
            }
        } catch (RuntimeException e) {
            throw damaged(file, e);
        }
        throw damaged(file, null);
    }

    private static StoreException damaged(Path file, Throwable cause) {
        return new StoreException(
                "the lease's file " + file + " was changed after it was written, or its disk is failing;"
                        + " make sure that no engine works on the cluster, move the file aside, and try again",
                cause);
    }
}
