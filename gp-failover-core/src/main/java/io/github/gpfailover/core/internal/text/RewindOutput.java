package io.github.gpfailover.core.internal.text;

import io.github.gpfailover.cluster.Lsn;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Exists to read how far {@code pg_rewind} is, and how it ended (recording c4). Its output is read while it grows, so a last line
 * without an end may be half a line.
 *
 * @param diverged where the histories part; empty if it was not said
 * @param percent how much of the copy is done; empty before it begins
 * @param stage the last line that tells a stage, such as {@code reading WAL in target}; empty before the first
 * @param notNeeded whether it said that nothing is to be rewound
 * @param done whether it said that it is done
 * @param problem what it said that went wrong; empty if nothing
 */
public record RewindOutput(
        Optional<Lsn> diverged,
        OptionalInt percent,
        String stage,
        boolean notNeeded,
        boolean done,
        Optional<String> problem) {

    /** Reads what it has printed so far. */
    public static RewindOutput read(String stdout, String stderr) {
        throw new UnsupportedOperationException();
    }
}
