package io.github.gpfailover.testkit.scenario.planned;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.core.journal.InMemoryJournal;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.testkit.CommandFault;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.DiesBefore;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.SiteCheck;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedClusterExtension.class)
class CompensationTest {

    /** A step of a site's own that says no until its load balancer answers: what a caller's check may do before the activation. */
    private static SiteCheck loadBalancer(AtomicBoolean answers) {
        return new SiteCheck(
                "ask the load balancer",
                () -> answers.get()
                        ? Decision.satisfied("it answers")
                        : Decision.refused("the load balancer does not answer"));
    }

    private static SiteCheck silentLoadBalancer() {
        return loadBalancer(new AtomicBoolean());
    }

    @Test
    void startsTheMasterAgainWhenThePlanEndsBeforeThePromotion(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .stopMaster()
                    .step(silentLoadBalancer())
                    .activate()
                    .build());

            assertThat(report)
                    .hasOutcome(Outcome.FAILED)
                    .saysWhy("the load balancer does not answer")
                    .warns("the master was started again");
            assertThat(report.finalState()).hasMaster("mdw").hasStandby("smdw");
        }
    }

    @Test
    void stopsTheMasterAgainWhenAnUndoneExecutionIsResumed(SimulatedCluster cluster) {
        AtomicBoolean answers = new AtomicBoolean();
        FailoverPlan plan = FailoverPlan.builder()
                .stopMaster()
                .step(loadBalancer(answers))
                .activate()
                .build();
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport undone = engine.execute(plan);
            answers.set(true);

            FailoverReport rest = engine.resume(undone.executionId(), plan);

            assertThat(rest).succeeded().sent(1, "pg_ctl stop -m fast");
            assertThat(rest.finalState()).hasMaster("smdw");
        }
    }

    @Test
    void startsTheMasterAgainThatAnEarlierRunHadStopped(SimulatedCluster cluster) {
        InMemoryJournal journal = new InMemoryJournal();
        FailoverPlan plan = FailoverPlan.builder()
                .stopMaster()
                .step(silentLoadBalancer())
                .activate()
                .build();
        try (FailoverEngine dies = Engines.builder(cluster)
                        .journal(new DiesBefore(2, journal))
                        .build();
                FailoverEngine heir = Engines.builder(cluster).journal(journal).build()) {
            FailoverReport cutOff = dies.execute(plan);
            assertThat(cluster.truth().writableMasters()).isEmpty();
            assertThat(heir.unfinished()).singleElement().satisfies(u -> {
                assertThat(u.executionId()).isEqualTo(cutOff.executionId());
                assertThat(u.plan()).isEqualTo(plan.toJson());
                assertThat(u.outcome()).contains(Outcome.FAILED);
            });

            FailoverReport rest = heir.resume(cutOff.executionId(), plan);

            assertThat(rest)
                    .hasOutcome(Outcome.FAILED)
                    .saysWhy("the load balancer does not answer")
                    .warns("the master was started again");
            assertThat(rest.finalState()).hasMaster("mdw").hasStandby("smdw");
            assertThat(cluster.truth().everTwoWritableMasters()).isFalse();
        }
    }

    @Test
    void listsNoExecutionThatEndedWell(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.execute(FailoverPlan.builder().awaitSync().build()))
                    .succeeded();

            assertThat(engine.unfinished()).isEmpty();
        }
    }

    @Test
    void rollsNothingBackAfterThePromotion(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .stopMaster()
                    .activate()
                    .step(silentLoadBalancer())
                    .build());

            assertThat(report).hasOutcome(Outcome.PARTIAL).sent(0, "pg_ctl start");
            assertThat(report.finalState()).hasMaster("smdw");
            assertThat(report.nextSteps()).anyMatch(s -> s.contains("do NOT activate again"));
        }
    }

    @Test
    void startsNothingWhileAPromotionMayBeUnderWay(SimulatedCluster cluster) {
        cluster.host("smdw").failNext("pg_ctl", CommandFault.lostAfterEffect());
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport stopped = engine.execute(FailoverPlan.builder()
                    .stopMaster()
                    .step(new SiteCheck("cut the line to smdw soon", () -> {
                        // Once the promotion has been sent, the standby's host can't be seen any more.
                        cluster.clock().schedule(Duration.ofMillis(120), () -> cluster.cut("controller", "smdw"));
                        return Decision.satisfied("armed");
                    }))
                    .activate(a -> a.retry(r -> r.attempts(2)))
                    .build());

            assertThat(stopped.outcome()).isIn(Outcome.IN_DOUBT, Outcome.FAILED, Outcome.PARTIAL);
            assertThat(stopped).sent(0, "pg_ctl start");
        }
    }
}
