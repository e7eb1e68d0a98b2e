package io.github.gpfailover.core.internal.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/**
 * The statements of leases in a table, one row a key. The server's clock alone decides whether a lease has expired. A row is taken and
 * renewed by single statements, which the row's own lock puts in order.
 */
public final class SqlLease {

    private static final String NOT_TAKEN = "it can't be told whether another engine works on the cluster";

    private final SqlStore store;
    private final Duration lasting;

    /**
     * Makes it.
     *
     * @param lasting how long a lease lasts that is not renewed
     */
    public SqlLease(SqlStore store, Duration lasting) {
        this.store = store;
        this.lasting = lasting;
    }

    /** Makes the tables if they are not there. */
    public void prepare() throws StoreException {
        store.call("the lease's tables could not be made", connection -> true);
    }

    /**
     * A row that is held.
     *
     * @param key the lease's key
     * @param realm the name of the source of the tokens: this row
     * @param token the holder's number
     */
    public record Row(String key, String realm, long token) {}

    /**
     * What came of taking a lease: one of the two.
     *
     * @param row the row, which is held
     * @param other who holds it
     */
    public record Taking(Optional<Row> row, Optional<Holder> other) {}

    /** Takes the lease if it is free; if another holds it, tells who. */
    public Taking take(String key, String holder) throws StoreException {
        return store.call(NOT_TAKEN, connection -> {
            Optional<Row> row = taken(connection, key, holder);
            return new Taking(row, row.isPresent() ? Optional.empty() : Optional.of(holder(connection, key)));
        });
    }

    private Optional<Row> taken(Connection connection, String key, String holder) throws SQLException {
        String table = store.table("lease");
        try (PreparedStatement s = connection.prepareStatement("insert into " + table
                + " as l (key, realm, token, holder, since, expires) values (?, ?, 1, ?, clock_timestamp(),"
                + " clock_timestamp() + ? * interval '1 millisecond') on conflict (key) do update set token = l.token + 1,"
                + " holder = excluded.holder, since = clock_timestamp(),"
                + " expires = clock_timestamp() + ? * interval '1 millisecond' where l.expires <= clock_timestamp()"
                + " returning realm, token")) {
            s.setString(1, key);
            s.setString(2, UUID.randomUUID().toString());
            s.setString(3, holder);
            s.setLong(4, lasting.toMillis());
            s.setLong(5, lasting.toMillis());
            try (ResultSet row = s.executeQuery()) {
                return row.next() ? Optional.of(new Row(key, row.getString(1), row.getLong(2))) : Optional.empty();
            }
        }
    }

    private Holder holder(Connection connection, String key) throws SQLException {
        try (PreparedStatement s =
                connection.prepareStatement("select holder, since from " + store.table("lease") + " where key = ?")) {
            s.setString(1, key);
            try (ResultSet row = s.executeQuery()) {
                if (row.next()) {
                    return new Holder(
                            row.getString(1),
                            row.getObject(2, OffsetDateTime.class).toInstant());
                }
            }
        }
        throw new SQLException("the lease's row vanished");
    }

    /** Renews it, unless another holder has taken the row, or it was given back; gives whether it did. */
    public boolean renew(Row row) throws StoreException {
        return update(
                row,
                "the lease could not be renewed",
                "clock_timestamp() + " + lasting.toMillis() + " * interval '1 millisecond'");
    }

    /** Gives it back. */
    public void release(Row row) throws StoreException {
        update(row, "the lease could not be given back", "'-infinity'");
    }

    private boolean update(Row row, String failed, String expires) throws StoreException {
        return store.call(failed, connection -> {
            try (PreparedStatement s = connection.prepareStatement("update " + store.table("lease") + " set expires = "
                    + expires + " where key = ? and realm = ? and token = ? and expires > '-infinity'")) {
                s.setString(1, row.key());
                s.setString(2, row.realm());
                s.setLong(3, row.token());
                return s.executeUpdate() == 1;
            }
        });
    }
}
