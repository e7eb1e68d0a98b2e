package io.github.gpfailover.testkit.postgres;

import io.github.gpfailover.core.journal.JdbcJournal;
import io.github.gpfailover.journal.Journal;
import io.github.gpfailover.testkit.contract.JournalContract;
import java.util.Optional;
import org.junit.jupiter.api.Tag;

@Tag("postgres")
class JdbcJournalOnNewestContractTest extends JournalContract {

    private String schema;

    @Override
    protected Journal journal() {
        schema = StoreServer.newSchema();
        return again().orElseThrow();
    }

    @Override
    protected Optional<Journal> again() {
        return Optional.of(
                JdbcJournal.in(StoreServer.of("newest").source()).schema(schema).build());
    }
}
