package io.github.gpfailover.core.internal.text;

import io.github.gpfailover.spi.CommandResult;
import java.util.OptionalInt;

/**
 * Exists because {@code pg_ctl status} tells whether the process lives that {@code postmaster.pid} names (recordings 45, 46, 70), which
 * is less than whether the server runs: after a kill another process may have that number, and sessions may live on (recording b4).
 *
 * @param pid the process that it says runs; empty if it says that none does, or it can't be told
 * @param said what it says, in words
 */
public record ServerStatus(OptionalInt pid, String said) {

    private static final String RUNS = "pg_ctl: server is running (PID: ";
    private static final String SINGLE = "pg_ctl: single-user server is running (PID: ";
    private static final String NONE = "pg_ctl: no server running";

    /** Reads what the program printed. What it doesn't know is told in its own words, and as no process. */
    public static ServerStatus parse(CommandResult result) {
        String line = result.stdout().lines().findFirst().orElse("");
        // The second line's wording is PostgreSQL's source's; no recording has it.
        OptionalInt pid = line.startsWith(RUNS) ? pid(line, RUNS) : pid(line, SINGLE);
        if (pid.isPresent()) {
            return new ServerStatus(pid, "pg_ctl status says that process " + pid.getAsInt() + " runs");
        }
        return line.equals(NONE)
                ? new ServerStatus(pid, "pg_ctl status says that no server runs")
                : new ServerStatus(pid, "pg_ctl status tells nothing: " + result.exitText() + ", " + result.lastLine());
    }

    private static OptionalInt pid(String line, String before) {
        int end = line.indexOf(')', before.length());
        if (!line.startsWith(before) || end < 0) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of(Integer.parseInt(line.substring(before.length(), end)));
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    /** Returns what it says. */
    @Override
    public String toString() {
        return said;
    }
}
