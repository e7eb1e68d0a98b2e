package io.github.gpfailover.testkit.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.ClusterSpec;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("postgres")
class JdbcStateProbeOnTheWireTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final String DRIVERS_OWN = "SET extra_float_digits = 3";
    private static final String IN_RECOVERY = "the database system is in recovery mode";

    @ParameterizedTest
    @CsvSource({
        "24-sql-on-standby.txt,0/C000000",
        "25-sql-on-standby-utility.txt,0/C000000",
        "47-gpstate-f-on-standby.txt,0/1403E0C8"
    })
    void readsTheRefusalOfAStandbyAsItWasRecorded(String recording, String replayed) throws Exception {
        String detail = recordedDetail(recording);
        try (ScriptedServer server =
                ScriptedServer.of((startup, session) -> session.refuse("57M02", IN_RECOVERY, detail))) {

            ClusterState state = observe(server, TIMEOUT);

            InstanceState standby = state.instances().get(0);
            assertThat(standby.role()).isEqualTo(InstanceRole.STANDBY);
            assertThat(standby.liveness().isRunning()).isTrue();
            assertThat(standby.position()).contains(Lsn.parse(replayed));
            assertThat(state.version()).get().hasToString("Greenplum Database 6.24.3");
            assertThat(server.logins())
                    .as("utility mode does not get past it (recording 25)")
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "the database system is starting up",
                "the database system is shutting down",
                "the database system is resetting",
                IN_RECOVERY,
                "das Datenbanksystem startet"
            })
    void readsARefusalForNowAsTransientEvenInTheWordsOfAStandby(String message) throws Exception {
        String detail = recordedDetail("24-sql-on-standby.txt");
        try (ScriptedServer server =
                ScriptedServer.of((startup, session) -> session.refuse("57P03", message, detail))) {

            InstanceState instance = observe(server, TIMEOUT).instances().get(0);

            assertThat(instance.role()).isEqualTo(InstanceRole.TRANSIENT);
            assertThat(instance.liveness().isRunning()).isTrue();
            assertThat(instance.position()).contains(Lsn.parse("0/C000000"));
        }
    }

    @Test
    void asksInUtilityModeWhereADispatchLoginIsLeftWithoutAnAnswer() throws Exception {
        AtomicReference<ScriptedServer> self = new AtomicReference<>();
        try (ScriptedServer server = ScriptedServer.of((startup, session) -> {
            if (startup.getOrDefault("options", "").contains("-c gp_session_role=utility")) {
                session.serve(question -> greenplum(question, self.get().location()));
            } else {
                session.waitForEnd();
            }
        })) {
            self.set(server);

            ClusterState state = observe(server, Duration.ofSeconds(6));

            InstanceState master = state.master().orElseThrow();
            assertThat(master.timeline()).hasValue(26);
            assertThat(master.position()).contains(Lsn.parse("0/C000000"));
            assertThat(master.liveness().because())
                    .contains("took a utility session as MASTER")
                    // The driver's bound and the probe's are the same: either may be first.
                    .containsPattern("no answer to a dispatch login|no dispatch session: .*timed out");
            assertThat(state.catalog()).hasSize(2);
            assertThat(state.conflicts()).isEmpty();
        }
    }

    @Test
    void asksInUtilityModeWhereADispatchSessionWaitsForDistributedTransactions() throws Exception {
        AtomicReference<ScriptedServer> self = new AtomicReference<>();
        try (ScriptedServer server = ScriptedServer.of((startup, session) -> {
            if (startup.get("options").contains("utility")) {
                session.serve(question -> greenplum(question, self.get().location()));
            } else {
                session.refuse("57P03", IN_RECOVERY, "waiting for distributed transaction recovery to complete");
            }
        })) {
            self.set(server);

            assertThat(observe(server, TIMEOUT).master()).isPresent();
        }
    }

    @Test
    void asksWhoAServerIsOnceAndAllTheRestInOneRoundTrip() throws Exception {
        AtomicReference<ScriptedServer> self = new AtomicReference<>();
        try (ScriptedServer server = ScriptedServer.of((startup, session) ->
                session.serve(question -> greenplum(question, self.get().location())))) {
            self.set(server);
            JdbcStateProbe probe = probe();
            observe(probe, server, TIMEOUT);
            List<String> first = List.copyOf(server.queries());
            server.queries().clear();

            ClusterState state = observe(probe, server, TIMEOUT);

            assertThat(state.master()).isPresent();
            // The first is the driver's own: it can't be kept from it where the server is older than 12.
            assertThat(first).hasSize(3).startsWith(DRIVERS_OWN, "select version(), pg_is_in_recovery()");
            assertThat(server.queries())
                    .hasSize(2)
                    .startsWith(DRIVERS_OWN)
                    .last()
                    .asString()
                    .contains("'row'", "'replication'", "'end'");
            assertThat(server.logins())
                    .hasSize(2)
                    .allSatisfy(l -> assertThat(l)
                            .containsEntry("application_name", "gp-failover")
                            .containsEntry("options", "-c statement_timeout=10000"));
        }
    }

    @Test
    void believesNoAnswerThatLacksItsEnd() throws Exception {
        AtomicReference<ScriptedServer> self = new AtomicReference<>();
        try (ScriptedServer server = ScriptedServer.of((startup, session) -> session.serve(question -> {
            List<List<List<String>>> all = greenplum(question, self.get().location());
            return all.size() <= 1 ? all : all.subList(0, all.size() - 1);
        }))) {
            self.set(server);

            InstanceState instance = observe(server, TIMEOUT).instances().get(0);

            assertThat(instance.role()).isEqualTo(InstanceRole.UNKNOWN);
            assertThat(instance.liveness().isRunning()).isTrue();
            assertThat(instance.liveness().because()).contains("was not understood");
        }
    }

    @Test
    void namesTheVersionThatItHasNoDialectFor() throws Exception {
        try (ScriptedServer server = ScriptedServer.of((startup, session) -> session.serve(question ->
                List.of(List.of(List.of("PostgreSQL 12.12 (Greenplum Database 99.4.0 build x) on x86_64", "f")))))) {

            ClusterState state = observe(server, TIMEOUT);

            assertThat(state.version()).get().hasToString("Greenplum Database 99.4.0");
            assertThat(state.instances().get(0).role()).isEqualTo(InstanceRole.UNKNOWN);
            assertThat(state.instances().get(0).liveness().because()).contains("99.4.0");
        }
    }

    static Stream<Arguments> noServers() {
        byte[] error = "E\0\0\0\30SFATAL\0C57M02\0Mthe".getBytes(StandardCharsets.ISO_8859_1);
        return Stream.of(
                Arguments.of("closes at once", new byte[0]),
                Arguments.of("an answer that is cut off", error),
                Arguments.of("another protocol", "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8)),
                Arguments.of("a length below zero", new byte[] {'R', -1, -1, -1, -1, 0, 0, 0, 0}),
                Arguments.of("a length of 2 GiB", new byte[] {'E', 127, -1, -1, -1, 'S', 'F'}),
                Arguments.of("a method that nobody knows", new byte[] {'R', 0, 0, 0, 8, 0, 0, 0, 99}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("noServers")
    void callsWhatIsNoPostgresServerUnknownWithWhatWasMet(String name, byte[] bytes) throws Exception {
        try (ScriptedServer server = ScriptedServer.of((startup, session) -> session.raw(bytes))) {

            InstanceState instance = observe(server, TIMEOUT).instances().get(0);

            assertThat(instance.liveness().status()).isEqualTo(Liveness.Status.UNKNOWN);
            assertThat(instance.role()).isEqualTo(InstanceRole.UNKNOWN);
            assertThat(instance.liveness().evidence())
                    .isNotEmpty()
                    .extracting(Evidence::kind)
                    .containsOnly(Evidence.Kind.TRANSPORT);
        }
    }

    @Test
    void givesUpAServerThatNeverAnswers() throws Exception {
        try (ScriptedServer server = ScriptedServer.of(ScriptedServer.silence())) {

            InstanceState instance = observe(server, SHORT).instances().get(0);

            assertThat(instance.liveness().status()).isEqualTo(Liveness.Status.UNKNOWN);
            assertThat(instance.liveness().evidence()).hasSize(2);
            assertThat(server.logins()).hasSize(2);
        }
    }

    @Test
    void givesUpAServerThatTakesASessionAndThenFallsSilent() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.of((startup, session) -> session.serve(question -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return List.of();
        }))) {
            InstanceState instance = observe(server, SHORT).instances().get(0);

            assertThat(instance.role()).isEqualTo(InstanceRole.UNKNOWN);
            assertThat(instance.liveness().isStopped()).isFalse();
        } finally {
            over.countDown();
        }
    }

    @Test
    void endsAtOnceWhenItsThreadIsInterrupted() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        AtomicReference<Throwable> met = new AtomicReference<>();
        try (ScriptedServer server = ScriptedServer.of((startup, session) -> {
            asked.countDown();
            session.waitForEnd();
        })) {
            Thread looking = new Thread(() -> {
                try {
                    observe(server, Duration.ofMinutes(10));
                } catch (Throwable e) {
                    met.set(e);
                }
            });
            looking.start();
            asked.await();

            looking.interrupt();
            looking.join();

            assertThat(met.get()).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void showsNoSecretThatAServerEchoes() throws Exception {
        String secret = "s3cret-word";
        JdbcStateProbe probe = JdbcStateProbe.builder()
                .passwords((host, port, database, user) -> java.util.Optional.of(secret.toCharArray()))
                .build();
        try (ScriptedServer server =
                ScriptedServer.of((startup, session) -> session.refuse("28P01", "no such password: " + secret, ""))) {

            ClusterState state = observe(probe, server, TIMEOUT);

            assertThat(state.instances().get(0).liveness().because()).contains("no such password");
            assertThat(state.toJson()).doesNotContain(secret);
        }
    }

    @Test
    void showsNothingOfAPasswordSourceThatFails() throws Exception {
        JdbcStateProbe probe = JdbcStateProbe.builder()
                .passwords((host, port, database, user) -> {
                    throw new IllegalStateException("the vault said: s3cret-word");
                })
                .build();
        try (ScriptedServer server = ScriptedServer.of(ScriptedServer.silence())) {

            ClusterState state = observe(probe, server, TIMEOUT);

            assertThat(state.instances().get(0).liveness().because()).contains("IllegalStateException");
            assertThat(state.toJson()).doesNotContain("s3cret-word");
            assertThat(server.logins()).isEmpty();
        }
    }

    private static JdbcStateProbe probe() {
        return JdbcStateProbe.builder().passwords(DatabasePasswords.none()).build();
    }

    private static ClusterState observe(ScriptedServer server, Duration timeout) throws InterruptedException {
        return observe(probe(), server, timeout);
    }

    private static ClusterState observe(JdbcStateProbe probe, ScriptedServer server, Duration timeout)
            throws InterruptedException {
        InstanceLocation at = server.location();
        ClusterSpec cluster = ClusterSpec.builder("wire")
                .master(at.host().value(), at.port(), at.dataDirectory().path())
                .build();
        return probe.observe(
                ObservationRequest.builder(cluster).timeout(timeout).build());
    }

    /** What a master says: its identity (recording 23), or the whole observation (recordings 20, 21 and 23). */
    private static List<List<List<String>>> greenplum(String question, InstanceLocation at) {
        if (question.startsWith("SET ")) {
            return List.of();
        }
        if (!question.contains("'row'")) {
            return List.of(List.of(List.of(PostgresPair.VERSION, "f")));
        }
        String port = Integer.toString(at.port());
        List<List<List<String>>> all = new ArrayList<>(List.of(
                List.of(List.of("version", PostgresPair.VERSION)),
                List.of(List.of("position", "f", "0/C000000")),
                List.of(List.of("timeline", "0000001A")),
                List.of(
                        row(
                                "row",
                                "1",
                                "-1",
                                "p",
                                "p",
                                "n",
                                "u",
                                port,
                                "127.0.0.1",
                                "127.0.0.1",
                                "/data/master/gpseg-1"),
                        row("row", "2", "0", "p", "p", "s", "u", "6000", "sdw1", "sdw1", "/data/primary/gpseg0")),
                List.of(),
                List.of(List.of("end"))));
        assertThat(question.strip().split(";\n")).hasSameSizeAs(all);
        return all;
    }

    private static List<String> row(String... cells) {
        return Arrays.asList(cells);
    }

    /** The DETAIL that a recorded refusal has. */
    private static String recordedDetail(String recording) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("src/test/resources/recordings/greenplum-6.24.3", recording))) {
            List<String> all = lines.toList();
            int at = 0;
            while (!all.get(at).startsWith("DETAIL:  ")) {
                at++;
            }
            assertThat(all.get(at + 1)).startsWith("- VERSION: PostgreSQL");
            return all.get(at).substring("DETAIL:  ".length()) + "\n" + all.get(at + 1);
        }
    }
}
