package io.github.gpfailover.testkit.scenario.environment;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.probe.CommandStateProbe;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.ObservationRequest;
import io.github.gpfailover.step.FenceOldMaster;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.internal.rule.CarriedCommand;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.Meddling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The probe at servers of other products: the simulated cluster behind the names of PostgreSQL 12 and scripts of other names.
 */
@ExtendWith(SimulatedClusterExtension.class)
class OtherProductsTest {

    private static final String SIX = "PostgreSQL 9.4.26 (Greenplum Database 6.24.3 build commit:x) on x86_64";
    private static final String SEVEN = "PostgreSQL 12.12 (Greenplum Database 7.4.0 build commit:x) on x86_64";

    /**
     * A transport that translates between PostgreSQL 12 and the simulated 9.4; what psql prints at an unknown function is 12's.
     */
    private static final class OtherProduct implements CommandTransport {

        private final SimulatedCluster cluster;
        private final String script;
        private final boolean wal;
        private final String version;
        private final List<String> asked = new ArrayList<>();
        private String etcdSettings = "0";

        OtherProduct(SimulatedCluster cluster, String script, boolean wal, String version) {
            this.cluster = cluster;
            this.script = script;
            this.wal = wal;
            this.version = version;
        }

        @Override
        public CommandResult execute(HostName host, Command command) throws InterruptedException {
            String path = command.environmentScript().orElse("");
            String sql = command.stdin().orElse("");
            if (command.program().contains("psql")) {
                asked.add(host + " " + path.substring(path.lastIndexOf('/') + 1) + " "
                        + command.environment().get("PGOPTIONS"));
            }
            if (!path.isEmpty() && !path.endsWith("/" + script)) {
                return CommandResult.of(
                        1, "", "bash: line 1: " + path + ": No such file or directory\n", Duration.ofMillis(5));
            }
            if (sql.contains("gp_etcd_")) {
                return CommandResult.of(0, etcdSettings + "\n", "", Duration.ofMillis(5));
            }
            String strange = wal ? "pg_current_xlog_location" : "pg_current_wal_lsn";
            if (sql.contains(strange) && host.value().equals("mdw")) {
                return CommandResult.of(
                        3,
                        "version|" + version + "\n",
                        "psql:<stdin>:2: ERROR:  function " + strange + "() does not exist\n",
                        Duration.ofMillis(20));
            }
            Command.Builder inside = Command.builder(command.program());
            command.environment().forEach(inside::variable);
            if (!path.isEmpty()) {
                inside.sourcing("/usr/local/greenplum-db/greenplum_path.sh");
            }
            if (!sql.isEmpty()) {
                inside.stdin(sql.replace("pg_current_wal_lsn", "pg_current_xlog_location")
                        .replace("pg_last_wal_", "pg_last_xlog_")
                        .replace("pg_walfile_name", "pg_xlogfile_name")
                        .replace("_lsn", "_location"));
            }
            return cluster.execute(host, inside.timeout(command.timeout()).build());
        }
    }

    private SimulatedCluster cluster;

    @BeforeEach
    void build() {
        cluster = SimulatedCluster.builder().build();
    }

    @ParameterizedTest
    @CsvSource({
        "Greenplum Database 7.4.0,greenplum_path.sh,PostgreSQL 12.12 (Greenplum Database 7.4.0 build commit:x) on x86_64",
        "Greengage Database 7.3.0,greengage_path.sh,PostgreSQL 12.22 (Greengage Database 7.3.0 build commit:x) on x86_64",
        "WarehousePG 7.5.0,greenplum_path.sh,PostgreSQL 12.12 (Greenplum Database 7.5.0-WHPG build dev) on x86_64",
        "Cloudberry 1.6.0,greenplum_path.sh,PostgreSQL 14.4 (Cloudberry Database 1.6.0 build dev) on x86_64",
        "Cloudberry 2.0.0,cloudberry-env.sh,PostgreSQL 14.4 (Apache Cloudberry 2.0.0-incubating build 1) on x86_64"
    })
    void seesAClusterOfLaterWordsAsItSeesOneOfSix(String named, String script, String version)
            throws InterruptedException {
        ClusterState six = observe(new CommandStateProbe(cluster, cluster.clock()));
        cluster.host("mdw").version(version);
        cluster.host("smdw").version(version);

        ClusterState state = observe(probe(new OtherProduct(cluster, script, true, version)));

        assertThat(state.version()).get().hasToString(named);
        assertThat(state.master()).isPresent();
        assertThat(state.catalog()).isEqualTo(six.catalog()).isNotEmpty();
        assertThat(state.replication().orElseThrow().inSync()).isTrue();
        assertThat(state.instances())
                .map(InstanceState::role)
                .containsExactly(InstanceRole.MASTER, InstanceRole.STANDBY);
        assertThat(state.conflicts()).isEmpty();
    }

    @Test
    void asksInTheRightDialectAtOnceFromTheSecondLookOn() throws InterruptedException {
        cluster.host("mdw").version(SEVEN);
        cluster.host("smdw").version(SEVEN);
        OtherProduct seven = new OtherProduct(cluster, "greenplum_path.sh", true, SEVEN);
        CommandStateProbe probe = probe(seven);

        observe(probe);
        assertThat(seven.asked)
                .containsExactly(
                        "mdw greenplum_path.sh -c gp_session_role=utility",
                        "mdw greenplum_path.sh -c gp_role=utility",
                        "smdw greenplum_path.sh -c gp_session_role=utility");
        seven.asked.clear();

        observe(probe);
        assertThat(seven.asked)
                .containsExactly(
                        "mdw greenplum_path.sh -c gp_role=utility", "smdw greenplum_path.sh -c gp_role=utility");
    }

    @Test
    void asksAgainWhenTheServerAtAPlaceIsAnOlderOneThanBefore() throws InterruptedException {
        cluster.host("mdw").version(SEVEN);
        SimulatedCluster older = SimulatedCluster.builder().build();
        OtherProduct seven = new OtherProduct(cluster, "greenplum_path.sh", true, SEVEN);
        OtherProduct six = new OtherProduct(older, "greenplum_path.sh", false, SIX);
        List<CommandTransport> behind = new ArrayList<>(List.of(seven));
        CommandStateProbe probe = probe((host, command) -> behind.get(0).execute(host, command));
        assertThat(observe(probe).version()).get().hasToString("Greenplum Database 7.4.0");

        behind.set(0, six);
        ClusterState state = observe(probe);

        assertThat(six.asked)
                .startsWith(
                        "mdw greenplum_path.sh -c gp_role=utility", "mdw greenplum_path.sh -c gp_session_role=utility");
        assertThat(state.version()).get().hasToString("Greenplum Database 6.24.3");
        assertThat(state.master()).isPresent();
    }

    @Test
    void aStandbyOfSevenIsToldByItsOwnMarkerWhileItHasNoWalReceiver() throws InterruptedException {
        cluster.host("smdw").version(SEVEN);
        cluster.powerOff("mdw");
        cluster.clock().advance(Duration.ofMinutes(2));
        OtherProduct seven = new OtherProduct(cluster, "greenplum_path.sh", true, SEVEN);
        List<String> tested = new ArrayList<>();

        CommandTransport watched = (host, command) -> {
            if (command.program().get(0).equals("test")) {
                tested.add(command.program().get(2));
            }
            return seven.execute(host, command);
        };
        ClusterState state = observe(new CommandStateProbe(watched, cluster.clock()));

        assertThat(tested).containsExactly("/data/master/gpseg-1/standby.signal");
        // The simulated standby is one of 6 and has recovery.conf: without its marker it is not taken for a standby.
        assertThat(state.instances().get(1).role()).isEqualTo(InstanceRole.TRANSIENT);
        assertThat(state.version()).get().hasToString("Greenplum Database 7.4.0");
    }

    @Test
    void aServerOfAnUnknownProductHasNoRole() throws InterruptedException {
        cluster.host("mdw").version("PostgreSQL 9.4.26 (Yellowplum Database 6.24.3 build x) on x86_64");
        cluster.host("smdw").version("PostgreSQL 9.4.26 (Yellowplum Database 6.24.3 build x) on x86_64");

        ClusterState state = observe(new CommandStateProbe(cluster, cluster.clock()));

        assertThat(state.version()).isEmpty();
        assertThat(state.instances()).allSatisfy(i -> {
            assertThat(i.role()).isEqualTo(InstanceRole.UNKNOWN);
            assertThat(i.liveness().because())
                    .contains("the cluster runs 'PostgreSQL 9.4.26 (Yellowplum Database 6.24.3 build x) on x86_64'")
                    .contains("supported: Greenplum Database 6 and 7");
        });
    }

    @Test
    void aMissingScriptIsNoAnswerWhateverItsName() throws InterruptedException {
        ClusterState state = observe(probe(new OtherProduct(cluster, "another.sh", false, "")));

        assertThat(state).hasNoMaster();
        assertThat(state.instances().get(0).role()).isEqualTo(InstanceRole.UNKNOWN);
        assertThat(state.instances().get(0).liveness().because()).contains("greenplum_path.sh: No such file");
    }

    private CommandStateProbe probe(CommandTransport transport) {
        return new CommandStateProbe(transport, cluster.clock());
    }

    private ClusterState observe(CommandStateProbe probe) throws InterruptedException {
        return probe.observe(ObservationRequest.builder(cluster.spec()).build());
    }

    @Test
    void standsDownWhereCloudberryHasAFaultDetectorOutside() {
        String version = "PostgreSQL 14.4 (Cloudberry Database 1.6.0 build dev) on x86_64";
        cluster.host("mdw").version(version);
        cluster.host("smdw").version(version);
        OtherProduct product = new OtherProduct(cluster, "greenplum_path.sh", true, version);
        product.etcdSettings = "4";
        try (FailoverEngine engine = Engines.builder(cluster, product).build()) {
            FailoverReport report = engine.execute(
                    FailoverPlan.builder().stopMaster().activate().build());

            assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
            assertThat(report.toText()).contains("a fault detector outside the cluster (gp_etcd_*)");
            assertThat(cluster.truth().masterHost()).contains(HostName.of("mdw"));
        }
    }

    @Test
    void aFenceGoesByTheVersionThatWasToldBeforeTheServersFellSilent() {
        String version = "PostgreSQL 14.4 (Apache Cloudberry 2.0.0-incubating build 1) on x86_64";
        cluster.host("mdw").version(version);
        cluster.host("smdw").version(version);
        OtherProduct product = new OtherProduct(cluster, "cloudberry-env.sh", true, version);
        List<String> stops = new ArrayList<>();
        AtomicBoolean silent = new AtomicBoolean();
        CommandTransport watched = (host, command) -> {
            if (silent.get() && command.program().contains("psql")) {
                throw new TransportException(
                        TransportException.Reason.TIMEOUT, host, "psql had not ended in time", null);
            }
            if (command.mutating() && command.program().contains("pg_ctl")) {
                stops.add(CarriedCommand.meant(command).environmentScript().orElse(""));
            }
            return product.execute(host, command);
        };
        try (FailoverEngine engine = Engines.builder(cluster, watched).build()) {
            assertThat(engine.observe().version()).isPresent();
            silent.set(true);
            assertThat(engine.observe().version()).isEmpty();

            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .step(FenceOldMaster.builder().build())
                    .build());

            assertThat(report).sent(1, "pg_ctl stop -m fast");
            assertThat(stops).isNotEmpty().allMatch(script -> script.endsWith("/cloudberry-env.sh"));
        }
    }

    @Test
    void refusesByNameAVersionThatIsToldOnlyDuringThePlan() {
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .step(
                            Meddling.with(
                                    "another version is started",
                                    () -> List.of("mdw", "smdw")
                                            .forEach(
                                                    h -> cluster.host(h)
                                                            .version(
                                                                    "PostgreSQL 9.4.26 (Greenplum Database 5.28.0 build commit:x) on x86_64"))))
                    .stopMaster()
                    .activate()
                    .build());

            assertThat(report.outcome().isGood()).isFalse();
            assertThat(report.toText()).contains("5.28.0");
            assertThat(cluster.truth().masterHost()).contains(HostName.of("mdw"));
        }
    }
}
