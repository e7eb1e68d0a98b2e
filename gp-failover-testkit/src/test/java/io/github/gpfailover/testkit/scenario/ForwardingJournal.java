package io.github.gpfailover.testkit.scenario;

import io.github.gpfailover.journal.Journal;
import io.github.gpfailover.journal.JournalEntry;
import java.util.List;

/** A journal over another one, for tests that note or refuse what is written. */
public abstract class ForwardingJournal implements Journal {

    private final Journal journal;

    protected ForwardingJournal(Journal journal) {
        this.journal = journal;
    }

    @Override
    public void append(JournalEntry entry) {
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
