package io.github.gpfailover.core.internal.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables of journal and lease in a PostgreSQL, with the number of their version. They are made where they are not there, by one session
 * at a time.
 */
final class SqlSchema {

    static final int VERSION = 1;

    private static final int OLDEST_SERVER = 120_000;
    /** The key of the advisory lock: "gp-failo" in ASCII. */
    private static final long LOCK = 0x67702d6661696c6fL;

    private final String name;

    SqlSchema(String name) {
        this.name = name;
    }

    String table(String table) {
        return "\"" + name + "\".\"" + table + "\"";
    }

    /** Makes sure that the tables are there, and of a version that this library knows. */
    void prepare(Connection connection) throws SQLException, StoreException {
        if (version(connection) == VERSION) {
            return;
        }
        lock(connection);
        int found = version(connection);
        if (found == 0) {
            make(connection);
        } else if (found != VERSION) {
            throw new StoreException("the schema " + name + " has version " + found
                    + ", and this version of the library knows version " + VERSION
                    + "; use the version of the library that made it, or a later one, or name another schema");
        }
    }

    /** The version of the tables; 0 if there are none. */
    private int version(Connection connection) throws SQLException {
        // Not to_regclass(): a session that has seen no table yet goes on to see none.
        if (text(
                        connection,
                        "select c.relname::text from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace"
                                + " where c.relname = 'version' and n.nspname = ?",
                        name)
                == null) {
            return 0;
        }
        try (Statement s = connection.createStatement();
                ResultSet row = s.executeQuery("select max(number) from " + table("version"))) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void lock(Connection connection) throws SQLException {
        try (PreparedStatement s = connection.prepareStatement("select pg_advisory_xact_lock(?)")) {
            s.setLong(1, LOCK);
            s.execute();
        }
    }

    /** Refuses a server that can't hold them. */
    static void checkServer(Connection connection) throws SQLException, StoreException {
        if (text(connection, "select version() || ?", "")
                .matches("(?s).*(Greenplum|Greengage|Cloudberry|WarehousePG).*")) {
            throw new StoreException("the data source leads to a Greenplum, which can't remember its own failover;"
                    + " name a PostgreSQL outside of it");
        }
        String version = text(connection, "select current_setting(?)", "server_version_num");
        if (Integer.parseInt(version) < OLDEST_SERVER) {
            throw new StoreException("the data source leads to a PostgreSQL of version "
                    + text(connection, "select current_setting(?)", "server_version")
                    + "; name one of version 12 or later");
        }
    }

    private void make(Connection connection) throws SQLException {
        boolean there =
                text(connection, "select nspname::text from pg_catalog.pg_namespace where nspname = ?", name) != null;
        try (Statement s = connection.createStatement()) {
            if (!there) {
                s.execute("create schema \"" + name + "\"");
            }
            for (String statement : statements()) {
                s.execute(statement);
            }
        }
    }

    private List<String> statements() {
        return List.of(
                "create table " + table("journal")
                        + " (execution text not null, sequence bigint not null, at timestamptz not null,"
                        + " cluster text, entry text not null, primary key (execution, sequence))",
                "create index on " + table("journal") + " (cluster) where sequence = 1",
                "create table " + table("lease")
                        + " (key text primary key, realm text not null, token bigint not null, holder text not null,"
                        + " since timestamptz not null, expires timestamptz not null)",
                "create table " + table("version") + " (number int not null)",
                "insert into " + table("version") + " values (" + VERSION + ")");
    }

    private static String text(Connection connection, String query, String parameter) throws SQLException {
        try (PreparedStatement s = connection.prepareStatement(query)) {
            s.setString(1, parameter);
            try (ResultSet row = s.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }
}
