package io.github.gpfailover.testkit.scenario.outage;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.step.CustomStep;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.Verdict;
import io.github.gpfailover.testkit.ClusterInvariant;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.Tolerates;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.SiteCheck;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What others do to the cluster while a plan runs or between two plans, and what it can't see at all. */
@ExtendWith(SimulatedClusterExtension.class)
class UnseenActsTest {

    private static final String DIRECTORY = "/data/master/gpseg-1";

    /** A custom step that changes something by its own means, sends no command, and never holds. */
    private record MovesTheName(AtomicInteger moves) implements CustomStep {

        @Override
        public String name() {
            return "move the name";
        }

        @Override
        public Decision decide(Context context) {
            return Decision.ready("move the name");
        }

        @Override
        public void act(Context context) {
            moves.incrementAndGet();
        }

        @Override
        public Verdict verify(Context context) {
            return Verdict.doesNotHold("the name points nowhere");
        }
    }

    @Test
    void undoNeverStartsTheOldMasterBesideAPromotionThatItCannotSee(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(movedMeanwhile(
                    () -> {
                        promoteByHand(cluster);
                        cluster.cut("controller", "smdw");
                    },
                    false));

            assertThat(report)
                    .hasOutcome(Outcome.FAILED)
                    .saysWhy("go no further")
                    .sent(0, "pg_ctl start");
            assertThat(report.nextSteps()).anyMatch(s -> s.contains("was not started again"));
            assertOnlyWritableIs(cluster, "smdw");
        }
    }

    @Test
    void undoNeverStartsTheOldMasterBesideAPromotionThatIsStillUnderWay(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(movedMeanwhile(() -> promoteByHand(cluster), false));

            assertThat(report).hasOutcome(Outcome.FAILED).sent(0, "pg_ctl start");
            assertThat(report.nextSteps()).anyMatch(s -> s.contains("was not started again"));
            assertThat(report.finalState()).hasMaster("smdw");
            assertOnlyWritableIs(cluster, "smdw");
        }
    }

    @Test
    void doesNotPromoteBesideAnOldMasterRevivedAfterItsStop(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(movedMeanwhile(() -> revive(cluster), true));

            assertThat(report)
                    .hasOutcome(Outcome.FAILED)
                    .saysWhy("mdw", "still serves")
                    .sent(0, "pg_ctl promote");
            assertThat(report.finalState()).hasMaster("mdw").hasStandby("smdw");
            assertOnlyWritableIs(cluster, "mdw");
        }
    }

    @Test
    @Tolerates(
            value = {ClusterInvariant.ONE_WRITABLE_MASTER, ClusterInvariant.NOTHING_ACKNOWLEDGED_LOST},
            reason = "an operator starts the old master, which lacks what the new one has")
    void keepsTheNewMastersDirectoryWhileOnlyTheRevivedOldMasterAnswers(SimulatedCluster cluster) {
        removesNoStandbyBesideTheRevivedOldMaster(
                cluster, () -> cluster.cut("controller", "smdw"), "TWO MASTERS answer");
    }

    @Test
    @Tolerates(
            value = {ClusterInvariant.ONE_WRITABLE_MASTER, ClusterInvariant.NOTHING_ACKNOWLEDGED_LOST},
            reason = "an operator starts the old master, which lacks what the new one has")
    void keepsTheNewMastersDirectoryWhileItHangsBesideTheRevivedOldMaster(SimulatedCluster cluster) {
        removesNoStandbyBesideTheRevivedOldMaster(cluster, () -> cluster.hang("smdw"), "the sources disagree");
    }

    @Test
    @Tolerates(
            value = {ClusterInvariant.ONE_WRITABLE_MASTER, ClusterInvariant.NOTHING_ACKNOWLEDGED_LOST},
            reason = "an operator starts the old master, which lacks what the new one has")
    void twoMastersAtTheEndAreNoSuccess(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .stopMaster()
                    .activate()
                    .step(meanwhile(() -> revive(cluster), true))
                    .build());

            assertThat(report).hasOutcome(Outcome.PARTIAL).saysWhy("mdw", "came back beside", "fenced again");
            assertThat(report.returns()).hasSize(1);
            assertThat(report.returns().get(0).fenced()).isTrue();
            assertThat(cluster.truth().writableMasters()).containsExactly(HostName.of("smdw"));
        }
    }

    @Test
    void aStepThatActedByItsOwnMeansIsNeverCalledUnchanged(SimulatedCluster cluster) {
        AtomicInteger moves = new AtomicInteger();
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(
                    FailoverPlan.builder().step(new MovesTheName(moves)).build());

            assertThat(moves).hasPositiveValue();
            assertThat(report).hasOutcome(Outcome.FAILED).saysWhy("the name points nowhere");
            assertThat(report.nextSteps()).noneMatch(s -> s.contains("nothing was changed"));
            assertOnlyWritableIs(cluster, "mdw");
        }
    }

    @Test
    void keepsTheDeadlineWhileManySegmentsStaySilent() {
        try (SimulatedCluster cluster = SimulatedCluster.builder()
                        .segmentHosts(20)
                        .primariesPerHost(4)
                        .build();
                FailoverEngine engine = Engines.on(cluster)) {
            for (int i = 1; i <= 20; i++) {
                cluster.cut("smdw", "sdw" + i);
            }

            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .stopMaster()
                    .activate(a -> a.deadline(Duration.ofSeconds(60)))
                    .build());

            assertThat(report).hasOutcome(Outcome.PARTIAL);
            assertThat(report.steps().get(1).elapsed()).isLessThan(Duration.ofSeconds(90));
        }
    }

    private static void removesNoStandbyBesideTheRevivedOldMaster(
            SimulatedCluster cluster, Runnable outage, String why) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.execute(moved())).succeeded();
            assertThat(cluster.truth().everTwoWritableMasters()).isFalse();
            cluster.server("mdw").start();
            outage.run();

            FailoverReport report =
                    engine.execute(FailoverPlan.builder().removeStandby().build());

            assertThat(report).wasRefusedWithoutAnyChange().saysWhy(why, "smdw");
            assertNothingWasDeleted(cluster);
        }
    }

    private static FailoverPlan moved() {
        return FailoverPlan.builder().stopMaster().activate().build();
    }

    private static FailoverPlan movedMeanwhile(Runnable act, boolean goesOn) {
        return FailoverPlan.builder()
                .stopMaster()
                .step(meanwhile(act, goesOn))
                .activate()
                .build();
    }

    /** Somebody else acts between two steps of the plan, which ends there or goes on. */
    private static SiteCheck meanwhile(Runnable act, boolean goesOn) {
        return new SiteCheck("meanwhile", () -> {
            act.run();
            return goesOn ? Decision.satisfied("go on") : Decision.refused("go no further");
        });
    }

    private static void revive(SimulatedCluster cluster) {
        cluster.server("mdw").start();
        cluster.clock().advance(Duration.ofMillis(800));
    }

    private static void promoteByHand(SimulatedCluster cluster) {
        Command promote = Command.builder(List.of("pg_ctl", "promote", "-D", DIRECTORY))
                .sourcing("/usr/local/greenplum-db/greenplum_path.sh")
                .variable("MASTER_DATA_DIRECTORY", DIRECTORY)
                .variable("PGPORT", "5432")
                .build();
        try {
            assertThat(cluster.execute(HostName.of("smdw"), promote).exitText()).isEqualTo("exit 0");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static void assertOnlyWritableIs(SimulatedCluster cluster, String host) {
        assertThat(cluster.truth().writableMasters()).containsExactly(HostName.of(host));
    }

    private static void assertNothingWasDeleted(SimulatedCluster cluster) {
        assertThat(cluster.truth().directoryExists("smdw", DIRECTORY)).isTrue();
    }
}
