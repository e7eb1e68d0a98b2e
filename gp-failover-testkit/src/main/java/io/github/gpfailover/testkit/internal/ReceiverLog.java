package io.github.gpfailover.testkit.internal;

/**
 * What a standby's receiver and its master write into their logs: how a stream begins and ends, and each try that fails, one in five seconds
 * (recordings i0 to i7). The tries between two events are written when the next one comes or somebody reads: the obstacle
 * is the same for all of them.
 */
final class ReceiverLog {

    /** What keeps a standby from its master. */
    enum Obstacle {
        /** No line of pg_hba.conf is for it (i2, i3). */
        NO_ENTRY,
        /** A line turns it away; the text is from source. */
        REJECTED,
        /** It is asked for a password (i4). */
        PASSWORD,
        /** It is on a later timeline (i6). */
        TIMELINE_AHEAD,
        /** The log that it needs is gone (i0, i1). */
        LOG_REMOVED,
        /** Its log goes on past the fork (i7). */
        PAST_THE_FORK,
        /** There is no space for the next file of its log (i5). */
        DISK_FULL
    }

    private static final long SECOND = 1_000_000_000L;
    private static final long BETWEEN = 5 * SECOND;
    private static final long FIRST = SECOND * 3 / 10;
    private static final int MOST = 60;

    private final World world;

    ReceiverLog(World world) {
        this.world = world;
    }

    /** A standby started. */
    void started(Server standby) {
        ServerLog log = standby.directory.log;
        log.tries = 0;
        log.nextTry = world.time.now() + FIRST;
        log.copied = log.isEmpty();
        if (!log.copied) {
            String end = Texts.lsn(standby.directory.position);
            add(standby, "LOG", "consistent recovery state reached at " + end, "", "\"xlog.c\",8149,");
            zeroLength(standby);
        }
    }

    /** A standby turned a client on its own host away, as it does the login with which pg_ctl waits. */
    void refused(Server standby) {
        String text = new LogLine(world.time.now(), standby.pid + 3)
                .client("postgres", "", 0, false, "FATAL", "57M02", "the database system is in recovery mode", "");
        // The detail goes on over more lines.
        int end = text.indexOf("\",,,,,,,0");
        standby.directory.log.add(
                text.substring(0, end) + "\",\"last replayed record at " + Texts.lsn(standby.replayed()));
    }

    /** A stream begins. */
    void begins(Stream stream) {
        tried(stream.standby, null, stream.master);
        add(stream.standby, "LOG", started(stream.standby, true), "", "\"walreceiver.c\",382,");
        rejecting(stream.standby, stream.master, world.time.now());
        ServerLog log = stream.standby.directory.log;
        if (log.copied) {
            log.copied = false;
            add(
                    stream.standby,
                    "LOG",
                    "redo starts at " + Texts.lsn(stream.standby.directory.control.checkpoint),
                    "",
                    "\"xlog.c\",7272,");
        }
    }

    /** Its sender was asked to end. */
    void terminated(Stream stream) {
        Server standby = stream.standby;
        standby.directory.log.add(
                new LogLine(world.time.now(), standby.pid + 4)
                        .libpq(
                                "could not receive data from WAL stream: FATAL:  terminating connection due to administrator command"));
        zeroLength(standby);
        lost(standby);
    }

    /** A standby has no stream any more. */
    void lost(Server standby) {
        standby.directory.log.nextTry = world.time.now() + FIRST;
    }

    /** Writes down the tries up to now, which the same obstacle ended; null for one that nobody wrote of. */
    void tried(Server standby, Obstacle obstacle, Server master) {
        ServerLog log = standby.directory.log;
        long now = world.time.now();
        log.nextTry = Math.max(log.nextTry, now - MOST * BETWEEN);
        for (; log.nextTry <= now; log.nextTry += BETWEEN) {
            log.tries++;
            if (obstacle != null) {
                tried(standby, obstacle, master, log.nextTry);
            }
        }
    }

    private void tried(Server standby, Obstacle obstacle, Server master, long at) {
        ServerDirectory directory = standby.directory;
        ServerLog log = directory.log;
        int pid = standby.pid + 4 + log.tries;
        LogLine line = new LogLine(at, pid);
        String from = "host \"" + world.network.source(standby.host, master.host) + "\", user \"gpadmin\", SSL off";
        rejecting(standby, master, at);
        switch (obstacle) {
            case NO_ENTRY ->
                refused(standby, master, line, at, "no pg_hba.conf entry for replication connection from " + from);
            case REJECTED ->
                refused(standby, master, line, at, "pg_hba.conf rejects replication connection for " + from);
            case PASSWORD ->
                log.add(line.libpq("could not connect to the primary server: fe_sendauth: no password supplied"));
            case TIMELINE_AHEAD ->
                log.add(line.own(
                        "ERROR",
                        "XX000",
                        "highest timeline " + master.directory.timeline + " of the primary is behind recovery timeline "
                                + directory.timeline,
                        "",
                        "\"walreceiver.c\",347,"));
            case LOG_REMOVED -> {
                String why = "requested WAL segment " + WalFiles.name(directory.timeline, fileStart(standby))
                        + " has already been removed";
                log.add(line.own("LOG", "00000", started(standby, true), "", "\"walreceiver.c\",382,"));
                log.add(line.libpq("could not receive data from WAL stream: ERROR:  " + why));
                master.directory.log.add(
                        client(standby, master, at, false, "ERROR", "58P01", why, "\"walsender.c\",2273,"));
            }
            case PAST_THE_FORK -> pastTheFork(standby, master, at);
            case DISK_FULL -> {
                log.add(line.own("LOG", "00000", started(standby, true), "", "\"walreceiver.c\",382,"));
                log.add(line.own(
                        "ERROR",
                        "53100",
                        "could not write to file \"pg_xlog/xlogtemp." + pid + "\": No space left on device",
                        "",
                        "\"xlog.c\",3357,"));
            }
        }
    }

    private void refused(Server standby, Server master, LogLine line, long at, String why) {
        standby.directory.log.add(line.libpq("could not connect to the primary server: FATAL:  " + why));
        master.directory.log.add(client(standby, master, at, true, "FATAL", "28000", why, "\"auth.c\",788,"));
    }

    // The same receiver goes on, and its server's recovery finds the fork where the marker lets it follow the latest
    // timeline.
    private static void pastTheFork(Server standby, Server master, long at) {
        ServerDirectory directory = standby.directory;
        LogLine receiver = new LogLine(at, standby.pid + 5);
        boolean first = directory.log.tries == 1;
        directory.log.add(receiver.own(
                "LOG", "00000", started(standby, first), "", "\"walreceiver.c\"," + (first ? 382 : 387) + ","));
        directory.log.add(receiver.own(
                "LOG",
                "00000",
                "replication terminated by primary server",
                "End of WAL reached on timeline " + directory.timeline + " at "
                        + Texts.lsn(master.directory.leftAt(directory.timeline)) + ".",
                "\"walreceiver.c\",458,"));
        if (directory.followsLatest()) {
            directory.log.add(new LogLine(at, standby.pid + 1)
                    .own(
                            "LOG",
                            "00000",
                            "new timeline " + master.directory.timeline
                                    + " forked off current database system timeline "
                                    + directory.timeline + " before current recovery point "
                                    + Texts.lsn(directory.position),
                            "",
                            "\"xlog.c\",4534,"));
        }
    }

    // Written for each login of a receiver.
    private void rejecting(Server standby, Server master, long at) {
        master.directory.log.add(client(
                standby,
                master,
                at,
                true,
                "LOG",
                "00000",
                "rejecting TCP connection to master using internalconnection protocol",
                "\"auth.c\",557,"));
    }

    private String client(
            Server standby,
            Server master,
            long at,
            boolean begun,
            String level,
            String code,
            String text,
            String where) {
        int tries = standby.directory.log.tries;
        return new LogLine(at, master.pid + 100 + tries)
                .client(
                        "",
                        world.network.source(standby.host, master.host),
                        34000 + 2 * tries,
                        begun,
                        level,
                        code,
                        text,
                        where);
    }

    private void zeroLength(Server standby) {
        add(
                standby,
                "LOG",
                "record with zero length at " + Texts.lsn(standby.directory.position),
                "",
                "\"xlog.c\",4374,");
    }

    private void add(Server standby, String level, String message, String detail, String where) {
        standby.directory.log.add(
                new LogLine(world.time.now(), standby.pid + 1).own(level, "00000", message, detail, where));
    }

    private static String started(Server standby, boolean first) {
        return (first ? "started streaming WAL from primary at " : "restarted WAL streaming at ")
                + Texts.lsn(fileStart(standby)) + " on timeline " + standby.directory.timeline;
    }

    private static long fileStart(Server standby) {
        return standby.directory.position / WalPosition.SEGMENT * WalPosition.SEGMENT;
    }
}
