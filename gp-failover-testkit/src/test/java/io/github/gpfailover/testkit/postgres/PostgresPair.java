package io.github.gpfailover.testkit.postgres;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.InstanceLocation;
import java.io.IOException;
import java.sql.SQLException;

/**
 * A master and its streaming standby out of real PostgreSQL 9.6. Its functions have the names of Greenplum 6, and it gets the
 * parts of Greenplum's catalog that a probe asks for: {@code gp_segment_configuration}, and a {@code version()} that names Greenplum.
 */
final class PostgresPair implements AutoCloseable {

    static final String VERSION =
            "PostgreSQL 9.4.26 (Greenplum Database 6.24.3 build commit:25d3498a400ca5230e81abb94861f23389315213)"
                    + " on x86_64-unknown-linux-gnu, compiled by gcc, 64-bit compiled on Nov 22 2026 04:59:33";

    private final PostgresServer master;
    private PostgresServer standby;

    private PostgresPair(PostgresServer master) {
        this.master = master;
    }

    /** Starts both; the standby takes sessions, as one with {@code hot_standby} does. */
    static PostgresPair start() throws IOException, SQLException {
        PostgresServer master = PostgresServer.initialised(PostgresBinaries.find());
        PostgresPair pair = new PostgresPair(master);
        try {
            master.start();
            master.sql("create schema gp");
            master.sql(
                    "create function gp.version() returns text language sql as $$ select '" + VERSION + "'::text $$");
            master.sql("alter role gpadmin set search_path = gp, pg_catalog, public");
            master.sql("create table public.gp_segment_configuration (dbid smallint, content smallint, role \"char\","
                    + " preferred_role \"char\", mode \"char\", status \"char\", port integer, hostname text, address text,"
                    + " datadir text)");
            pair.standby = master.copiedForStandby();
            pair.row(1, "p", "n", master.location());
            pair.row(10, "m", "s", pair.standby.location());
            master.sql(
                    "insert into gp_segment_configuration select dbid, content, 'p', 'p', 's', 'u', 6000 + content % 2,"
                            + " host, host, '/data/primary/gpseg' || content from (values (2, 0, 'sdw1'), (3, 1, 'sdw1'), (4, 2, 'sdw2'),"
                            + " (5, 3, 'sdw2')) as t (dbid, content, host)");
            pair.standby.start();
            return pair;
        } catch (IOException | SQLException | RuntimeException e) {
            pair.close();
            throw e;
        }
    }

    PostgresServer master() {
        return master;
    }

    PostgresServer standby() {
        return standby;
    }

    ClusterSpec spec() {
        InstanceLocation m = master.location();
        InstanceLocation s = standby.location();
        return ClusterSpec.builder("pair")
                .master(m.host().value(), m.port(), m.dataDirectory().path())
                .standby(s.host().value(), s.port(), s.dataDirectory().path())
                .build();
    }

    @Override
    public void close() {
        try {
            if (standby != null) {
                standby.close();
            }
        } finally {
            master.close();
        }
    }

    private void row(int dbid, String role, String mode, InstanceLocation at) throws SQLException {
        master.sql("insert into gp_segment_configuration values (" + dbid + ", -1, '" + role + "', '" + role + "', '"
                + mode + "', 'u', " + at.port() + ", '" + at.host() + "', '" + at.host() + "', '" + at.dataDirectory()
                + "')");
    }
}
