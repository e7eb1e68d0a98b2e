package io.github.gpfailover.testkit.postgres;

import io.github.gpfailover.cluster.InstanceLocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;

/** A real PostgreSQL server on a loopback port. Closing it ends its processes, whatever state they are in. */
final class PostgresServer implements AutoCloseable {

    static final String USER = "gpadmin";
    static final String PASSWORD = "s3cret:of\\the-tests";
    private static final String ADDRESS = "127.0.0.1";

    private static final List<String> SETTINGS = List.of(
            "listen_addresses = '" + ADDRESS + "'",
            "unix_socket_directories = ''",
            "fsync = off",
            "wal_level = replica",
            "max_wal_senders = 4",
            "wal_keep_segments = 8",
            "wal_receiver_status_interval = 1s",
            "wal_retrieve_retry_interval = 100ms",
            "synchronous_standby_names = 'gp_walreceiver'");

    private static Path template;

    private final PostgresBinaries binaries;
    private final Path data;
    private final int port;
    private boolean stopped;

    private PostgresServer(PostgresBinaries binaries, Path data) {
        this.binaries = binaries;
        this.data = data;
        this.port = freePort();
    }

    /** Makes the files of a server whose user has a password, and which lets a standby of its own take its log. */
    static PostgresServer initialised(PostgresBinaries binaries) throws IOException {
        PostgresServer server = new PostgresServer(binaries, binaries.newDirectory("master"));
        ServerFiles.copy(template(binaries), server.data, binaries.user());
        return server;
    }

    /** The same for all servers of one run: to make it takes longer than all else. */
    private static synchronized Path template(PostgresBinaries binaries) throws IOException {
        if (template == null) {
            Path made = binaries.newDirectory("template");
            Path password = Files.writeString(binaries.newDirectory("password"), PASSWORD + "\n");
            Files.setAttribute(password, "unix:uid", binaries.user().uid());
            binaries.run(
                    "initdb",
                    "-N",
                    "-D",
                    made.toString(),
                    "-U",
                    USER,
                    "-E",
                    "UTF8",
                    "--locale=C",
                    "-A",
                    "md5",
                    "--pwfile=" + password);
            Files.delete(password);
            Files.write(
                    made.resolve("pg_hba.conf"),
                    List.of("host replication " + USER + " " + ADDRESS + "/32 trust"),
                    StandardOpenOption.APPEND);
            Files.write(made.resolve("postgresql.conf"), SETTINGS, StandardOpenOption.APPEND);
            template = made;
        }
        return template;
    }

    /** Makes the files of this server's standby. */
    PostgresServer copiedForStandby() throws IOException, SQLException {
        PostgresServer standby = new PostgresServer(binaries, binaries.newDirectory("standby"));
        sql("select pg_start_backup('standby', true)");
        ServerFiles.copy(data, standby.data, binaries.user());
        sql("select pg_stop_backup()");
        Path marker = standby.data.resolve("recovery.conf");
        Files.writeString(
                marker,
                "standby_mode = 'on'\nrecovery_target_timeline = 'latest'\nprimary_conninfo = 'user=" + USER + " host="
                        + ADDRESS + " port=" + port + " application_name=gp_walreceiver'\n");
        Files.setAttribute(marker, "unix:uid", binaries.user().uid());
        return standby;
    }

    /** Starts it and waits until it takes sessions. */
    void start() {
        control("start", "-w", "-t", "60", "-l", log(), "-o", "-p " + port + " -c hot_standby=on");
    }

    /** Starts a standby that takes no sessions; nobody can wait for that but by asking it. */
    void startClosed() {
        control("start", "-W", "-l", log(), "-o", "-p " + port + " -c hot_standby=off");
    }

    void stop() {
        control("stop", "-w", "-m", "fast");
    }

    /** Makes a standby a master; returns before it is one. */
    void promote() {
        control("promote");
    }

    /** Halts the postmaster where it stands: its port goes on to take connections that nobody answers. */
    void halt() {
        binaries.run("/bin/kill", "-STOP", postmaster());
        stopped = true;
    }

    /** Runs one statement in a session of its own, without waiting for a standby; gives the first column of the first row, if any. */
    String sql(String statement) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", USER);
        login.setProperty("password", PASSWORD);
        login.setProperty("options", "-c synchronous_commit=local");
        try (Connection connection =
                        DriverManager.getConnection("jdbc:postgresql://" + ADDRESS + ":" + port + "/postgres", login);
                Statement s = connection.createStatement()) {
            if (!s.execute(statement)) {
                return "";
            }
            try (ResultSet rows = s.getResultSet()) {
                return rows.next() ? rows.getString(1) : "";
            }
        }
    }

    InstanceLocation location() {
        return InstanceLocation.of(ADDRESS, port, data.toString());
    }

    @Override
    public void close() {
        if (!Files.exists(data.resolve("postmaster.pid"))) {
            return;
        }
        if (stopped) {
            binaries.run("/bin/kill", "-CONT", postmaster());
        }
        control("stop", "-w", "-m", "immediate");
    }

    private void control(String action, String... more) {
        List<String> words = new java.util.ArrayList<>(List.of(action, "-D", data.toString()));
        words.addAll(List.of(more));
        try {
            binaries.run("pg_ctl", words.toArray(String[]::new));
        } catch (IllegalStateException e) {
            throw new IllegalStateException(e.getMessage() + logText(), e);
        }
    }

    private String postmaster() {
        try {
            return Files.readAllLines(data.resolve("postmaster.pid")).get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String log() {
        return data + ".log";
    }

    private String logText() {
        try {
            return "\n" + Files.readString(Path.of(log()));
        } catch (IOException e) {
            return "\nno log";
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
