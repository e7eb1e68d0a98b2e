package io.github.gpfailover.core.internal.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * A connection with its bounds. It gives the connection back as it came, since a caller's pool hands it to others afterwards.
 */
final class Session implements AutoCloseable {

    private static final Executor HERE = Runnable::run;

    private final Connection connection;
    private final boolean fresh;
    private final int secondsOfAStatement;
    private int networkTimeoutBefore = -1;

    private Session(Connection connection, boolean fresh, Duration within) {
        this.connection = connection;
        this.fresh = fresh;
        this.secondsOfAStatement = (int) Math.min(Integer.MAX_VALUE, (within.toMillis() + 999) / 1000);
    }

    /** A session on a connection that was opened for it. */
    static Session own(Connection connection, Duration within) throws SQLException {
        return new Session(connection, true, within).bounded(within);
    }

    /** A session on a caller's connection, which may have been opened long ago. */
    static Session lent(Connection connection, Duration within) throws SQLException {
        return new Session(connection, false, within).bounded(within);
    }

    private Session bounded(Duration within) throws SQLException {
        try {
            int before = connection.getNetworkTimeout();
            connection.setNetworkTimeout(HERE, (int) Math.min(Integer.MAX_VALUE, within.toMillis()));
            networkTimeoutBefore = before;
        } catch (SQLFeatureNotSupportedException e) {
            // Then the time of the whole observation is the only bound.
            networkTimeoutBefore = -1;
        } catch (SQLException | RuntimeException | LinkageError e) {
            // A pool or driver may lack the method altogether; what it lent goes back all the same.
            close();
            throw e;
        }
        return this;
    }

    Connection connection() {
        return connection;
    }

    /** Whether the server took it for this observation, so that it says something about now before anything was asked. */
    boolean fresh() {
        return fresh;
    }

    int secondsOfAStatement() {
        return secondsOfAStatement;
    }

    /** Ends it from another thread, whatever it waits for. */
    void abort() {
        try {
            connection.abort(HERE);
        } catch (SQLException | RuntimeException e) {
            // It is given up in any case; its own bounds end what waits on it.
            return;
        }
    }

    @Override
    public void close() {
        try (connection) {
            if (!connection.isClosed()) {
                if (!connection.getAutoCommit()) {
                    connection.rollback();
                }
                if (!fresh && networkTimeoutBefore >= 0) {
                    connection.setNetworkTimeout(HERE, networkTimeoutBefore);
                }
            }
        } catch (SQLException e) {
            // What was asked has been answered by now, or that has been reported already.
            return;
        }
    }
}
