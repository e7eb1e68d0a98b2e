package io.github.gpfailover.core.internal.process;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.text.TextLines;
import io.github.gpfailover.error.UnreadableOutputException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A lock file: {@code postmaster.pid} or {@code /tmp/.s.PGSQL.PORT.lock}. It exists because these files name the process that holds a directory or
 * a port, and outlive it after a kill (recordings 70, 71): they name a process to search for, they don't prove that it
 * runs.
 *
 * @param pid the process id; a standalone backend, which writes it with a minus sign, has it here without
 * @param dataDirectory the data directory, as its server calls it
 * @param startSecond the second since 1970 in which its postmaster began, by its own host's clock; empty where that line is no number
 * @param port the port
 */
public record LockFile(int pid, String dataDirectory, OptionalLong startSecond, int port) {

    private static final int LINES = 4;
    // No path is longer (PATH_MAX).
    private static final int LONGEST = 4096;
    private static final int LONGEST_SECOND = 12;

    /** Reads the text of such a file; empty if it is garbled or cut off. */
    public static Optional<LockFile> parse(String text) {
        Reader reader = new Reader();
        return reader.read(text) ? Optional.of(reader.lockFile()) : Optional.empty();
    }

    /**
     * Reads the text of such a file.
     *
     * @throws UnreadableOutputException if it is garbled or cut off, with the first line that is not as it should be
     */
    public static LockFile read(HostName host, String file, String text) {
        Reader reader = new Reader();
        if (!reader.read(text)) {
            throw new UnreadableOutputException(
                    host, file, "process id, data directory, start time and port in its first four lines", reader.odd);
        }
        return reader.lockFile();
    }

    /** A reader that remembers the lines of fixed positions, and the first one that is odd. */
    private static final class Reader {

        private int pid;
        private String directory = "";
        private OptionalLong startSecond = OptionalLong.empty();
        private int port;
        private String odd = "";

        boolean read(String text) {
            TextLines lines = new TextLines(text);
            for (int i = 0; i < LINES; i++) {
                if (!lines.next()) {
                    return false;
                }
                // Both kinds have more lines below the port (recording 26), so a line without its end was cut off.
                if (!lines.complete() || !take(i, lines)) {
                    odd = lines.quote();
                    return false;
                }
            }
            return true;
        }

        LockFile lockFile() {
            return new LockFile(pid, directory, startSecond, port);
        }

        /** Not a reason to refuse the file: its pid and directory are what proofs rest on. */
        private static OptionalLong second(String line) {
            boolean plain = !line.isEmpty()
                    && line.length() <= LONGEST_SECOND
                    && line.chars().allMatch(c -> c >= '0' && c <= '9');
            return plain ? OptionalLong.of(Long.parseLong(line)) : OptionalLong.empty();
        }

        private boolean take(int place, TextLines lines) {
            String line = lines.end() - lines.start() > LONGEST ? "" : lines.rest(0);
            try {
                switch (place) {
                    case 0 -> pid = Math.abs(Integer.parseInt(line));
                    case 1 -> directory = line;
                    case 2 -> startSecond = second(line);
                    case 3 -> port = Integer.parseInt(line);
                    default -> {}
                }
            } catch (NumberFormatException e) {
                return false;
            }
            return switch (place) {
                case 0 -> pid > 0;
                case 1 -> directory.startsWith("/");
                case 3 -> port > 0 && port <= 65535;
                default -> true;
            };
        }
    }
}
