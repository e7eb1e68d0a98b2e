package io.github.gpfailover.core.internal.store;

import io.github.gpfailover.core.internal.jdbc.SqlFailure;
import io.github.gpfailover.journal.JournalEntry;
import io.github.gpfailover.journal.JournalRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The statements of a journal in tables. */
public final class SqlJournal {

    private static final String NOT_WRITTEN = "the journal's entry could not be written";
    private static final String NOT_READ = "the journal could not be read";
    private static final String UNIQUE_VIOLATION = "23505";

    private final SqlStore store;

    public SqlJournal(SqlStore store) {
        this.store = store;
    }

    /** Makes the tables if they are not there. */
    public void prepare() throws StoreException {
        store.call("the journal's tables could not be made", connection -> true);
    }

    /** Appends an entry, which is durable then with all before it if that is wanted. */
    public void append(JournalEntry entry, boolean durable) throws StoreException {
        String json = entry.toJson();
        try {
            store.call(NOT_WRITTEN, durable, connection -> inserted(connection, entry, json));
        } catch (StoreException e) {
            if (!e.mayBeWritten()
                    || !stored(entry.executionId(), entry.sequence()).equals(Optional.of(json))) {
                throw e;
            }
        }
    }

    /** Writes it if it follows the last one. */
    private boolean inserted(Connection connection, JournalEntry entry, String json)
            throws SQLException, StoreException {
        try (PreparedStatement s = connection.prepareStatement("insert into " + store.table("journal")
                + " (execution, sequence, at, cluster, entry) select ?, ?, ?, ?, ? where ? ="
                + " (select coalesce(max(sequence), 0) + 1 from " + store.table("journal") + " where execution = ?)")) {
            s.setString(1, entry.executionId());
            s.setLong(2, entry.sequence());
            s.setObject(3, OffsetDateTime.ofInstant(entry.at(), ZoneOffset.UTC));
            s.setString(4, entry.record() instanceof JournalRecord.PlanBegun begun ? begun.cluster() : null);
            s.setString(5, json);
            s.setLong(6, entry.sequence());
            s.setString(7, entry.executionId());
            if (s.executeUpdate() == 1) {
                return true;
            }
        } catch (SQLException e) {
            if (!UNIQUE_VIOLATION.equals(SqlFailure.state(e))) {
                throw e;
            }
        }
        throw new StoreException("entry " + entry.sequence() + " of execution " + entry.executionId()
                + " can't be written: it does not follow the last one in the journal, so another engine has written to it since;"
                + " let that one end, and resume the execution then. The same is seen where the server crashed meanwhile and lost the last"
                + " entries that announced nothing");
    }

    private Optional<String> stored(String execution, long sequence) throws StoreException {
        return store.call(NOT_READ, connection -> {
            try (PreparedStatement s = connection.prepareStatement(
                    "select entry from " + store.table("journal") + " where execution = ? and sequence = ?")) {
                s.setString(1, execution);
                s.setLong(2, sequence);
                try (ResultSet row = s.executeQuery()) {
                    return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
                }
            }
        });
    }

    /** The entries of an execution; none if it is not known. */
    public List<JournalEntry> read(String execution) throws StoreException {
        return store.call(NOT_READ, connection -> {
            List<JournalEntry> all = new ArrayList<>();
            try (PreparedStatement s = connection.prepareStatement("select sequence, entry from "
                    + store.table("journal") + " where execution = ? order by sequence")) {
                s.setString(1, execution);
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        all.add(entry(execution, row.getLong(1), all.size() + 1L, row.getString(2)));
                    }
                }
            }
            return all;
        });
    }

    /** The unfinished executions of a cluster, in the order in which they began. */
    public List<String> unfinished(String cluster) throws StoreException {
        return store.call(NOT_READ, connection -> {
            List<String> all = new ArrayList<>();
            try (PreparedStatement s = connection.prepareStatement("select f.execution, l.sequence, l.entry from "
                    + store.table("journal") + " f cross join lateral (select sequence, entry from "
                    + store.table("journal")
                    + " where execution = f.execution order by sequence desc limit 1) l"
                    + " where f.sequence = 1 and f.cluster = ? order by f.at, f.execution")) {
                s.setString(1, cluster);
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        String execution = row.getString(1);
                        JournalEntry last = entry(execution, row.getLong(2), row.getLong(2), row.getString(3));
                        if (JournalEntry.unfinished(List.of(last))) {
                            all.add(execution);
                        }
                    }
                }
            }
            return all;
        });
    }

    private JournalEntry entry(String execution, long number, long expected, String json) throws StoreException {
        String where = "entry " + number + " of execution " + execution + " in " + store.table("journal");
        JournalEntry entry;
        try {
            entry = JournalEntry.fromJson(json);
        } catch (IllegalArgumentException e) {
            throw new StoreException(
                    where + " can't be read: " + e.getMessage()
                            + "; use the version of the library that wrote it, or a later one",
                    e);
        }
        if (number != expected
                || entry.sequence() != number
                || !entry.executionId().equals(execution)) {
            throw new StoreException(where + " stands where entry " + expected
                    + " belongs: the table was changed by hand, so what the execution did can't be told from it."
                    + " Find out by hand who is master, and run a new plan");
        }
        return entry;
    }
}
