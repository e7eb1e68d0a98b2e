package io.github.gpfailover.testkit.scenario.execution;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.step.CustomStep;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.Verdict;
import io.github.gpfailover.testkit.ClusterInvariant;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.Tolerates;
import io.github.gpfailover.testkit.scenario.Engines;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** No plan is begun that a later step would certainly refuse; what can't be foretold refuses nothing. */
@ExtendWith(SimulatedClusterExtension.class)
class PlanForesightTest {

    @Test
    @DisplayName(
            "scenario 30: a later step would be refused: REFUSED before the first act, with the step and the method to add")
    void refusesBeforeTheFirstActWhatALaterStepWouldRefuse(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .removeStandby()
                    .addStandby("smdw")
                    .activate()
                    .build());

            assertThat(report)
                    .wasRefusedWithoutAnyChange()
                    .saysWhy("step 3, activate(), would be refused", "so nothing was begun", ".stopMaster()");
            assertThat(report.finalState()).hasMaster("mdw");
            assertThat(cluster.truth().standbyInSync()).isTrue();
        }
    }

    @Test
    @DisplayName("scenario 30: with the method added, the same plan runs")
    @Tolerates(
            value = ClusterInvariant.NOTHING_DELETED,
            reason = "the plan has gpinitstandby -r delete the standby's directory")
    void runsOnceTheMethodIsAdded(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.execute(FailoverPlan.builder()
                            .removeStandby()
                            .addStandby("smdw")
                            .awaitSync()
                            .stopMaster()
                            .activate()
                            .build()))
                    .succeeded();
        }
    }

    @Test
    void namesAPlaceForAStandbyThatIsTakenBeforeTheMasterMoves(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .stopMaster()
                    .activate()
                    .addStandby("smdw")
                    .build());

            assertThat(report)
                    .wasRefusedWithoutAnyChange()
                    .saysWhy("step 3, addStandby(host=smdw), would be refused", "holds the master");
        }
    }

    @Test
    void aStepOfTheCallersOwnIsNeitherForetoldNorCalledForIt(SimulatedCluster cluster) {
        List<String> masters = new ArrayList<>();
        CustomStep step = new CustomStep() {
            @Override
            public String name() {
                return "stop it my way";
            }

            @Override
            public Decision decide(Context context) {
                masters.add(context.state().summary());
                return masters.size() == 1 ? Decision.ready("stop it") : Decision.satisfied("done");
            }

            @Override
            public void act(Context context) {
                cluster.kill("mdw");
            }

            @Override
            public Verdict verify(Context context) {
                return Verdict.holds("stopped", List.of());
            }
        };
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(
                    FailoverPlan.builder().writeCanary().step(step).activate().build());

            assertThat(report).succeeded();
            assertThat(masters).hasSize(1);
        }
    }

    @Test
    void whatNobodySeesNowRefusesNoPlan(SimulatedCluster cluster) {
        cluster.powerOff("smdw");
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            FailoverPlan plan = FailoverPlan.builder()
                    .removeStandby(r -> r.acceptUnseen("it burnt down"))
                    .addStandby("smdw")
                    .build();

            assertThat(engine.preview(plan).feasible()).isTrue();
            assertThat(engine.preview(plan).foretold()).isFalse();
            assertThat(engine.preview(plan).toText()).contains("not foretold, as things stand");
            assertThat(engine.execute(plan)).stepEnded(1, Outcome.SUCCEEDED);
        }
    }

    @Test
    void aResumedPlanIsNotRefusedByAForecast(SimulatedCluster cluster) {
        FailoverPlan plan = FailoverPlan.builder()
                .removeStandby()
                .addStandby("smdw")
                .awaitSync()
                .stopMaster()
                .activate()
                .build();
        try (FailoverEngine engine = Engines.on(cluster)) {
            cluster.powerOff("smdw");
            FailoverReport report = engine.execute(plan);
            assertThat(report.outcome()).isNotEqualTo(Outcome.SUCCEEDED);
            cluster.powerOn("smdw");

            assertThat(engine.resume(report.executionId())).succeeded();
        }
    }

    @Test
    @DisplayName("with the master down, the forecast asks no host anything before the promotion")
    void aForecastAddsNothingToAnOutage() {
        List<String> alone = untilThePromotion(FailoverPlan.builder().activate().build());
        List<String> withMore = untilThePromotion(FailoverPlan.builder()
                .activate()
                .checkHealth()
                .addStandby("@former-master")
                .build());

        assertThat(withMore).isEqualTo(alone);
    }

    private static List<String> untilThePromotion(FailoverPlan plan) {
        List<String> sent;
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            cluster.kill("mdw");
            int before = cluster.truth().commands().size();
            assertThat(engine.execute(plan)).stepEnded(1, Outcome.SUCCEEDED);
            sent = cluster.truth().commands().stream()
                    .skip(before)
                    .map(c -> c.toString()
                            .replaceAll("retired-[0-9a-f]+", "retired-ID")
                            .replaceAll("system-[0-9].*", "CLAIM"))
                    .toList();
        }
        int promotion = 0;
        while (!sent.get(promotion).contains("pg_ctl promote")) {
            promotion++;
        }
        return sent.subList(0, promotion);
    }
}
