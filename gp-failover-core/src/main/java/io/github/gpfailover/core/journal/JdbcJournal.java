package io.github.gpfailover.core.journal;

import io.github.gpfailover.core.internal.store.SqlJournal;
import io.github.gpfailover.core.internal.store.SqlStore;
import io.github.gpfailover.core.internal.store.StoreCall;
import io.github.gpfailover.error.JournalException;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.journal.Journal;
import io.github.gpfailover.journal.JournalEntry;
import io.github.gpfailover.stability.Evolving;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/**
 * A journal in a PostgreSQL of the caller's, version 12 or later.
 *
 * <p>It exists for controllers on several machines: any of them can resume an execution. Each entry is a transaction of its own with
 * {@code synchronous_commit} on, so it survives what the server promises to survive; off for one that is only {@linkplain #note noted}. Of two engines that write to one execution, one
 * is refused. The tables are made at the first use, in a schema of their own, and hold the number of their version.
 *
 * <p>The database must not be the cluster that is failed over. A connection is taken from the data source for each call and given back; how
 * long the data source may wait for one is its own setting. Nothing is ever removed from the tables.
 *
 * <p>Thread-safe.
 *
 * @since 0.1
 */
@Evolving
public final class JdbcJournal implements Journal {

    private final SqlJournal sql;

    private JdbcJournal(SqlJournal sql) {
        this.sql = sql;
    }

    /**
     * Begins a journal in a database. Defaults: schema {@code gp_failover}, 5 s for a statement.
     *
     * @param source gives connections; stays the caller's
     * @return a builder
     * @throws NullPointerException if the source is null
     */
    public static Builder in(DataSource source) {
        return new Builder(source);
    }

    /**
     * Makes the schema and its tables if they are not there. The first use does that too; this tells at the program's start.
     *
     * @throws JournalException if they can't be made, or a later version of the library made them
     */
    public void prepare() {
        StoreCall.journal(() -> sql.prepare());
    }

    @Override
    public void append(JournalEntry entry) {
        write(entry, true);
    }

    @Override
    public void note(JournalEntry entry) {
        write(entry, false);
    }

    private void write(JournalEntry entry, boolean durable) {
        Checks.notNull(entry, "entry");
        StoreCall.journal(() -> sql.append(entry, durable));
    }

    @Override
    public List<JournalEntry> read(String executionId) {
        Checks.notNull(executionId, "execution id");
        return StoreCall.ofJournal(() -> sql.read(executionId));
    }

    @Override
    public List<String> unfinished(String cluster) {
        Checks.notNull(cluster, "cluster");
        return StoreCall.ofJournal(() -> sql.unfinished(cluster));
    }

    /** The builder of a journal. Not thread-safe. */
    public static final class Builder {

        private static final Duration TIMEOUT = Duration.ofSeconds(5);

        private final Given given = new Given();
        private final DataSource source;
        private String schema = "gp_failover";
        private Duration timeout = TIMEOUT;

        private Builder(DataSource source) {
            this.source = Checks.notNull(source, "data source");
        }

        /**
         * Names the schema of the tables. A {@code JdbcLease} can share it.
         *
         * @param name lower-case letters, digits and underscores
         * @return this builder
         * @throws NullPointerException if it is null
         * @throws IllegalArgumentException if it has other characters or more than 63
         * @throws IllegalStateException if it was said already
         */
        public Builder schema(String name) {
            given.once("schema");
            schema = SqlStore.checkedSchema(name);
            return this;
        }

        /**
         * Says how long a statement, and a wait for the network, may take. An entry takes four statements at the most, and what fails before
         * it is written is tried twice.
         *
         * @param longest how long
         * @return this builder
         * @throws NullPointerException if it is null
         * @throws IllegalArgumentException if it is not positive
         * @throws IllegalStateException if it was said already
         */
        public Builder timeout(Duration longest) {
            given.once("timeout");
            timeout = Checks.positive(longest, "timeout");
            return this;
        }

        /**
         * Makes the journal. The database is not asked yet.
         *
         * @return the journal
         */
        public JdbcJournal build() {
            return new JdbcJournal(new SqlJournal(new SqlStore(source, schema, timeout)));
        }
    }
}
