package io.github.gpfailover.testkit.contract;

import io.github.gpfailover.core.journal.FileJournal;
import io.github.gpfailover.journal.Journal;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class FileJournalContractTest extends JournalContract {

    @TempDir
    private Path directory;

    @Override
    protected Journal journal() {
        return FileJournal.in(directory.resolve("journal")).build();
    }

    @Override
    protected Optional<Journal> again() {
        return Optional.of(journal());
    }
}
