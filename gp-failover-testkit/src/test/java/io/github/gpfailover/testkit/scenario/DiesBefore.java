package io.github.gpfailover.testkit.scenario;

import io.github.gpfailover.error.JournalException;
import io.github.gpfailover.journal.Journal;
import io.github.gpfailover.journal.JournalEntry;
import io.github.gpfailover.journal.JournalRecord;

/**
 * A journal that fails where a step is to begin, as a process that dies there.
 */
public final class DiesBefore extends ForwardingJournal {

    private final int step;

    /**
     * Makes the journal.
     *
     * @param step the step that does not begin
     * @param journal where everything before is kept
     */
    public DiesBefore(int step, Journal journal) {
        super(journal);
        this.step = step;
    }

    @Override
    public void append(JournalEntry entry) {
        if (entry.record() instanceof JournalRecord.StepBegun && entry.step() == step) {
            throw new JournalException("the disk is full", null);
        }
        super.append(entry);
    }
}
