package io.github.gpfailover.testkit.scenario.observation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness.Status;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.core.probe.CommandStateProbe;
import io.github.gpfailover.core.probe.GpstateProbe;
import io.github.gpfailover.spi.ObservationRequest;
import io.github.gpfailover.spi.StateProbe;
import io.github.gpfailover.testkit.ClusterInvariant;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.Tolerates;
import io.github.gpfailover.testkit.scenario.Servers;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same cluster by SQL and by gpstate. {@link #asGpstateTells} takes from the first all that the second can't know, and is the list of
 * the known differences; what is left must be equal.
 */
class SqlAndGpstateTest {

    /** What gpstate reports of a server: nothing of one that did not speak, and no role but that of a master. */
    private record Server(Status liveness, InstanceRole role, Optional<Lsn> position) {}

    /** What gpstate reports of a row: no dbid, and no content of a segment. */
    private record Row(String place, CatalogRow.Role role, CatalogRow.Role preferred, boolean up, String address) {}

    /** What gpstate reports of a stream: not what the standby has written, and not where the master is, so no lag. */
    private record Stream(String state, String sync, Optional<Lsn> sent, Optional<Lsn> flush, Optional<Lsn> replay) {}

    private record Known(
            Optional<GreenplumVersion> version, List<Server> servers, List<Row> catalog, Optional<Stream> stream) {}

    static List<OperatorsWord> situations() {
        return List.of(
                OperatorsWord.in("05-13: healthy"),
                OperatorsWord.in("01-03: no standby")
                        .on(() -> SimulatedCluster.builder().withoutStandby().build()),
                OperatorsWord.in("43-47: master stopped").after(c -> Servers.stop(c, "mdw")),
                OperatorsWord.in("50-53: freshly promoted").after(c -> {
                    Servers.stop(c, "mdw");
                    Servers.promote(c, "smdw");
                }),
                OperatorsWord.in("73-74: two masters").after(c -> {
                    Servers.stop(c, "mdw");
                    Servers.promote(c, "smdw");
                    c.server("mdw").start();
                }),
                OperatorsWord.in("80: master's host off").after(c -> c.powerOff("mdw")),
                OperatorsWord.in("91-92: standby down").after(c -> c.kill("smdw")),
                OperatorsWord.in("95-96: mirror down").after(c -> c.segment(2).killMirror()),
                OperatorsWord.in("97-99: primary failed over").after(c -> {
                    c.segment(2).killPrimary();
                    c.probeSegments();
                }),
                OperatorsWord.in("a0: standby's host off").after(c -> c.powerOff("smdw")),
                OperatorsWord.in("b3-b4: orphaned session").after(c -> {
                    c.server("mdw").openSession().begin();
                    c.kill("mdw");
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("situations")
    @Tolerates(value = ClusterInvariant.ONE_WRITABLE_MASTER, reason = "in one situation two masters run")
    void tellTheSameButForWhatGpstateCannotKnow(OperatorsWord situation) throws InterruptedException {
        try (SimulatedCluster cluster = situation.cluster()) {
            situation.bring(cluster);
            ClusterState sql = observe(cluster, new CommandStateProbe(cluster, cluster.clock(), cluster.clock()));
            ClusterState gpstate = observe(cluster, new GpstateProbe(cluster, cluster.clock(), cluster.clock()));

            assertThat(asGpstateTells(gpstate)).isEqualTo(asGpstateTells(sql));
        }
    }

    @Test
    void gpstateLeavesOpenWhatItDoesNotTell() throws InterruptedException {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            ClusterState gpstate = observe(cluster, new GpstateProbe(cluster, cluster.clock(), cluster.clock()));

            assertThat(gpstate.catalog()).allSatisfy(r -> assertThat(r.dbid()).isEqualTo(CatalogRow.NOT_TOLD));
            assertThat(gpstate.segments())
                    .allSatisfy(r -> assertThat(r.content()).isEqualTo(CatalogRow.NOT_TOLD));
            assertThat(gpstate.instances()).allSatisfy(i -> {
                assertThat(i.timeline()).isEmpty();
                assertThat(i.processes()).isEmpty();
            });
            assertThat(gpstate.replication().orElseThrow().lagBytes()).isEmpty();
            assertThat(gpstate.replication().orElseThrow().write()).isEmpty();
            assertThat(gpstate.unknowns()).hasSize(3);
        }
    }

    @Test
    void gpstateTellsOfAMirrorThatTheCatalogStillCallsUp() throws InterruptedException {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            cluster.segment(2).killMirror();
            ClusterState sql = observe(cluster, new CommandStateProbe(cluster, cluster.clock(), cluster.clock()));
            ClusterState gpstate = observe(cluster, new GpstateProbe(cluster, cluster.clock(), cluster.clock()));

            assertThat(sql.conflicts()).isEmpty();
            assertThat(gpstate.conflicts())
                    .singleElement()
                    .satisfies(c -> assertThat(c)
                            .contains("the catalog calls sdw1:7000:/data/mirror/gpseg2 up, but gpstate found")
                            .contains("Process error -- database process may be down"));
        }
    }

    private static Known asGpstateTells(ClusterState state) {
        List<Server> servers =
                state.instances().stream().map(SqlAndGpstateTest::server).toList();
        List<Row> rows = state.catalog().stream()
                .map(r -> new Row(r.location().toString(), r.role(), r.preferredRole(), r.up(), r.address()))
                .sorted(Comparator.comparing(Row::place))
                .toList();
        Optional<Stream> stream = state.replication().map(SqlAndGpstateTest::stream);
        return new Known(state.version(), servers, rows, stream);
    }

    private static Server server(InstanceState i) {
        boolean master = i.role() == InstanceRole.MASTER;
        boolean spoke = master || i.position().isPresent();
        // Without processes a server that does not speak may be stopped, orphaned or out of reach.
        return new Server(
                spoke ? i.liveness().status() : Status.UNKNOWN,
                master ? InstanceRole.MASTER : InstanceRole.UNKNOWN,
                master ? Optional.empty() : i.position());
    }

    private static Stream stream(ReplicationState r) {
        return new Stream(r.state(), r.syncState(), r.sent(), r.flush(), r.replay());
    }

    private static ClusterState observe(SimulatedCluster cluster, StateProbe probe) throws InterruptedException {
        return probe.observe(ObservationRequest.builder(cluster.spec())
                .timeout(Duration.ofSeconds(60))
                .build());
    }
}
