package io.github.gpfailover.testkit.scenario;

import io.github.gpfailover.error.JournalException;
import io.github.gpfailover.journal.Journal;
import io.github.gpfailover.journal.JournalEntry;
import io.github.gpfailover.journal.JournalRecord;
import java.util.List;

/**
 * A journal that fails where a step is to begin, as a process that dies there.
 *
 * @param step the step that does not begin
 * @param journal where everything before is kept
 */
public record DiesBefore(int step, Journal journal) implements Journal {

    @Override
    public void append(JournalEntry entry) {
        if (entry.record() instanceof JournalRecord.StepBegun && entry.step() == step) {
            throw new JournalException("the disk is full", null);
        }
        journal.append(entry);
    }

    @Override
    public List<JournalEntry> read(String executionId) {
        return journal.read(executionId);
    }

    @Override
    public List<String> unfinished(String cluster) {
        return journal.unfinished(cluster);
    }
}
