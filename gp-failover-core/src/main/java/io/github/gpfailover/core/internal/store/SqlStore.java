package io.github.gpfailover.core.internal.store;

import io.github.gpfailover.core.internal.jdbc.SqlFailure;
import io.github.gpfailover.internal.Checks;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * Transactions in a caller's PostgreSQL: one connection and one transaction a call, both bounded in time. The schema is looked for, and
 * made, before the first one.
 */
public final class SqlStore {

    private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]*");
    private static final int LONGEST_SCHEMA = 63;

    private final DataSource source;
    private final SqlSchema schema;
    private final Duration within;
    private volatile boolean prepared;

    /**
     * Makes a store.
     *
     * @param within how long one statement, and one wait for the network, may take
     */
    public SqlStore(DataSource source, String schema, Duration within) {
        this.source = source;
        this.schema = new SqlSchema(schema);
        this.within = within;
    }

    /** Refuses what can't be a schema's name. */
    public static String checkedSchema(String name) {
        return Checks.text(
                name,
                "schema",
                SCHEMA,
                LONGEST_SCHEMA,
                "it must be lower-case letters, digits and underscores, such as gp_failover");
    }

    /** What is done in a transaction. It may be done twice. */
    public interface Work<T> {
        /** Does it. */
        T in(Connection connection) throws SQLException, StoreException;
    }

    /** A table of the schema, as it stands in a statement. */
    String table(String name) {
        return schema.table(name);
    }

    /**
     * Does work in a transaction that is durable when this returns. What fails before the commit is tried once more on another connection:
     * a pool may hold some that died.
     *
     * @param what what is tried, for messages, such as "the journal could not be read"
     */
    <T> T call(String what, Work<T> work) throws StoreException {
        return call(what, true, work);
    }

    /** The same; a transaction that need not be durable at once survives this process, and a crash of the server with the next one that is. */
    <T> T call(String what, boolean durable, Work<T> work) throws StoreException {
        boolean interrupted = Thread.interrupted();
        try {
            try {
                return once(what, durable, work);
            } catch (BrokenConnectionException e) {
                interrupted |= Thread.interrupted();
                return once(what, durable, work);
            }
        } catch (BrokenConnectionException e) {
            throw failed(what, e.getCause(), false);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A connection that failed before anything could be written by it. */
    private static final class BrokenConnectionException extends Exception {

        private static final long serialVersionUID = 1L;

        BrokenConnectionException(Throwable cause) {
            super(cause);
        }
    }

    private <T> T once(String what, boolean durable, Work<T> work) throws StoreException, BrokenConnectionException {
        boolean committing = false;
        try (BoundedConnection bounded = BoundedConnection.of(source, within)) {
            Connection connection = bounded.connection();
            if (!prepared) {
                SqlSchema.checkServer(connection);
            }
            begin(connection, durable || !prepared);
            if (!prepared) {
                schema.prepare(connection);
            }
            T result = work.in(connection);
            committing = true;
            connection.commit();
            prepared = true;
            return result;
        } catch (SQLException e) {
            if (!committing && broken(e)) {
                throw new BrokenConnectionException(e);
            }
            throw failed(what, e, committing);
        } catch (RuntimeException e) {
            throw failed(what, e, committing);
        }
    }

    /** The bounds of the transaction, and its durability, which is never less than the server's own setting asks for. */
    private void begin(Connection connection, boolean durable) throws SQLException {
        try (PreparedStatement s = connection.prepareStatement("select set_config('statement_timeout', ?, true),"
                + " set_config('idle_in_transaction_session_timeout', ?, true), set_config('synchronous_commit',"
                + " case when not ? then 'off' when current_setting('synchronous_commit') = 'remote_apply' then 'remote_apply'"
                + " else 'on' end, true)")) {
            s.setString(1, String.valueOf(within.toMillis()));
            s.setString(2, String.valueOf(2 * within.toMillis()));
            s.setBoolean(3, durable);
            s.execute();
        }
    }

    private static boolean broken(SQLException e) {
        String state = SqlFailure.state(e);
        // No word of the server, or one that ends all sessions.
        return state.isEmpty() || state.startsWith("57P") || state.startsWith("08");
    }

    private static StoreException failed(String what, Throwable e, boolean committing) {
        // The exception itself is not passed on: its text is the data source's.
        return new StoreException(
                what + ": " + SqlFailure.text(e) + advice(SqlFailure.state(e))
                        + (committing ? "; it may have been written all the same" : ""),
                committing,
                null);
    }

    private static String advice(String state) {
        return switch (state) {
            case "25006" -> "; name the server that takes writes in the data source";
            case "42501" -> "; grant what docs/journal-and-lease.md lists";
            case "53100" -> "; free space on the server's disk";
            case "57014" -> "; the server did not answer in time: see what it waits for in pg_stat_activity";
            case "55P03" -> "; see what it waits for in pg_locks";
            default ->
                state.startsWith("28")
                        ? "; see to the data source's user and password, or pg_hba.conf on the server"
                        : Optional.of(state)
                                .filter(String::isEmpty)
                                .map(s -> "; bring the server back, or its network, and try again")
                                .orElse("");
        };
    }
}
