package io.github.gpfailover.core.internal.jdbc;

import io.github.gpfailover.cluster.HostName;
import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reader of {@code .pgpass} by libpq's rules. It exists because the driver's own reader accepts a file that everybody can read.
 */
public final class PasswordFile {

    private static final Logger LOG = LoggerFactory.getLogger(PasswordFile.class);

    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private final Path file;

    public PasswordFile(Path file) {
        this.file = file;
    }

    /** The file that psql reads. */
    public static PasswordFile standard() {
        return standard(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    static PasswordFile standard(Map<String, String> environment, Path home) {
        String named = environment.getOrDefault("PGPASSFILE", "");
        return new PasswordFile(named.isEmpty() ? home.resolve(".pgpass") : Path.of(named));
    }

    /** Gives the password of the first line that fits. */
    public Optional<char[]> password(HostName host, int port, String database, String user) {
        List<String> wanted = List.of(host.value(), Integer.toString(port), database, user);
        return text().flatMap(text -> {
            try {
                return find(text, wanted);
            } finally {
                Arrays.fill(text, '\0');
            }
        });
    }

    private Optional<char[]> text() {
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            if (!Files.isRegularFile(file)) {
                LOG.warn("the password file {} is ignored: it is not a plain file", file);
                return Optional.empty();
            }
            Set<PosixFilePermission> open = EnumSet.copyOf(OTHERS);
            open.retainAll(Files.getPosixFilePermissions(file));
            if (!open.isEmpty()) {
                LOG.warn(
                        "the password file {} is ignored: others than its owner have access to it ({}); run chmod 0600 on it",
                        file,
                        open);
                return Optional.empty();
            }
            byte[] bytes = Files.readAllBytes(file);
            CharBuffer decoded = StandardCharsets.UTF_8.decode(java.nio.ByteBuffer.wrap(bytes));
            char[] text = new char[decoded.remaining()];
            decoded.get(text);
            Arrays.fill(bytes, (byte) 0);
            Arrays.fill(decoded.array(), '\0');
            return Optional.of(text);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn(
                    "the password file {} is ignored: it could not be read ({})",
                    file,
                    e.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    private static Optional<char[]> find(char[] text, List<String> wanted) {
        int from = 0;
        while (from < text.length) {
            int end = from;
            while (end < text.length && text[end] != '\n') {
                end++;
            }
            int last = end > from && text[end - 1] == '\r' ? end - 1 : end;
            if (last > from && text[from] != '#') {
                int at = from;
                for (String field : wanted) {
                    at = at < 0 ? at : afterMatch(text, at, last, field);
                }
                if (at >= 0) {
                    return Optional.of(unescaped(text, at, last));
                }
            }
            from = end + 1;
        }
        return Optional.empty();
    }

    /** Where the next field begins if this one is what is wanted, or anything; else -1. */
    private static int afterMatch(char[] text, int from, int end, String wanted) {
        if (from + 1 < end && text[from] == '*' && text[from + 1] == ':') {
            return from + 2;
        }
        int at = from;
        for (int i = 0; i < wanted.length(); i++) {
            if (at < end && text[at] == '\\') {
                at++;
            }
            if (at >= end || text[at] != wanted.charAt(i)) {
                return -1;
            }
            at++;
        }
        return at < end && text[at] == ':' ? at + 1 : -1;
    }

    private static char[] unescaped(char[] text, int from, int end) {
        char[] password = new char[end - from];
        int length = 0;
        for (int at = from; at < end && text[at] != ':'; at++) {
            if (text[at] == '\\' && at + 1 < end) {
                at++;
            }
            password[length++] = text[at];
        }
        char[] exact = Arrays.copyOf(password, length);
        Arrays.fill(password, '\0');
        return exact;
    }
}
