package io.github.gpfailover.core.internal.process;

import java.util.Optional;

/**
 * Exists because {@code postmaster.pid} and {@code /tmp/.s.PGSQL.PORT.lock} tell which process holds a directory or a
 * port, and outlive it after a kill (recordings 70, 71): they name a process to look for, they don't prove that it
 * runs.
 *
 * @param pid the process id; a standalone backend, which writes it with a minus sign, has it here without
 * @param dataDirectory the data directory, as its server calls it
 * @param port the port
 */
public record LockFile(int pid, String dataDirectory, int port) {

    /** Reads the text of such a file; empty if it is garbled or cut off. */
    public static Optional<LockFile> parse(String text) {
        String[] lines = text.split("\n", 5);
        // Both kinds have more lines below the port, so a port without a newline was cut off.
        if (lines.length < 5) {
            return Optional.empty();
        }
        try {
            int pid = Math.abs(Integer.parseInt(lines[0].strip()));
            String directory = lines[1].strip();
            int port = Integer.parseInt(lines[3].strip());
            boolean good = pid > 0 && directory.startsWith("/") && port > 0 && port <= 65535;
            return good ? Optional.of(new LockFile(pid, directory, port)) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
