package io.github.gpfailover.testkit.scenario.fence;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.MasterTenure;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.StepReport;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.core.fence.NullRouteFence;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.testkit.ClientSession;
import io.github.gpfailover.testkit.ClusterInvariant;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.Tolerates;
import io.github.gpfailover.testkit.scenario.Engines;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedClusterExtension.class)
class NullRouteFenceScenarioTest {

    private static final String OLD = "10.77.0.11";
    private static final List<String> CUT_OFF = List.of("sdw1", "sdw2", "smdw");

    private final NullRouteFence fence = NullRouteFence.create();

    private FailoverPlan activation() {
        return FailoverPlan.builder()
                .fence(fence)
                .activate(a -> a.evenIfMasterServes("a test").allowDataLoss("the link between the masters is cut"))
                .build();
    }

    private FailoverEngine engine(SimulatedCluster cluster) {
        return Engines.builder(cluster).fence(fence).build();
    }

    @Test
    @DisplayName(
            "scenario 1: the old master is alive, nobody but the segments reaches it: promoted once the routes to it are cut")
    void promotesBesideAMasterThatIsCutOffFromItsSegments(SimulatedCluster cluster) throws InterruptedException {
        try (FailoverEngine engine = engine(cluster)) {
            engine.observe();
            sql(cluster, "create table t (id int) distributed by (id);");
            ClientSession session = cluster.server("mdw").openSession().begin().insert("t", 13);
            cluster.cut("mdw", "smdw");
            cluster.cut("mdw", "controller");

            FailoverReport report = engine.execute(activation());

            assertThat(report)
                    .hasOutcome(Outcome.SUCCEEDED)
                    .sent(3, "ip route add unreachable 10.77.0.11/32 proto 201");
            assertThat(cluster.truth().canWrite("mdw")).isFalse();
            assertThat(cluster.truth().writableMasters()).containsExactly(HostName.of("smdw"));
            for (String host : CUT_OFF) {
                assertThat(cluster.truth().unreachableRoutes(host)).containsExactly(OLD);
            }
            assertThat(cluster.truth().sessionsOnSegments("mdw")).isZero();
            assertThatIllegalStateException().isThrownBy(session::commit);
            assertThat(cluster.truth().rows("t")).isZero();
        }
    }

    private static void sql(SimulatedCluster cluster, String script) throws InterruptedException {
        Command psql = Command.builder(List.of("psql", "-X", "-At", "-d", "postgres"))
                .sourcing("/usr/local/greenplum-db/greenplum_path.sh")
                .variable("PGPORT", "5432")
                .stdin(script)
                .build();
        assertThat(cluster.execute(HostName.of("mdw"), psql).exitedZero()).isTrue();
    }

    @Test
    @DisplayName("scenario 2: the old master's host lost power: promoted once the routes to it are cut")
    @Tolerates(
            value = ClusterInvariant.NOTHING_ACKNOWLEDGED_LOST,
            reason = "an operator starts the old master behind its fence")
    void promotesAfterTheHostLostPower(SimulatedCluster cluster) {
        try (FailoverEngine engine = engine(cluster)) {
            engine.observe();
            cluster.powerOff("mdw");

            FailoverReport report = engine.execute(activation());

            assertThat(report).hasOutcome(Outcome.SUCCEEDED);
            assertThat(cluster.truth().writableMasters()).containsExactly(HostName.of("smdw"));

            cluster.powerOn("mdw");
            cluster.server("mdw").start();
            cluster.clock().advance(Duration.ofSeconds(5));
            assertThat(cluster.truth().canWrite("mdw")).isFalse();
            assertThat(cluster.truth().everTwoWritableMasters()).isFalse();
        }
    }

    @Test
    @DisplayName(
            "scenario 1: after the plan the old master still counts as fenced, and as a second one once its routes are back")
    @Tolerates(value = ClusterInvariant.ONE_WRITABLE_MASTER, reason = "somebody lifts the fence")
    void keepsAnEyeOnTheFenceAfterThePlan(SimulatedCluster cluster) {
        try (FailoverEngine engine = engine(cluster)) {
            engine.observe();
            cluster.cut("mdw", "smdw");
            assertThat(engine.execute(activation())).hasOutcome(Outcome.SUCCEEDED);

            ClusterState fenced = engine.observe();
            cluster.heal();
            CUT_OFF.forEach(host -> cluster.host(host).unroute(OLD));
            ClusterState free = engine.observe();

            assertThat(fenced).hasMaster("smdw");
            assertThat(fenced.conflicts()).isEmpty();
            assertThat(fenced.instance(cluster.spec().master()).orElseThrow().role())
                    .isEqualTo(InstanceRole.FENCED);
            assertThat(fenced.describe())
                    .containsPattern("(?m)^ {2}fenced +mdw by NullRouteFence: .*unreachable route to each of");
            assertThat(free.masters()).hasSize(2);
            assertThat(free.conflicts()).anyMatch(c -> c.contains("two servers act as master"));
        }
    }

    @Test
    @DisplayName(
            "scenario 41: the old master's host comes back after a fence by routes and its server is started: it can't write, and a fresh engine names the fence")
    @Tolerates(
            value = ClusterInvariant.NOTHING_ACKNOWLEDGED_LOST,
            reason = "an operator starts the old master behind its fence")
    void aFreshEngineNamesTheFenceThatHoldsAServerThatCameBack(SimulatedCluster cluster) {
        try (FailoverEngine engine = engine(cluster)) {
            engine.observe();
            cluster.powerOff("mdw");
            assertThat(engine.execute(activation())).hasOutcome(Outcome.SUCCEEDED);
        }
        cluster.powerOn("mdw");
        cluster.server("mdw").start();
        cluster.clock().advance(Duration.ofSeconds(5));

        try (FailoverEngine fresh =
                Engines.builder(cluster).fence(NullRouteFence.create()).build()) {
            ClusterState seen = fresh.observe();

            assertThat(seen).hasMaster("smdw");
            assertThat(seen.conflicts()).isEmpty();
            assertThat(seen.instance(cluster.spec().master()).orElseThrow().role())
                    .isEqualTo(InstanceRole.FENCED);
            assertThat(seen.describe())
                    .containsPattern("(?m)^ {2}fenced +mdw by NullRouteFence: .*unreachable route to each of");
            assertThat(seen.evidence())
                    .anyMatch(e -> e.kind() == Evidence.Kind.FENCE
                            && e.about().equals(HostName.of("mdw"))
                            && e.source().contains("NullRouteFence"));
        }
        assertThat(cluster.truth().canWrite("mdw")).isFalse();
        assertThat(cluster.truth().everTwoWritableMasters()).isFalse();
    }

    @Test
    @DisplayName("scenario 41: one route is gone: a fresh engine calls no server fenced, and tells of two masters")
    @Tolerates(
            value = {ClusterInvariant.ONE_WRITABLE_MASTER, ClusterInvariant.NOTHING_ACKNOWLEDGED_LOST},
            reason = "an operator starts the old master behind a fence with a hole")
    void aFreshEngineTrustsNoFenceThatIsNotWhole(SimulatedCluster cluster) {
        try (FailoverEngine engine = engine(cluster)) {
            engine.observe();
            cluster.powerOff("mdw");
            assertThat(engine.execute(activation())).hasOutcome(Outcome.SUCCEEDED);
        }
        cluster.powerOn("mdw");
        cluster.server("mdw").start();
        cluster.clock().advance(Duration.ofSeconds(5));
        cluster.host("sdw2").unroute(OLD);

        try (FailoverEngine fresh =
                Engines.builder(cluster).fence(NullRouteFence.create()).build()) {
            ClusterState seen = fresh.observe();

            assertThat(seen.masters()).hasSize(2);
            assertThat(seen.conflicts()).anyMatch(c -> c.contains("two servers act as master"));
        }
    }

    @Test
    @DisplayName(
            "scenario 2: the host is off, its routes are cut for real: promoted within a second after the fence step")
    void promotesWithinASecondOnceTheRoutesAreCut(SimulatedCluster cluster) {
        try (FailoverEngine engine = engine(cluster)) {
            engine.observe();
            cluster.powerOff("mdw");

            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .fence(fence)
                    .activate(a -> a.evenIfMasterServes("a test"))
                    .build());

            assertThat(report).succeeded();
            StepReport fenced = report.steps().get(0);
            MasterTenure promoted = report.masters().get(report.masters().size() - 1);
            assertThat(promoted.master().host()).hasToString("smdw");
            assertThat(Duration.between(fenced.startedAt().plus(fenced.elapsed()), promoted.from()))
                    .isLessThan(Duration.ofSeconds(1));
        }
    }
}
