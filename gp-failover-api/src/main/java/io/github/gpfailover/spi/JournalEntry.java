package io.github.gpfailover.spi;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Evolving;
import java.time.Instant;

/**
 * One line of the journal.
 *
 * <p>Exists so that another process can tell, after a crash, what was about to be done and what was known. Immutable and
 * thread-safe.
 *
 * @param executionId which execution of a plan
 * @param sequence its number in that execution, from 1, without gaps
 * @param at when, by the controller's clock
 * @param kind what it says
 * @param step the step's number from 1; 0 for the plan itself
 * @param text the plan as JSON, the command, the outcome, or {@code name=value} of a note; never a secret
 * @since 0.1
 */
@Evolving
public record JournalEntry(String executionId, long sequence, Instant at, Kind kind, int step, String text) {

    /** What an entry says. */
    public enum Kind {
        /** An execution begins; the text is the plan as JSON. */
        PLAN_BEGUN,
        /** A step begins; the text is its name. */
        STEP_BEGUN,
        /** A command that may change the cluster is about to be sent; the text names host and command. */
        ACT_INTENDED,
        /** That command's end is known, or known to be unknown; the text tells which. */
        ACT_ENDED,
        /** A fact that a resumed execution needs, as {@code name=value}. */
        NOTE,
        /** A step ended; the text is its outcome. */
        STEP_ENDED,
        /** The execution ended; the text is its outcome. */
        PLAN_ENDED
    }

    /**
     * Checks the parts.
     *
     * @param executionId which execution of a plan
     * @param sequence its number in that execution, from 1, without gaps
     * @param at when, by the controller's clock
     * @param kind what it says
     * @param step the step's number from 1; 0 for the plan itself
     * @param text the plan as JSON, the command, the outcome, or {@code name=value} of a note
     * @throws NullPointerException if a part is null
     * @throws IllegalArgumentException if the sequence is not positive or the step is negative
     */
    public JournalEntry {
        Checks.notNull(executionId, "execution id");
        if (sequence < 1) {
            throw new IllegalArgumentException("sequence was " + sequence + " but must be 1 or more");
        }
        Checks.notNull(at, "at");
        Checks.notNull(kind, "kind");
        Checks.range(step, "step", 0, Integer.MAX_VALUE);
        Checks.notNull(text, "text");
    }
}
