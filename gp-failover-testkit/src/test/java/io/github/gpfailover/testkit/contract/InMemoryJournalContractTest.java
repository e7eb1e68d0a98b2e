package io.github.gpfailover.testkit.contract;

import io.github.gpfailover.core.journal.InMemoryJournal;
import io.github.gpfailover.journal.Journal;

class InMemoryJournalContractTest extends JournalContract {

    @Override
    protected Journal journal() {
        return new InMemoryJournal();
    }
}
