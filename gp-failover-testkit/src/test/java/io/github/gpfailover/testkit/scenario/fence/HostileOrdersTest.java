package io.github.gpfailover.testkit.scenario.fence;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverPlanBuilder;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.fence.NullRouteFence;
import io.github.gpfailover.core.journal.InMemoryJournal;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.step.Activate.Strategy;
import io.github.gpfailover.testkit.ClusterInvariant;
import io.github.gpfailover.testkit.CommandHook;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.Tolerates;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.HostileWorld;
import io.github.gpfailover.testkit.scenario.Meddling;
import io.github.gpfailover.testkit.scenario.SingleFaults;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Orders of faults by which a hostile reader once got two masters, or a report that was untrue. */
class HostileOrdersTest {

    private static final List<String> CUT_OFF = List.of("sdw1", "sdw2", "smdw");

    private static FailoverPlanBuilder fencedBy(Fence fence) {
        return FailoverPlan.builder().fence(fence);
    }

    private static List<String> routes(SimulatedCluster cluster) {
        return CUT_OFF.stream()
                .filter(h -> !cluster.truth().unreachableRoutes(h).isEmpty())
                .toList();
    }

    @Test
    @DisplayName(
            "promoted; the old master is started and lets the admin user not in: told as come back and fenced, never as a success")
    @Tolerates(
            value = {ClusterInvariant.ONE_WRITABLE_MASTER, ClusterInvariant.NOTHING_ACKNOWLEDGED_LOST},
            reason = "an operator starts the old master, which lacks what the new one has")
    void anOldMasterThatComesBackAndLetsNobodyIn() {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.on(cluster)) {
            cluster.when(c -> c.program().contains("psql") && cluster.truth().canWrite("smdw"))
                    .on("mdw")
                    .always()
                    .instead(CommandResult.of(
                            2, "", "psql: FATAL:  sorry, too many clients already\n", Duration.ofMillis(20)));
            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .stopMaster()
                    .activate()
                    .step(Meddling.with(
                            "somebody starts the old master",
                            () -> cluster.server("mdw").start()))
                    .build());

            assertThat(report.outcome()).as(report.toText()).isEqualTo(Outcome.PARTIAL);
            assertThat(report.returns()).hasSize(1);
            assertThat(cluster.truth().writableMasters()).containsExactly(HostName.of("smdw"));
        }
    }

    @Test
    @DisplayName(
            "fenced by routes and promoted; the new master dies; a later plan that is refused does not lift that fence")
    void aLaterPlanLeavesTheFenceOfAnEarlierOneAlone() {
        NullRouteFence fence = NullRouteFence.create();
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.builder(cluster).fence(fence).build()) {
            engine.observe();
            cluster.cut("mdw", "smdw");
            FailoverReport first = engine.execute(fencedBy(fence)
                    .activate(a -> a.evenIfMasterServes("a test").allowDataLoss("a test"))
                    .build());
            assertThat(first.outcome()).as(first.toText()).isEqualTo(Outcome.SUCCEEDED);
            cluster.kill("smdw");

            FailoverReport second =
                    engine.execute(FailoverPlan.builder().awaitSync().build());

            assertThat(second.outcome()).as(second.toText()).isIn(Outcome.REFUSED, Outcome.FAILED);
            assertThat(routes(cluster))
                    .as(second.toText() + cluster.truth().timeline())
                    .hasSize(3);
            cluster.server("smdw").start();
        }
    }

    @Test
    @DisplayName(
            "fenced by routes; one segment host loses its route before the promotion: refused, and the other hosts' routes are lifted")
    void aFenceThatIsLostInPartIsLiftedWhereItIsLeft() {
        NullRouteFence fence = NullRouteFence.create();
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.builder(cluster).fence(fence).build()) {
            engine.observe();
            cluster.cut("mdw", "smdw");
            FailoverReport report = engine.execute(fencedBy(fence)
                    .step(Meddling.with(
                            "sdw2 loses its route",
                            () -> cluster.host("sdw2")
                                    .unroute(cluster.host("mdw").address())))
                    .activate(a -> a.evenIfMasterServes("a test").allowDataLoss("a test"))
                    .build());

            assertThat(report.outcome()).as(report.toText()).isEqualTo(Outcome.FAILED);
            assertThat(routes(cluster)).as(report.toText()).isEmpty();
            assertThat(cluster.truth().writableMasters()).containsExactly(HostName.of("mdw"));
        }
    }

    @Test
    @DisplayName(
            "the controller dies with the fence half set; the resumed run is refused: the half is lifted, or the report names it")
    void aHalfSetFenceOfARunThatDied() {
        NullRouteFence fence = NullRouteFence.create();
        InMemoryJournal journal = new InMemoryJournal();
        FailoverPlan plan = fencedBy(fence)
                .activate(a -> a.evenIfMasterServes("a test").allowDataLoss("a test"))
                .build();
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            HostileWorld ids = new HostileWorld(cluster);
            CommandHook dies = cluster.when("ip route add")
                    .on("sdw2")
                    .mutating()
                    .always()
                    .before(() -> {
                        throw new SingleFaults.Died();
                    });
            try (FailoverEngine engine = Engines.builder(cluster)
                    .fence(fence)
                    .journal(journal)
                    .listener(ids)
                    .build()) {
                engine.observe();
                cluster.cut("mdw", "smdw");
                engine.execute(plan);
            } catch (SingleFaults.Died e) {
                // The execution is found in the journal.
            }
            dies.lift();
            assertThat(routes(cluster)).isNotEmpty();
            cluster.kill("smdw");

            try (FailoverEngine other =
                    Engines.builder(cluster).fence(fence).journal(journal).build()) {
                FailoverReport report = other.resume(ids.executionId, plan);

                assertThat(report.outcome()).as(report.toText()).isEqualTo(Outcome.FAILED);
                assertThat(routes(cluster)).as(report.toText()).isEmpty();
                assertThat(cluster.truth().writableMasters()).containsExactly(HostName.of("mdw"));
            }
        }
    }

    @Test
    @DisplayName(
            "the promotion is sent and shows late; the controller dies; the resumed run is refused before it: the fence stays")
    void aPromotionThatShowsLateAfterTheRunThatSentItDied() {
        NullRouteFence fence = NullRouteFence.create();
        InMemoryJournal journal = new InMemoryJournal();
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            HostileWorld ids = new HostileWorld(cluster);
            AtomicBoolean refuses = new AtomicBoolean();
            FailoverPlan plan = fencedBy(fence)
                    .step(new Meddling("a check of the site", () -> {}, refuses))
                    .activate(a -> a.evenIfMasterServes("a test")
                            .strategy(Strategy.DIRECT)
                            .allowDataLoss("a test"))
                    .build();
            cluster.when("pg_ctl promote").mutating().instead((host, command) -> {
                // It has much to replay first.
                cluster.clock().schedule(Duration.ofSeconds(20), () -> late(cluster, host, command));
                throw new SingleFaults.Died();
            });
            try (FailoverEngine engine = Engines.builder(cluster)
                    .fence(fence)
                    .journal(journal)
                    .listener(ids)
                    .build()) {
                engine.observe();
                cluster.cut("mdw", "smdw");
                engine.execute(plan);
            } catch (SingleFaults.Died e) {
                refuses.set(true);
            }
            try (FailoverEngine other =
                    Engines.builder(cluster).fence(fence).journal(journal).build()) {
                other.observe();
                FailoverReport report = other.resume(ids.executionId, plan);
                cluster.clock().advance(Duration.ofSeconds(30));

                assertThat(report.outcome()).as(report.toText()).isNotEqualTo(Outcome.SUCCEEDED);
                assertThat(cluster.truth().canWrite("smdw")).isTrue();
                assertThat(cluster.truth().violations()).as(report.toText()).isEmpty();
            }
        }
    }

    private static void late(SimulatedCluster cluster, HostName host, Command command) {
        try {
            cluster.execute(host, command);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @DisplayName(
            "the old master gets a second address after it was last asked, and is cut off from the controller: fenced on both, or not promoted")
    void aSecondAddressThatCameLate() {
        NullRouteFence fence = NullRouteFence.create();
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.builder(cluster).fence(fence).build()) {
            engine.observe();
            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .step(Meddling.with("a second address", () -> {
                        cluster.host("mdw").addAddress("10.77.0.99");
                        cluster.cut("mdw", "smdw");
                        cluster.cut("mdw", "controller");
                    }))
                    .fence(fence)
                    .activate(a -> a.evenIfMasterServes("a test").allowDataLoss("a test"))
                    .build());

            assertThat(cluster.truth().violations()).as(report.toText()).isEmpty();
            assertThat(cluster.truth().writableMasters()).as(report.toText()).hasSize(1);
        }
    }

    @Test
    @DisplayName(
            "killed with a stale lock file; somebody starts the old master while that file is moved aside: not promoted")
    void startedWhileItsStaleLockFileIsMovedAside() {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            cluster.when(c -> c.program().contains("mv"))
                    .mutating()
                    .after(() -> cluster.server("mdw").start());
            try (FailoverEngine engine = Engines.on(cluster)) {
                engine.observe();
                cluster.kill("mdw");

                FailoverReport report =
                        engine.execute(FailoverPlan.builder().activate().build());

                assertThat(report.outcome()).as(report.toText()).isEqualTo(Outcome.FAILED);
                assertThat(cluster.truth().writableMasters()).containsExactly(HostName.of("mdw"));
            }
        }
    }

    @Test
    @DisplayName(
            "the list of routes is cut off within the address of another route: that is no proof of a route to the old master")
    void aListOfRoutesThatIsCutOff() {
        NullRouteFence fence = NullRouteFence.create();
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            cluster.when(c -> c.program().contains("show") && c.program().contains("unreachable"))
                    .asking()
                    .always()
                    .answering(listed -> {
                        String longer = "unreachable 10.77.0.110";
                        int at = listed.stdout().indexOf(longer);
                        return CommandResult.of(
                                0, listed.stdout().substring(0, at + longer.length() - 1), "", listed.elapsed());
                    });
            try (FailoverEngine engine = Engines.builder(cluster).fence(fence).build()) {
                CUT_OFF.forEach(h -> cluster.host(h).route("10.77.0.110"));
                engine.observe();
                cluster.cut("mdw", "smdw");

                FailoverReport report = engine.execute(fencedBy(fence)
                        .activate(a -> a.evenIfMasterServes("a test").allowDataLoss("a test"))
                        .build());

                assertThat(report.outcome()).as(report.toText()).isNotEqualTo(Outcome.SUCCEEDED);
                assertThat(cluster.truth().violations()).as(report.toText()).isEmpty();
            }
        }
    }
}
