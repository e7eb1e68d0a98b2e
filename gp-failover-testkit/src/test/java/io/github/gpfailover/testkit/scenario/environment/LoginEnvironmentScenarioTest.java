package io.github.gpfailover.testkit.scenario.environment;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.CommandReport;
import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.StepReport;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.fence.NullRouteFence;
import io.github.gpfailover.testkit.ClusterInvariant;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.SimulatedLogin;
import io.github.gpfailover.testkit.Tolerates;
import io.github.gpfailover.testkit.scenario.Engines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the login of a host brings into each command: nothing of it may choose a server, or be taken for a program's own output.
 */
@ExtendWith(SimulatedClusterExtension.class)
class LoginEnvironmentScenarioTest {

    private static final List<String> HOSTS = List.of("mdw", "smdw", "sdw1", "sdw2");
    private static final String LOADER =
            "ERROR: ld.so: object '/usr/local/lib/agent.so' from /etc/ld.so.preload cannot be preloaded: ignored.";
    private static final String AGENT =
            "agent: FATAL: no license: could not open /etc/agent.lic: No such file or directory";
    private static final List<String> VARIABLES = List.of(
            "PGHOST=mdw",
            "PGHOST=smdw",
            "PGHOST=/var/run/postgresql",
            "PGHOSTADDR=10.77.0.11",
            "PGHOSTADDR=10.77.0.12",
            "PGPORT=6000",
            "PGPORT=1",
            "PGSERVICE=prod",
            "PGOPTIONS=-c gp_session_role=utility",
            "PGOPTIONS=-c search_path=x",
            "PGUSER=nobody",
            "PGDATABASE=other",
            "PGSSLMODE=verify-full",
            "PGREQUIREPEER=root",
            "MASTER_DATA_DIRECTORY=/data/master/gpseg-9",
            "COORDINATOR_DATA_DIRECTORY=/data/x",
            "COLUMNS=60",
            "PGCONNECT_TIMEOUT=1",
            "LC_ALL=de_DE.UTF-8");

    @Test
    @DisplayName("scenario 33: case 01: PGHOST=mdw in the standby's login: a standby, and not a second master")
    void pghostMakesNoSecondMaster(SimulatedCluster cluster) {
        cluster.login("smdw").exports("PGHOST", "mdw");
        try (FailoverEngine engine = Engines.on(cluster)) {
            ClusterState state = engine.observe();

            assertThat(state).hasMaster("mdw").hasStandby("smdw").isInSync().hasNoConflicts();
            assertThat(engine.execute(FailoverPlan.switchover("smdw"))).succeeded();
            assertThat(cluster.truth().masterHost()).contains(HostName.of("smdw"));
        }
    }

    @Test
    @DisplayName(
            "scenario 33: case 02: port and directory of the start-up file: the utility works on the server that it was sent for")
    @Tolerates(
            value = ClusterInvariant.NOTHING_DELETED,
            reason = "the plan has gpinitstandby -r delete the standby's directory")
    void theUtilitiesWorkOnTheServerThatTheyWereSentFor(SimulatedCluster cluster) {
        HOSTS.forEach(h -> cluster.login(h)
                .prints("Welcome to " + h)
                .exports("PGPORT", "6000")
                .exports("MASTER_DATA_DIRECTORY", "/data/master/gpseg-9"));
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .removeStandby()
                    .addStandby("smdw")
                    .awaitSync()
                    .build());

            assertThat(report).succeeded();
            assertThat(cluster.truth().standbyInSync()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/var/run/postgresql", ""})
    @DisplayName("scenario 36: case 08: sockets elsewhere, or none: a session all the same")
    void socketsElsewhere(String directory, SimulatedCluster cluster) {
        cluster.host("mdw").socketDirectory(directory);
        cluster.host("smdw").socketDirectory(directory);
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.observe())
                    .hasMaster("mdw")
                    .hasStandby("smdw")
                    .isInSync()
                    .hasNoConflicts();

            FailoverReport report = engine.execute(FailoverPlan.roundTrip());

            assertThat(report).succeeded().mastersWere("mdw", "smdw", "mdw");
        }
    }

    @Test
    @DisplayName(
            "scenario 36: case 10: ip and ss in /usr/sbin only: a standby whose host is off is removed within a second")
    void findsSsWhereItIs(SimulatedCluster cluster) {
        HOSTS.forEach(h -> cluster.login(h).withoutSystemPath());
        cluster.powerOff("smdw");
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report =
                    engine.execute(FailoverPlan.builder().removeStandby().build());

            assertThat(report).succeeded().sent(1, "ss -HtnK dst 10.77.0.12").sent(0, "gpinitstandby");
        }
    }

    @Test
    @DisplayName("scenario 36: case 10: ip in /usr/sbin only: the fence by routes holds")
    void findsIpWhereItIs(SimulatedCluster cluster) {
        HOSTS.forEach(h -> cluster.login(h).withoutSystemPath().complains(LOADER));
        NullRouteFence fence = NullRouteFence.create();
        try (FailoverEngine engine = Engines.builder(cluster).fence(fence).build()) {
            engine.observe();
            cluster.cut("mdw", "smdw");
            cluster.cut("mdw", "controller");

            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .fence(fence)
                    .activate(a -> a.allowDataLoss("the link between the masters is cut")
                            .evenIfMasterServes("it can not be reached"))
                    .build());

            assertThat(report).succeeded().sent(3, "ip route add unreachable 10.77.0.11/32 proto 201");
            assertThat(cluster.truth().canWrite("mdw")).isFalse();
        }
    }

    @Test
    void aProgramOfAdministrationThatIsNowhereIsNamed(SimulatedCluster cluster) {
        cluster.host("sdw1").removeProgram("ip");
        NullRouteFence fence = NullRouteFence.create();
        try (FailoverEngine engine = Engines.builder(cluster).fence(fence).build()) {
            FailoverReport report = engine.execute(
                    FailoverPlan.builder().stopMaster().fence(fence).activate().build());

            assertThat(report.toJson() + report.steps().get(0).reasons() + report.warnings())
                    .contains("there is no ip on the path, nor in /usr/sbin or /sbin");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LOADER, AGENT})
    @DisplayName("scenario 36: case 07: a line on every standard error: homes by rewind, and the door is opened")
    void aLineOnEveryStandardErrorIsNobodysComplaint(String line, SimulatedCluster cluster) {
        List<Object> clean = home(SimulatedCluster.builder().build());
        HOSTS.forEach(h -> cluster.login(h).complains(line));

        assertThat(home(cluster)).isEqualTo(clean);
    }

    @Test
    @DisplayName("scenario 36: case 07: a line on every standard error: a master that died is proved stopped")
    void aLineOnEveryStandardErrorProvesNothing(SimulatedCluster cluster) {
        HOSTS.forEach(h -> cluster.login(h).complains(AGENT).complains(LOADER));
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            cluster.kill("mdw");

            assertThat(engine.execute(FailoverPlan.failover())).succeeded();
            assertThat(cluster.truth().masterHost()).contains(HostName.of("smdw"));
        }
    }

    @Test
    @DisplayName(
            "scenario 37: each command takes 0.3 s before it begins: nothing times out, and nothing is judged otherwise")
    void aSlowStartUpChangesNoJudgement(SimulatedCluster cluster) {
        HOSTS.forEach(h -> cluster.login(h).takes(Duration.ofMillis(300)));
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.observe())
                    .hasMaster("mdw")
                    .hasStandby("smdw")
                    .isInSync()
                    .hasNoConflicts();
            assertThat(engine.execute(FailoverPlan.roundTrip())).succeeded().mastersWere("mdw", "smdw", "mdw");
        }
    }

    @Test
    @DisplayName("scenarios 33, 36, 37: in any environment a look tells, and a move does, what they do in a clean one")
    void anyEnvironmentIsAsGoodAsAClean() {
        List<Object> clean = told(new Random(0), false);
        for (int seed = 1; seed <= 40; seed++) {
            assertThat(told(new Random(seed), true)).as("seed %s", seed).isEqualTo(clean);
        }
    }

    /** What an observation, a move there and a homecoming report and do. */
    private static List<Object> told(Random random, boolean hostile) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            if (hostile) {
                HOSTS.forEach(h -> spoil(cluster, h, random));
            }
            try (FailoverEngine engine = Engines.on(cluster)) {
                List<Object> all = new ArrayList<>(seen(engine.observe()));
                all.addAll(done(engine.execute(FailoverPlan.switchover("smdw"))));
                all.addAll(seen(engine.observe()));
                all.addAll(done(engine.execute(FailoverPlan.failback())));
                all.add(cluster.truth().masterHost());
                all.add(cluster.truth().standbyInSync());
                return all;
            }
        }
    }

    private static void spoil(SimulatedCluster cluster, String host, Random random) {
        SimulatedLogin login = cluster.login(host);
        for (String variable : VARIABLES) {
            if (random.nextInt(3) == 0) {
                int equals = variable.indexOf('=');
                login.exports(variable.substring(0, equals), variable.substring(equals + 1));
            }
        }
        if (random.nextBoolean()) {
            login.prints("Welcome to " + host);
        }
        if (random.nextInt(3) == 0) {
            login.complains(random.nextBoolean() ? LOADER : AGENT);
        }
        if (random.nextInt(3) == 0) {
            login.withoutSystemPath();
        }
        if (random.nextInt(3) == 0) {
            login.takes(Duration.ofMillis(random.nextInt(400)));
        }
        if (host.contains("mdw") && random.nextInt(3) == 0) {
            cluster.host(host).socketDirectory(random.nextBoolean() ? "/var/run/postgresql" : "");
        }
    }

    private static List<Object> home(SimulatedCluster cluster) {
        try (cluster;
                FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            cluster.kill("mdw");
            List<Object> all = new ArrayList<>(done(engine.execute(FailoverPlan.failover())));
            all.addAll(
                    done(engine.execute(FailoverPlan.builder().addStandby("mdw").build())));
            all.add(cluster.truth().standbyInSync());
            return all;
        }
    }

    private static List<Object> seen(ClusterState state) {
        List<Object> all = new ArrayList<>();
        state.instances()
                .forEach(i ->
                        all.add(List.of(i.location(), i.role(), i.liveness().status(), i.timeline())));
        all.addAll(state.catalog());
        all.add(state.conflicts());
        all.add(state.unknowns());
        return all;
    }

    private static List<Object> done(FailoverReport report) {
        List<Object> all = new ArrayList<>();
        all.add(report.outcome());
        for (StepReport step : report.steps()) {
            all.add(step.step().name() + " " + step.outcome());
            if (step.outcome() != Outcome.SUCCEEDED && step.outcome() != Outcome.SKIPPED) {
                all.add(step.reasons());
            }
            // How often a stream is made to move depends on how long an observation takes, and in which second a server
            // starts
            // too; the standby's restart has a checkpoint of its own before it.
            step.commands().stream()
                    .map(CommandReport::command)
                    .filter(c -> !c.contains("txid_current") && !c.startsWith("pg_ctl restart "))
                    .map(c -> c.replaceAll("[0-9]{8}T?-?[0-9]{6}[0-9.]*Z?", "TIME")
                            .replaceAll("[0-9a-f]{12}", "EXECUTION"))
                    .filter(c -> !c.equals(all.get(all.size() - 1)))
                    .forEach(all::add);
        }
        return all;
    }
}
