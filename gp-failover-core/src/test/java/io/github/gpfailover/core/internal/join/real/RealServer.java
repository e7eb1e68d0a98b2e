package io.github.gpfailover.core.internal.join.real;

import static org.assertj.core.api.Assertions.fail;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.dialect.Dialect.StopMode;
import io.github.gpfailover.core.internal.dialect.JoinCommands;
import io.github.gpfailover.core.internal.dialect.StandbyFile;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.core.internal.text.TimelineHistory;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * A real server, or the directory of one. It uses the library's own command where there is one, so that a test proves that command too.
 */
final class RealServer implements AutoCloseable {

    private static final Duration WAIT = Duration.ofSeconds(60);

    private final RealPostgres postgres;
    private final InstanceLocation at;

    RealServer(RealPostgres postgres, String directory) {
        this.postgres = postgres;
        this.at = InstanceLocation.of(RealPostgres.HOST.value(), freePort(), directory);
    }

    InstanceLocation at() {
        return at;
    }

    String directory() {
        return at.dataDirectory().path();
    }

    Path file(String name) {
        return Path.of(directory(), name);
    }

    /** Starts it and waits until it takes sessions. */
    void start() throws InterruptedException {
        CommandResult started = tryStart();
        if (!started.exitedZero()) {
            fail("it did not start: " + started.stdout() + started.stderr() + log());
        }
    }

    CommandResult tryStart() throws InterruptedException {
        return postgres.attempt(postgres.dialect().start(at, WAIT));
    }

    void stop() throws InterruptedException {
        postgres.run(postgres.dialect().stop(at, StopMode.FAST, WAIT));
    }

    /** Ends all its processes at once, without a checkpoint. */
    void crash() throws InterruptedException {
        postgres.run(postgres.dialect().stop(at, StopMode.IMMEDIATE, WAIT));
    }

    /** Makes a standby a master, and waits until its {@code pg_control} shows that, too. */
    void promote() throws InterruptedException, SQLException {
        postgres.run(postgres.dialect().promote(at));
        sql("checkpoint");
    }

    /** Lets a receiver in from this machine. */
    void letIn() throws InterruptedException {
        postgres.append(
                file(JoinCommands.ACCESS_FILE).toString(),
                "\n" + postgres.joining().accessLine(RealPostgres.HOST.value()) + "\n");
    }

    /** Makes a standby of a master that runs, and starts it. */
    RealServer standby() throws InterruptedException {
        RealServer standby = postgres.place("standby");
        backup(standby);
        standby.follow(this);
        standby.start();
        return standby;
    }

    /** Makes a copy of a master that runs, which has to recover at its first start. */
    void backup(RealServer to) throws InterruptedException {
        postgres.run(postgres.program(
                "pg_basebackup",
                "-h",
                RealPostgres.HOST.value(),
                "-p",
                Integer.toString(at.port()),
                "-U",
                RealPostgres.USER,
                "-D",
                to.directory(),
                "-X",
                "stream",
                "-c",
                "fast",
                "--no-sync"));
    }

    /** Writes the files that make it a standby of a master. */
    void follow(RealServer master) throws InterruptedException {
        for (StandbyFile file : postgres.joining().standbyFiles(master.at)) {
            String path = at.dataDirectory().file(file.name());
            postgres.run(
                    file.added()
                            ? postgres.joining().append(path, file.text())
                            : postgres.joining().writeNew(path, file.text()));
        }
    }

    /** A copy of its files as they are, at another location. */
    RealServer copied(String name) throws InterruptedException {
        RealServer copy = postgres.place(name);
        postgres.run(Command.of("cp", "-a", directory(), copy.directory()));
        return copy;
    }

    /** Runs one statement in a session of its own, and gives the first column of the first row, if any. */
    String sql(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:postgresql://" + RealPostgres.HOST + ":"
                        + at.port() + "/postgres?user=" + RealPostgres.USER);
                Statement s = connection.createStatement()) {
            if (!s.execute(statement)) {
                return "";
            }
            try (ResultSet rows = s.getResultSet()) {
                return rows.next() ? rows.getString(1) : "";
            }
        }
    }

    /** Where a master writes. */
    Lsn written() throws SQLException {
        return Lsn.parse(sql("select pg_current_wal_insert_lsn()"));
    }

    /** How far a standby has replayed. */
    Lsn replayed() throws SQLException {
        return Lsn.parse(sql("select pg_last_wal_replay_lsn()"));
    }

    /** The timeline that a master writes. */
    int timeline() throws SQLException {
        return Integer.parseInt(sql("select substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)"), 16);
    }

    /** What it holds in a table, to be compared. */
    String content(String table) throws SQLException {
        return sql("select count(*) || ' ' || coalesce(md5(string_agg(t::text, ',' order by t)), '') from " + table
                + " as t");
    }

    ControlData control() throws InterruptedException {
        return ControlData.parse(
                RealPostgres.HOST, postgres.run(postgres.dialect().controlData(at)));
    }

    /** The forks that led to a timeline, as its own file has them. */
    TimelineHistory history(int timeline) throws InterruptedException {
        String text = postgres.run(postgres.joining().read(postgres.joining().historyFile(at, timeline)))
                .stdout();
        return TimelineHistory.read(RealPostgres.HOST, timeline, text);
    }

    /** The standby that it feeds, such as {@code gp_walreceiver streaming}; empty if there is none. */
    String feeds() throws SQLException {
        return sql("select application_name || ' ' || state from pg_stat_replication");
    }

    /** Waits until a standby of it has replayed all that it has written by now. */
    void awaitReplay(RealServer standby) throws Exception {
        // A record of its own: where a file of the log begins, the next position to write at is one that nobody replays
        // to.
        sql("select pg_logical_emit_message(true, '', '')");
        Lsn until = written();
        postgres.await("the standby replays up to " + until + ": " + standby.log(), () -> {
            String replayed = standby.sql("select pg_last_wal_replay_lsn()");
            return replayed != null && Lsn.parse(replayed).compareTo(until) >= 0;
        });
    }

    /** What it wrote into its log. */
    String log() {
        Path log = file("log/gp-failover-start.log");
        try {
            return Files.exists(log) ? Files.readString(log) : "no log";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it if it runs, and removes its files. Closing twice changes nothing. */
    @Override
    public void close() {
        try {
            if (Files.exists(file("postmaster.pid"))) {
                // What has ended already makes it fail, which is as good.
                postgres.attempt(postgres.dialect().stop(at, StopMode.IMMEDIATE, WAIT));
            }
            // A link is removed, not what it leads to.
            postgres.attempt(Command.of("rm", "-rf", "--", directory()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
