package io.github.gpfailover.core.internal.dialect;

/**
 * The names of the SQL functions and columns that a dialect uses. They exist in two sets because PostgreSQL 10 renamed them: what 9.4 calls
 * xlog and location has been wal and lsn since (dialects §5).
 *
 * @param currentPosition the position that a master writes at
 * @param receivePosition the last position received
 * @param replayPosition the last position replayed
 * @param positionDiff the bytes between two positions
 * @param walFileName the log file of a position
 * @param column the ending of the position columns of {@code pg_stat_replication}
 */
record SqlNames(
        String currentPosition,
        String receivePosition,
        String replayPosition,
        String positionDiff,
        String walFileName,
        String column) {

    /** PostgreSQL 9.4; recordings 21, 23 and 25. */
    static final SqlNames XLOG = new SqlNames(
            "pg_current_xlog_location",
            "pg_last_xlog_receive_location",
            "pg_last_xlog_replay_location",
            "pg_xlog_location_diff",
            "pg_xlogfile_name",
            "location");

    /** PostgreSQL 10 and later; from their source. */
    static final SqlNames WAL = new SqlNames(
            "pg_current_wal_lsn",
            "pg_last_wal_receive_lsn",
            "pg_last_wal_replay_lsn",
            "pg_wal_lsn_diff",
            "pg_walfile_name",
            "lsn");

    /**
     * The questions of an observation, distinguished by their first column. A standby that lets sessions in ({@code hot_standby}) fails at a
     * master's position, so it is asked what it is first. Columns are named since products add some
     * ({@code warehouseid} in Cloudberry). The timeline can't be asked in recovery. The last question shows that nothing was cut off:
     * a catalog that ends early would be a smaller catalog.
     */
    String observation() {
        return "select 'version', version();\n"
                + "select 'position', pg_is_in_recovery(), case when pg_is_in_recovery() then " + replayPosition
                + "() else " + currentPosition + "() end;\n"
                + "select 'timeline', case when pg_is_in_recovery() then '' else substr(" + walFileName + "("
                + currentPosition + "()),1,8) end;\n"
                + "select 'row', dbid, content, role, preferred_role, mode, status, port, hostname, address, datadir"
                + " from gp_segment_configuration order by content, role desc;\n"
                + "select 'replication', application_name, client_addr, state, sync_state, sent_" + column + ", write_"
                + column + ", flush_" + column + ", replay_" + column + " from pg_stat_replication;\n"
                + "select 'end';\n";
    }

    /** What a server in recovery can answer that lets sessions in ({@code hot_standby}); a master's position is an error there. */
    String standbyObservation() {
        return "select 'version', version();\n"
                + "select 'position', pg_is_in_recovery(), " + replayPosition + "();\n"
                + "select 'end';\n";
    }
}
