package io.github.gpfailover.testkit.scenario.execution;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.journal.InMemoryJournal;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.DiesBefore;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.SingleFaults;
import io.github.gpfailover.testkit.scenario.SiteCheck;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fresh engine without a journal, after a controller that sent a promotion and died: the promotion shows late. */
@ExtendWith(SimulatedClusterExtension.class)
@DisplayName("scenario 27: a promotion of an earlier life shows while a fresh engine runs the plan")
class EarlierLifeTest {

    private static final Duration LATE = Duration.ofSeconds(20);

    private static SiteCheck check(Runnable meanwhile, boolean ends) {
        return new SiteCheck("ask the site", () -> {
            meanwhile.run();
            return ends ? Decision.refused("the site says no") : Decision.satisfied("it may go on");
        });
    }

    /** The standby has much to replay before the promotion shows, and the controller does not live to see it. */
    private static void promotesLateAndDies(SimulatedCluster cluster, FailoverPlan plan) {
        promotesLateAndDies(cluster, plan, promotion -> cluster.clock().schedule(LATE, promotion));
    }

    private static void promotesLateAndDies(SimulatedCluster cluster, FailoverPlan plan, Consumer<Runnable> promotion) {
        cluster.when("pg_ctl promote").mutating().instead((host, command) -> {
            promotion.accept(() -> late(cluster, host, command));
            throw new SingleFaults.Died();
        });
        try (FailoverEngine dies = Engines.on(cluster)) {
            dies.observe();
            dies.execute(plan);
        } catch (SingleFaults.Died e) {
            return;
        }
        throw new AssertionError("the promotion was not sent");
    }

    private static void late(SimulatedCluster cluster, HostName host, Command command) {
        try {
            cluster.execute(host, command);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @DisplayName("the old master that the earlier life stopped is not started beside it")
    void doesNotStartAMasterThatItDidNotStop(SimulatedCluster cluster) {
        promotesLateAndDies(
                cluster, FailoverPlan.builder().stopMaster().activate().build());
        try (FailoverEngine fresh = Engines.on(cluster)) {
            FailoverReport report = fresh.execute(FailoverPlan.builder()
                    .stopMaster()
                    .step(check(() -> {}, true))
                    .activate()
                    .build());
            cluster.clock().advance(LATE.multipliedBy(2));

            assertThat(report).hasOutcome(Outcome.REFUSED).sent(0, "pg_ctl start");
            assertThat(report.nextSteps())
                    .anyMatch(s -> s.contains("was stopped before this execution"))
                    .anyMatch(s -> s.contains("startMaster()"));
            assertThat(cluster.truth().writableMasters()).containsExactly(HostName.of("smdw"));
            assertThat(cluster.truth().everTwoWritableMasters()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    @DisplayName(
            "one that begins to show between two questions is awaited, and not taken for a cluster at no point of the plan")
    void awaitsAPromotionThatShowsBetweenTwoQuestions(int question) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            promotesLateAndDies(
                    cluster,
                    FailoverPlan.roundTrip(),
                    promotion -> cluster.when("cat /data/master/gpseg-1/recovery.conf")
                            .on("smdw")
                            .nth(question)
                            .before(() -> {
                                promotion.run();
                                cluster.clock().advance(Duration.ofMillis(300));
                            }));
            try (FailoverEngine fresh = Engines.on(cluster)) {
                assertThat(fresh.execute(FailoverPlan.roundTrip())).succeeded();
                assertThat(cluster.truth().writableMasters()).containsExactly(HostName.of("mdw"));
                assertThat(cluster.truth().everTwoWritableMasters()).isFalse();
            }
        }
    }

    @Test
    @DisplayName("the server that it makes the master is not fenced, whatever the plan allows")
    void doesNotFenceTheServerThatWasPromoted(SimulatedCluster cluster) {
        try (FailoverEngine seer = Engines.on(cluster)) {
            seer.observe();
            cluster.kill("mdw");
        }
        promotesLateAndDies(cluster, FailoverPlan.failover(a -> a.allowDataLoss("a test")));
        try (FailoverEngine fresh = Engines.on(cluster)) {
            FailoverReport report = fresh.execute(FailoverPlan.builder()
                    .step(check(() -> cluster.clock().advance(LATE.multipliedBy(2)), false))
                    .fence()
                    .activate(a -> a.evenIfMasterServes("a test").allowDataLoss("a test"))
                    .build());

            assertThat(cluster.truth().writableMasters()).containsExactly(HostName.of("smdw"));
            assertThat(report).succeeded().sent(0, "pg_ctl stop");
        }
    }

    @Test
    @DisplayName("a plan that takes the role away from whoever has it does not call a master without a standby moved")
    void aMoveAwayFromTheMasterIsNotDoneByDoingNothing(SimulatedCluster cluster) {
        FailoverPlan away = FailoverPlan.builder().stopMaster().activate().build();
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.execute(away)).succeeded();
        }
        try (FailoverEngine fresh = Engines.on(cluster)) {
            FailoverReport report = fresh.execute(away);

            assertThat(report).hasOutcome(Outcome.REFUSED);
            assertThat(cluster.truth().writableMasters()).containsExactly(HostName.of("smdw"));
        }
    }

    @Test
    @DisplayName("a second life that dies before its first act goes on where it was, as it would have")
    void resumesALifeThatFoundTheMoveDone(SimulatedCluster cluster) {
        FailoverPlan plan = FailoverPlan.switchover("smdw");
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.execute(FailoverPlan.builder().stopMaster().activate().build())
                    .orElseThrow();
        }
        InMemoryJournal journal = new InMemoryJournal();
        try (FailoverEngine dies = Engines.builder(cluster)
                        .journal(new DiesBefore(8, journal))
                        .build();
                FailoverEngine heir = Engines.builder(cluster).journal(journal).build()) {
            FailoverReport cutOff = dies.execute(plan);
            assertThat(cutOff).hasOutcome(Outcome.REFUSED);

            assertThat(heir.resume(cutOff.executionId(), plan)).succeeded().sent(0, "pg_ctl promote");
            assertThat(cluster.truth().standbyInSync()).isTrue();
        }
    }

    @Test
    @DisplayName("of a master that an earlier life promoted it says what it does not do")
    void saysOfAMasterThatWasPromotedWhatItDoesNotDo(SimulatedCluster cluster) {
        FailoverPlan failover = FailoverPlan.failover(a -> a.allowDataLoss("a test"));
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            cluster.kill("mdw");
            assertThat(engine.execute(failover)).succeeded();
        }
        cluster.cut("smdw", "sdw1");
        try (FailoverEngine fresh =
                Engines.builder(cluster).trafficHook(() -> "pool").build()) {
            FailoverReport report = fresh.execute(failover);

            assertThat(report).saysWhy("does not dispatch to every segment").warns("no traffic hook was called");
            assertThat(report.outcome()).isNotEqualTo(Outcome.SUCCEEDED);
            assertThat(cluster.truth().writableMasters()).containsExactly(HostName.of("smdw"));
        }
    }

    @Test
    @DisplayName("a standby that ends before it is promoted is not said to have ended during its promotion")
    void doesNotCallAStandbyPromotedThatWasNot(SimulatedCluster cluster) {
        cluster.kill("mdw");
        try (FailoverEngine fresh = Engines.on(cluster)) {
            FailoverReport report = fresh.execute(FailoverPlan.builder()
                    .step(check(
                            () -> {
                                cluster.kill("smdw");
                                cluster.clock().advance(Duration.ofSeconds(2));
                            },
                            false))
                    .fence()
                    .activate(a -> a.allowDataLoss("a test"))
                    .build());

            assertThat(report).hasOutcome(Outcome.REFUSED).saysWhy("no running standby is seen, and no master");
            assertThat(report.toText()).doesNotContain("during its promotion");
        }
    }
}
