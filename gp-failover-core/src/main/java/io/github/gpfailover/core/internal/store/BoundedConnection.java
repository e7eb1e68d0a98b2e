package io.github.gpfailover.core.internal.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/** A connection that a data source lends for one transaction. No wait for the network is longer than the bound, and it goes back as it came. */
final class BoundedConnection implements AutoCloseable {

    private final Connection connection;
    private final boolean autoCommit;
    private final int isolation;
    private final boolean readOnly;
    private final int networkTimeout;

    private BoundedConnection(Connection connection, Duration within) throws SQLException {
        this.connection = connection;
        this.networkTimeout = connection.getNetworkTimeout();
        connection.setNetworkTimeout(Runnable::run, Math.toIntExact(within.toMillis()));
        this.autoCommit = connection.getAutoCommit();
        this.readOnly = connection.isReadOnly();
        this.isolation = connection.getTransactionIsolation();
        if (readOnly) {
            connection.setReadOnly(false);
        }
        if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        }
        if (autoCommit) {
            connection.setAutoCommit(false);
        }
    }

    static BoundedConnection of(DataSource source, Duration within) throws SQLException {
        bound(source, within);
        Connection connection = source.getConnection();
        if (connection == null) {
            throw new SQLException("the data source gave no connection");
        }
        try {
            return new BoundedConnection(connection, within);
        } catch (SQLException | RuntimeException e) {
            close(connection, e);
            throw e;
        }
    }

    Connection connection() {
        return connection;
    }

    /** Ends what was not committed. A connection that can't be put back as it was is closed for good by the pool. */
    @Override
    public void close() {
        try {
            if (!connection.isClosed()) {
                connection.rollback();
                if (autoCommit) {
                    connection.setAutoCommit(true);
                }
                if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
                    connection.setTransactionIsolation(isolation);
                }
                if (readOnly) {
                    connection.setReadOnly(true);
                }
                connection.setNetworkTimeout(Runnable::run, networkTimeout);
            }
        } catch (SQLException | RuntimeException e) {
            abort();
        } finally {
            close(connection, null);
        }
    }

    private void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException | RuntimeException e) {
            // It is of no use to anybody, and is closed next.
            return;
        }
    }

    private static void close(Connection connection, Exception with) {
        try {
            connection.close();
        } catch (SQLException | RuntimeException e) {
            if (with != null) {
                with.addSuppressed(e);
            }
        }
    }

    /** A bound that the caller set is the caller's. */
    private static void bound(DataSource source, Duration within) {
        try {
            if (source.getLoginTimeout() == 0) {
                source.setLoginTimeout((int) Math.max(1, (within.toMillis() + 999) / 1000));
            }
        } catch (SQLException | UnsupportedOperationException e) {
            // Then the driver's own bounds hold.
            return;
        }
    }
}
