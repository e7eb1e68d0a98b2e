package io.github.gpfailover.journal;

import io.github.gpfailover.Outcome;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Evolving;
import java.time.Instant;
import java.util.List;

/**
 * One entry of the journal: a record, and where it belongs. Immutable and thread-safe.
 *
 * @param executionId which execution of a plan
 * @param sequence its number in that execution, from 1, without gaps
 * @param at when, by the controller's clock
 * @param step the step's number from 1; 0 for the plan itself
 * @param record what it says
 * @since 0.1
 */
@Evolving
public record JournalEntry(String executionId, long sequence, Instant at, int step, JournalRecord record) {

    /** The number of the format that {@link #toJson()} writes. It grows when a reader of today could misread what is written. */
    public static final int FORMAT = 1;

    /**
     * Checks the parts.
     *
     * @param executionId which execution of a plan
     * @param sequence its number in that execution, from 1, without gaps
     * @param at when, by the controller's clock
     * @param step the step's number from 1; 0 for the plan itself
     * @param record what it says
     * @throws NullPointerException if a part is null
     * @throws IllegalArgumentException if the sequence is not positive or the step is negative
     */
    public JournalEntry {
        Checks.notNull(executionId, "execution id");
        if (sequence < 1) {
            throw new IllegalArgumentException("sequence was " + sequence + " but must be 1 or more");
        }
        Checks.notNull(at, "at");
        Checks.range(step, "step", 0, Integer.MAX_VALUE);
        Checks.notNull(record, "record");
    }

    /**
     * Says whether an execution changed something, or may have, and did not end well: its last run died, or ended neither
     * {@link Outcome#SUCCEEDED} nor {@link Outcome#REFUSED}. A resume goes on with such an execution.
     *
     * @param entries the entries of one execution, in order
     * @return true if it is unfinished; false if there are no entries
     */
    public static boolean unfinished(List<JournalEntry> entries) {
        if (entries.isEmpty()) {
            return false;
        }
        return !(entries.get(entries.size() - 1).record() instanceof JournalRecord.PlanEnded ended)
                || (ended.outcome() != Outcome.SUCCEEDED && ended.outcome() != Outcome.REFUSED);
    }

    /**
     * Writes the entry as one line of JSON, with the number of its format.
     *
     * @return the JSON, without a line break
     */
    public String toJson() {
        return JournalJson.write(this);
    }

    /**
     * Reads an entry back.
     *
     * @param json what {@link #toJson()} wrote
     * @return the entry
     * @throws NullPointerException if the text is null
     * @throws IllegalArgumentException if it is not an entry, or of a format that this version does not know
     */
    public static JournalEntry fromJson(String json) {
        return JournalJson.read(json);
    }
}
