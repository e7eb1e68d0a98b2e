package io.github.gpfailover.testkit.scenario.fence;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.GuardVerdict;
import io.github.gpfailover.MasterTenure;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.StepReport;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.core.fence.AttestedFence;
import io.github.gpfailover.step.Activate.Strategy;
import io.github.gpfailover.testkit.ClusterInvariant;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.Tolerates;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.Meddling;
import io.github.gpfailover.testkit.scenario.RouteFence;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FencedMasterScenarioTest {

    private static final String SEGMENTS = "sdw1,sdw2";

    private static SimulatedCluster cluster() {
        return SimulatedCluster.builder().build();
    }

    private static RouteFence routes(SimulatedCluster cluster) {
        return new RouteFence(cluster.host("mdw").address(), (SEGMENTS + ",smdw").split(",", -1));
    }

    private static FailoverPlan plan(SimulatedCluster cluster, Strategy strategy) {
        return FailoverPlan.builder()
                .fence(routes(cluster))
                .activate(a -> a.evenIfMasterServes("a test").strategy(strategy))
                .checkHealth()
                .build();
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    @DisplayName(
            "scenario 1: the link between the masters is cut, both see the segments: fenced by routes, promoted, no second writer")
    void promotesBesideAMasterThatAnswersButIsFenced(Strategy strategy) {
        try (SimulatedCluster cluster = cluster();
                FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            cluster.cut("mdw", "smdw");

            FailoverReport report = engine.execute(plan(cluster, strategy));

            assertThat(report.steps().get(1).outcome()).isEqualTo(Outcome.SUCCEEDED);
            assertThat(cluster.truth().canWrite("mdw")).isFalse();
            assertThat(cluster.truth().masterHost().orElseThrow()).hasToString("smdw");
            GuardVerdict verdict = report.steps().get(1).verdicts().get(0);
            assertThat(verdict.status()).isEqualTo(Liveness.Status.RUNNING);
            assertThat(verdict.mayWrite()).isFalse();
            assertThat(report.toText()).contains("fence holds: RouteFence", "held by a fence");
            assertThat(report.finalState()
                            .instance(cluster.spec().master())
                            .orElseThrow()
                            .role())
                    .isEqualTo(InstanceRole.FENCED);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Strategy.class,
            names = {"DIRECT", "AUTO"})
    @DisplayName("scenario 2: the host is off, fenced by routes: promoted within a second after the fence")
    void takesLessThanASecondFromTheFenceToTheNewMaster(Strategy strategy) {
        try (SimulatedCluster cluster = cluster();
                FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            cluster.powerOff("mdw");

            FailoverReport report = engine.execute(plan(cluster, strategy));

            StepReport fence = report.steps().get(0);
            MasterTenure promoted = report.masters().get(report.masters().size() - 1);
            assertThat(promoted.master().host()).hasToString("smdw");
            assertThat(Duration.between(fence.startedAt().plus(fence.elapsed()), promoted.from()))
                    .isLessThan(Duration.ofSeconds(1));
            assertThat(report.steps().get(1).outcome()).isEqualTo(Outcome.SUCCEEDED);
        }
    }

    @Test
    @DisplayName("scenario 2: the host is off and attested so: promoted within a second after the fence step")
    void doesNotAskAHostAgainThatWasJustFoundSilent() {
        try (SimulatedCluster cluster = cluster();
                FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            cluster.powerOff("mdw");

            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .fence(AttestedFence.hostIsOff(
                            "mdw", "Ada", "pulled the plug", cluster.clock().instant()))
                    .activate(a -> a.evenIfMasterServes("a test"))
                    .build());

            assertThat(report).succeeded();
            StepReport fence = report.steps().get(0);
            MasterTenure promoted = report.masters().get(report.masters().size() - 1);
            assertThat(Duration.between(fence.startedAt().plus(fence.elapsed()), promoted.from()))
                    .isLessThan(Duration.ofSeconds(1));
            assertThat(report.toText()).contains("fence holds: AttestedFence: Ada stated");
        }
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    @DisplayName(
            "scenario 1: the fence is lifted before the promotion: refused, and the server counts as a master again")
    void refusesOnceTheFenceNoLongerHolds(Strategy strategy) {
        try (SimulatedCluster cluster = cluster();
                FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            cluster.cut("mdw", "smdw");

            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .fence(routes(cluster))
                    .step(Meddling.liftsRoutes(cluster))
                    .activate(a ->
                            a.evenIfMasterServes("a test").strategy(strategy).allowDataLoss("in a hurry"))
                    .build());

            assertThat(report).hasOutcome(Outcome.FAILED);
            assertThat(report.toText()).contains("mdw");
            assertThat(cluster.truth().masterHost().orElseThrow()).hasToString("mdw");
        }
    }

    @Test
    @DisplayName(
            "scenario 1: the fence is lifted after the promotion: seen before the next step, fenced again, and the plan goes no further")
    @Tolerates(value = ClusterInvariant.ONE_WRITABLE_MASTER, reason = "somebody lifts the fence")
    void fencesAgainWhenTheFenceIsLiftedAfterThePromotion() {
        try (SimulatedCluster cluster = cluster();
                FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            cluster.cut("mdw", "smdw");

            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .fence(routes(cluster))
                    .activate(a -> a.evenIfMasterServes("a test"))
                    .step(Meddling.liftsRoutes(cluster))
                    .checkHealth()
                    .build());

            assertThat(report).hasOutcome(Outcome.PARTIAL);
            assertThat(report.returns()).hasSize(1);
            assertThat(report.returns().get(0).fenced()).isTrue();
            assertThat(cluster.truth().canWrite("mdw")).isFalse();
            assertThat(report.finalState()).hasMaster("smdw");
        }
    }

    @Test
    @DisplayName(
            "scenario 1: the execution is resumed after the promotion: the fence of the first run is found to hold")
    void findsTheFenceAgainOnResume() {
        try (SimulatedCluster cluster = cluster();
                FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            cluster.cut("mdw", "smdw");
            FailoverPlan plan = FailoverPlan.builder()
                    .fence(routes(cluster))
                    .activate(a -> a.evenIfMasterServes("a test"))
                    .step(Meddling.refusesOnce())
                    .build();
            FailoverReport first = engine.execute(plan);

            FailoverReport rest = engine.resume(first.executionId(), plan);

            assertThat(first).hasOutcome(Outcome.PARTIAL);
            assertThat(rest).succeeded();
            assertThat(rest.returns()).isEmpty();
        }
    }

    @Test
    @DisplayName("scenario 1: what every vantage point said is in the report of a refusal")
    void tellsAStrangerWhoSawWhat() {
        try (SimulatedCluster cluster = cluster();
                FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            cluster.cut("mdw", "smdw");
            cluster.cut("mdw", "controller");

            FailoverReport report = engine.execute(
                    FailoverPlan.builder().activate().checkHealth().build());

            List<GuardVerdict> verdicts = report.steps().get(0).verdicts();
            assertThat(verdicts).hasSize(1);
            assertThat(verdicts.get(0).status()).isEqualTo(Liveness.Status.RUNNING);
            String text = report.toText();
            assertThat(text)
                    .as(text)
                    .startsWith("REFUSED: step 1, activate(), was refused")
                    .contains("who saw what of mdw: ", "RUNNING: it may write")
                    .contains("seen from sdw1, mdw:5432 takes sessions")
                    .contains("seen from sdw2, mdw:5432 takes sessions")
                    .contains("seen from smdw, mdw:5432 does not answer")
                    .contains("\nNow: master mdw")
                    .contains("What to do next", "fix the reasons above", "nothing was changed");
            assertThat(report.toJson())
                    .contains("\"verdicts\":[{\"server\":\"mdw:5432:/data/master/gpseg-1\",\"status\":\"RUNNING\"");
        }
    }
}
