package io.github.gpfailover.testkit.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A PostgreSQL that keeps journals and leases, one of each version for all tests of a run. Each test has a schema of its own in it. */
public final class StoreServer {

    static final String PASSWORD = "s3cret:of\\the-store";

    private static final Map<String, StoreServer> RUNNING = new HashMap<>();
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private final PostgresBinaries binaries;
    private final Path data;
    private final boolean durable;
    private final int port;

    private StoreServer(PostgresBinaries binaries, boolean durable) throws IOException {
        this.durable = durable;
        this.binaries = binaries;
        this.data = binaries.newDirectory("store");
        Path password = Files.writeString(binaries.newDirectory("password"), PASSWORD + "\n");
        Files.setAttribute(password, "unix:uid", binaries.user().uid());
        binaries.run(
                "initdb",
                "-N",
                "-D",
                data.toString(),
                "-U",
                "owner",
                "-E",
                "UTF8",
                "--locale=C",
                "-A",
                "md5",
                "--pwfile=" + password);
        Files.delete(password);
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
    }

    /** The oldest or the newest version that is claimed to do. */
    static synchronized StoreServer of(String version) {
        return of(version, false);
    }

    /** One that syncs its disk, for those who measure. */
    public static synchronized StoreServer durable(String version) {
        return of(version, true);
    }

    private static StoreServer of(String version, boolean durable) {
        return RUNNING.computeIfAbsent(version + (durable ? " durable" : ""), v -> {
            try {
                StoreServer server = new StoreServer(PostgresBinaries.find(version), durable);
                server.start();
                server.binaries.atEnd(server::stop);
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    void start() {
        binaries.run(
                "pg_ctl",
                "start",
                "-w",
                "-t",
                "60",
                "-D",
                data.toString(),
                "-l",
                data + ".log",
                "-o",
                "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync="
                        + (durable ? "on" : "off"));
    }

    /** Stops it, as a crash would. */
    void stop() {
        if (Files.exists(data.resolve("postmaster.pid"))) {
            binaries.run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", data.toString());
        }
    }

    /** Opens a connection for each call. */
    public DataSource source() {
        return source("owner");
    }

    DataSource source(String user) {
        return source("jdbc:postgresql://127.0.0.1:" + port + "/postgres", user, PASSWORD);
    }

    static DataSource source(String url, String user, String password) {
        Properties login = new Properties();
        login.setProperty("user", user);
        login.setProperty("password", password);
        return lending(() -> DriverManager.getConnection(url, login));
    }

    /** Opens connections. */
    public interface Lender {
        Connection connection() throws SQLException;
    }

    /** A data source that lends what it is given. */
    public static DataSource lending(Lender lender) {
        return (DataSource) Proxy.newProxyInstance(
                StoreServer.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getConnection" -> lender.connection();
                    case "getLoginTimeout" -> 1;
                    default -> null;
                });
    }

    int port() {
        return port;
    }

    /** A schema's name that no other test has. */
    static String newSchema() {
        return "gp_failover_" + SCHEMAS.incrementAndGet();
    }

    /** Runs statements; gives the first column of the first row, if any. */
    String sql(String statement) throws SQLException {
        try (Connection connection = source().getConnection();
                Statement s = connection.createStatement()) {
            if (!s.execute(statement)) {
                return "";
            }
            try (ResultSet rows = s.getResultSet()) {
                return rows.next() ? rows.getString(1) : "";
            }
        }
    }
}
