package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.HostName;
import java.util.Optional;

/** Exists to read from a standby's marker file which host it follows (recording 26): when the catalog is gone, nothing else tells. */
final class StandbyMarker {

    private static final String HOST = "host=";

    private StandbyMarker() {}

    static Optional<HostName> upstreamHost(String text) {
        return text.lines()
                .filter(l -> l.strip().startsWith("primary_conninfo"))
                .reduce((first, last) -> last)
                .flatMap(StandbyMarker::host);
    }

    private static Optional<HostName> host(String line) {
        for (String word :
                line.substring(line.indexOf('=') + 1).replace('\'', ' ').strip().split("\\s+", -1)) {
            if (word.startsWith(HOST)) {
                try {
                    return Optional.of(HostName.of(word.substring(HOST.length())));
                } catch (IllegalArgumentException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }
}
