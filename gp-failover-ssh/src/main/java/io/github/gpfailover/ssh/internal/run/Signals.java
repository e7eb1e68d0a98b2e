package io.github.gpfailover.ssh.internal.run;

import java.util.Map;
import java.util.OptionalInt;

/**
 * The exit status that a shell would report for a signal. It exists because SSH names the signal where a shell says 128 and its number, and callers
 * should not have to know by which transport a command went.
 */
final class Signals {

    // The numbers that POSIX fixes, and those of Linux for the rest.
    private static final Map<String, Integer> NUMBERS = Map.ofEntries(
            Map.entry("HUP", 1),
            Map.entry("INT", 2),
            Map.entry("QUIT", 3),
            Map.entry("ILL", 4),
            Map.entry("ABRT", 6),
            Map.entry("FPE", 8),
            Map.entry("KILL", 9),
            Map.entry("USR1", 10),
            Map.entry("SEGV", 11),
            Map.entry("USR2", 12),
            Map.entry("PIPE", 13),
            Map.entry("ALRM", 14),
            Map.entry("TERM", 15));

    private Signals() {}

    /** Gives the exit status of a process that was ended by a signal; empty for one that has no number here. */
    static OptionalInt exitCode(String signal) {
        Integer number = NUMBERS.get(signal);
        return number == null ? OptionalInt.empty() : OptionalInt.of(128 + number);
    }
}
