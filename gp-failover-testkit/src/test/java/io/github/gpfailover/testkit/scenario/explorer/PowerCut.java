package io.github.gpfailover.testkit.scenario.explorer;

import io.github.gpfailover.journal.Journal;
import io.github.gpfailover.journal.JournalEntry;
import io.github.gpfailover.testkit.scenario.ForwardingJournal;
import java.util.ArrayList;
import java.util.List;

/** A journal on a machine that loses its power: what was only noted is gone, unless an entry that was appended has followed it. */
final class PowerCut extends ForwardingJournal {

    private final List<JournalEntry> noted = new ArrayList<>();

    PowerCut(Journal disk) {
        super(disk);
    }

    @Override
    public void append(JournalEntry entry) {
        noted.forEach(super::append);
        noted.clear();
        super.append(entry);
    }

    @Override
    public void note(JournalEntry entry) {
        noted.add(entry);
    }
}
