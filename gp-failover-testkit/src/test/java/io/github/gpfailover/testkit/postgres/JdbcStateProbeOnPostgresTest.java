package io.github.gpfailover.testkit.postgres;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.probe.DatabasePasswords;
import io.github.gpfailover.core.probe.JdbcStateProbe;
import io.github.gpfailover.spi.ObservationRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("postgres")
class JdbcStateProbeOnPostgresTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final DatabasePasswords PASSWORD =
            (host, port, database, user) -> Optional.of(PostgresServer.PASSWORD.toCharArray());

    /** For the tests that leave it as it is. */
    private static PostgresPair pair;

    @BeforeAll
    static void startPair() throws IOException, SQLException {
        pair = PostgresPair.start();
    }

    @AfterAll
    static void stopPair() {
        if (pair != null) {
            pair.close();
        }
    }

    @Test
    void seesMasterStandbyAndStreamAsTheServersTellThem() throws Exception {
        ClusterState state = until(
                pair, probe(), s -> s.replication().filter(r -> r.inSync()).isPresent());

        InstanceState master = state.master().orElseThrow();
        assertThat(master.location()).isEqualTo(pair.master().location());
        assertThat(master.liveness().isRunning()).isTrue();
        assertThat(master.liveness().because()).contains("took a dispatch session as MASTER");
        assertThat(master.position()).isPresent();
        assertThat(master.timeline()).hasValue(1);
        assertThat(state.version()).get().hasToString("Greenplum Database 6.24.3");
        assertThat(state.catalog()).hasSize(6);
        assertThat(state.segments()).hasSize(4);
        assertThat(state.replication().orElseThrow().toString()).startsWith("streaming/sync");
        InstanceState standby = state.standbyInstance().orElseThrow();
        assertThat(standby.role()).isEqualTo(InstanceRole.STANDBY);
        assertThat(standby.liveness().isRunning()).isTrue();
        assertThat(standby.position()).isPresent();
        assertThat(state.conflicts()).isEmpty();
    }

    @Test
    void followsThePositionsOfBothServersAsRowsAreWritten() throws Exception {
        JdbcStateProbe probe = probe();
        Lsn before = observe(pair, probe).master().orElseThrow().position().orElseThrow();

        pair.master().sql("create table public.moved as select generate_series(1, 10000) as id");

        Lsn written = Lsn.parse(pair.master().sql("select pg_current_xlog_location()"));
        assertThat(written).isGreaterThan(before);
        ClusterState after = until(
                pair,
                probe,
                s -> s.standbyInstance()
                        .flatMap(InstanceState::position)
                        .filter(p -> p.compareTo(written) >= 0)
                        .isPresent());
        assertThat(after.master().orElseThrow().position().orElseThrow()).isGreaterThanOrEqualTo(written);
        ClusterState replayed = until(
                pair,
                probe,
                s -> s.replication()
                        .flatMap(r -> r.replay())
                        .filter(p -> p.compareTo(written) >= 0)
                        .isPresent());
        assertThat(replayed.conflicts()).isEmpty();
    }

    @Test
    void looksAtTheStandbyThatOnlyTheCatalogNames() throws Exception {
        ClusterState state = probe().observe(ObservationRequest.builder(pair.spec())
                .instances(List.of(pair.master().location()))
                .timeout(TIMEOUT)
                .build());

        assertThat(state.instances())
                .extracting(InstanceState::role)
                .containsExactly(InstanceRole.MASTER, InstanceRole.STANDBY);
    }

    @Test
    void takesPasswordsFromAPasswordFile(@TempDir Path home) throws Exception {
        Path file = passwordFile(home, "rw-------");

        assertThat(observe(
                                pair,
                                JdbcStateProbe.builder()
                                        .passwords(DatabasePasswords.pgpass(file))
                                        .build())
                        .master())
                .isPresent();
    }

    @Test
    void ignoresAPasswordFileThatOthersCanRead(@TempDir Path home) throws Exception {
        Path file = passwordFile(home, "rw-r--r--");
        // The driver searches for a password file by itself, and would take this one.
        System.setProperty("org.postgresql.pgpassfile", file.toString());
        try {
            assertThat(observe(
                                    pair,
                                    JdbcStateProbe.builder()
                                            .passwords(DatabasePasswords.pgpass(file))
                                            .build())
                            .master())
                    .isEmpty();
        } finally {
            System.clearProperty("org.postgresql.pgpassfile");
        }
    }

    @Test
    void saysWhatToDoWhenThePasswordIsWrongAndNeverShowsIt() throws Exception {
        String wrong = "wr0ng-and-secret";
        ClusterState state = observe(
                pair,
                JdbcStateProbe.builder()
                        .passwords((host, port, database, user) -> Optional.of(wrong.toCharArray()))
                        .build());

        for (InstanceState instance : state.instances()) {
            assertThat(instance.role()).isEqualTo(InstanceRole.UNKNOWN);
            assertThat(instance.liveness().isRunning()).isTrue();
            assertThat(instance.liveness().because())
                    .contains("SQLSTATE 28P01", "DatabasePasswords", "pg_hba.conf")
                    .doesNotContain(wrong);
        }
        assertThat(state.describe() + state.toJson()).doesNotContain(wrong);
    }

    @Test
    void wipesThePasswordThatItWasGiven() throws Exception {
        char[] given = PostgresServer.PASSWORD.toCharArray();
        JdbcStateProbe probe = JdbcStateProbe.builder()
                .passwords((host, port, database, user) -> Optional.of(given))
                .build();

        ClusterState state = probe.observe(ObservationRequest.builder(pair.spec())
                .instances(List.of(pair.standby().location()))
                .timeout(TIMEOUT)
                .build());

        assertThat(state.instances().get(0).role()).isEqualTo(InstanceRole.STANDBY);
        assertThat(given).containsOnly('\0');
    }

    @Test
    void leavesNoSessionBehind() throws Exception {
        JdbcStateProbe probe = probe();
        observe(pair, probe);
        observe(pair, probe);

        String left = "1";
        long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (!left.equals("0") && System.nanoTime() < end) {
            // A session's process ends a moment after its connection.
            left = pair.master().sql("select count(*) from pg_stat_activity where application_name = 'gp-failover'");
        }
        assertThat(left).isEqualTo("0");
    }

    @Test
    void takesConnectionsFromADataSourceAndGivesThemBackAsTheyCame() throws Exception {
        Map<InstanceLocation, OneConnection> sources = new ConcurrentHashMap<>();
        for (InstanceLocation at : pair.spec().masterLocations()) {
            sources.put(at, new OneConnection(at));
        }
        JdbcStateProbe probe = JdbcStateProbe.builder().dataSource(sources::get).build();

        ClusterState state = observe(pair, probe);
        ClusterState again = observe(pair, probe);

        for (ClusterState s : List.of(state, again)) {
            assertThat(s.instances())
                    .as(s.describe())
                    .extracting(InstanceState::role)
                    .containsExactly(InstanceRole.MASTER, InstanceRole.STANDBY);
        }
        for (OneConnection source : sources.values()) {
            try (Connection real = source.real) {
                assertThat(source.loginTimeout).isPositive();
                assertThat(source.timeoutsWhileLent)
                        .hasSizeGreaterThanOrEqualTo(2)
                        .allSatisfy(t -> assertThat(t).isPositive());
                assertThat(source.givenBack).isEqualTo(2);
                assertThat(real.isClosed()).isFalse();
                assertThat(real.getNetworkTimeout()).isZero();
                assertThat(real.getAutoCommit()).isFalse();
            }
        }
    }

    @Test
    void callsAStandbyThatTakesNoSessionsTransientWhereTheServerIsPlainPostgres() throws Exception {
        try (PostgresPair own = PostgresPair.start()) {
            own.standby().stop();
            own.standby().startClosed();

            ClusterState state = until(own, probe(), s -> own(s, own.standby()).role() == InstanceRole.TRANSIENT);

            assertThat(own(state, own.standby()).liveness().isRunning()).isTrue();
            assertThat(own(state, own.standby()).liveness().because()).contains("SQLSTATE 57P03");
            assertThat(state).hasMaster("127.0.0.1");
        }
    }

    @Test
    void callsAStoppedMasterUnknownAndNeverStopped() throws Exception {
        try (PostgresPair own = PostgresPair.start()) {
            own.master().stop();

            ClusterState state = observe(own, probe());

            InstanceState gone = own(state, own.master());
            assertThat(gone.liveness().status()).isEqualTo(Liveness.Status.UNKNOWN);
            assertThat(gone.role()).isEqualTo(InstanceRole.UNKNOWN);
            assertThat(gone.liveness().evidence()).extracting(Evidence::kind).containsOnly(Evidence.Kind.TRANSPORT);
            assertThat(gone.liveness().because()).contains("refused", "proves nothing");
            assertThat(state.catalog()).isEmpty();
            assertThat(own(state, own.standby()).role()).isEqualTo(InstanceRole.STANDBY);
        }
    }

    @Test
    void callsAServerThatHangsUnknownAndDoesNotHangWithIt() throws Exception {
        try (PostgresPair own = PostgresPair.start()) {
            own.master().halt();

            ClusterState state = probe().observe(ObservationRequest.builder(own.spec())
                    .timeout(Duration.ofSeconds(2))
                    .build());

            InstanceState silent = own(state, own.master());
            assertThat(silent.liveness().status()).isEqualTo(Liveness.Status.UNKNOWN);
            assertThat(silent.liveness().because()).contains("no answer to a dispatch login", "utility");
            assertThat(own(state, own.standby()).role()).isEqualTo(InstanceRole.STANDBY);
        }
    }

    @Test
    void tellsTwoMastersAsAConflictWhenTheStandbyIsPromotedBesideItsMaster() throws Exception {
        try (PostgresPair own = PostgresPair.start()) {
            JdbcStateProbe probe = probe();
            until(own, probe, s -> own(s, own.standby()).role() == InstanceRole.STANDBY);
            own.standby().promote();

            ClusterState state = until(own, probe, s -> s.masters().size() == 2);

            assertThat(state.conflicts()).anyMatch(c -> c.contains("two servers act as master"));
            assertThat(state.catalog()).isEmpty();
            assertThat(own(state, own.master()).timeline()).hasValue(1);
            assertThat(own(state, own.standby()).timeline()).hasValue(2);
        }
    }

    private static JdbcStateProbe probe() {
        return JdbcStateProbe.builder().passwords(PASSWORD).build();
    }

    private static Path passwordFile(Path home, String permissions) throws IOException {
        Path file = home.resolve("pgpass");
        Files.writeString(
                file,
                "# not this one\nelsewhere:*:*:*:wrong\n127.0.0.1:*:postgres:gpadmin:"
                        + PostgresServer.PASSWORD.replace("\\", "\\\\").replace(":", "\\:") + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static ClusterState observe(PostgresPair at, JdbcStateProbe probe) throws InterruptedException {
        return probe.observe(
                ObservationRequest.builder(at.spec()).timeout(TIMEOUT).build());
    }

    /** Observes again and again until it is so. */
    private static ClusterState until(PostgresPair at, JdbcStateProbe probe, Predicate<ClusterState> holds)
            throws InterruptedException {
        long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        ClusterState state = observe(at, probe);
        while (!holds.test(state)) {
            assertThat(System.nanoTime())
                    .as("still not so: %s", state.describe())
                    .isLessThan(end);
            state = observe(at, probe);
        }
        return state;
    }

    private static InstanceState own(ClusterState state, PostgresServer server) {
        return state.instance(server.location()).orElseThrow();
    }

    /** A caller's pool of one connection, which is in the middle of nothing and commits by hand. */
    private static final class OneConnection implements DataSource {

        private final Connection real;
        private final List<Integer> timeoutsWhileLent = new CopyOnWriteArrayList<>();
        private int loginTimeout;
        private int givenBack;

        OneConnection(InstanceLocation at) throws SQLException {
            real = DriverManager.getConnection(
                    "jdbc:postgresql://" + at.host() + ":" + at.port() + "/postgres",
                    PostgresServer.USER,
                    PostgresServer.PASSWORD);
            real.setAutoCommit(false);
        }

        @Override
        public Connection getConnection() {
            return (Connection) Proxy.newProxyInstance(
                    OneConnection.class.getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (proxy, method, values) -> {
                        switch (method.getName()) {
                            case "close" -> {
                                givenBack++;
                                return null;
                            }
                            case "createStatement" -> timeoutsWhileLent.add(real.getNetworkTimeout());
                            default -> {
                                // As the connection does it.
                            }
                        }
                        try {
                            return method.invoke(real, values);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        @Override
        public Connection getConnection(String user, String password) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int getLoginTimeout() {
            return loginTimeout;
        }

        @Override
        public void setLoginTimeout(int seconds) {
            loginTimeout = seconds;
        }

        @Override
        public PrintWriter getLogWriter() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setLogWriter(PrintWriter out) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Logger getParentLogger() {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> T unwrap(Class<T> type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return false;
        }
    }
}
