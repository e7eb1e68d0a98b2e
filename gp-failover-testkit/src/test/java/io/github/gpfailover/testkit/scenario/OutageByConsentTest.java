package io.github.gpfailover.testkit.scenario;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A master that serves is taken out by a plan that says so, and by no other. */
@ExtendWith(SimulatedClusterExtension.class)
class OutageByConsentTest {

    @Test
    void failoverBesideAServingMasterIsRefused(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverPlan plan = FailoverPlan.failover();

            assertThat(engine.preview(plan).feasible()).isFalse();
            FailoverReport report = engine.execute(plan);

            assertThat(report)
                    .wasRefusedWithoutAnyChange()
                    .saysWhy("answers and dispatches", "switchover", ".stopMaster()", "evenIfMasterServes");
            assertThat(report.finalState()).hasMaster("mdw");
        }
    }

    @Test
    void failoverBesideAServingMasterRunsWhereThePlanSaysSo(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report =
                    engine.execute(FailoverPlan.failover(a -> a.evenIfMasterServes("its disk is dying")));

            assertThat(report).succeeded().warns("its disk is dying");
            assertThat(report.finalState()).hasMaster("smdw");
            assertThat(cluster.truth().everTwoWritableMasters()).isFalse();
        }
    }

    @Test
    void aMasterThatAnswersAndCannotDispatchMayBeFailedOver(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            cluster.cut("mdw", "sdw1");
            cluster.cut("mdw", "sdw2");

            FailoverReport report = engine.execute(FailoverPlan.failover());

            assertThat(report).succeeded().warns("answers, but does not serve");
            assertThat(report.finalState()).hasMaster("smdw");
        }
    }

    @Test
    void aFailoverAfterACrashNeedsNoWord(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            cluster.kill("mdw");

            assertThat(engine.execute(FailoverPlan.failover())).succeeded();
        }
    }

    @Test
    void aStopWithNothingAfterItIsRefused(SimulatedCluster cluster) {
        FailoverPlan plan = FailoverPlan.builder().writeCanary().stopMaster().build();
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(plan);

            assertThat(report)
                    .wasRefusedWithoutAnyChange()
                    .saysWhy("step 2, stopMaster(), would be refused", "no master would serve", "leavesNoMaster");
            assertThat(report.finalState()).hasMaster("mdw");
        }
    }

    @Test
    void aFenceOnTheOnlyMasterWithNothingAfterItIsRefused(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report =
                    engine.execute(FailoverPlan.builder().fence().build());

            assertThat(report).wasRefusedWithoutAnyChange().saysWhy("the only master that serves", "leavesNoMaster");
            assertThat(report.finalState()).hasMaster("mdw");
        }
    }

    @Test
    void aStopThatThePlanMeansIsDoneAndThePreviewTellsTheOutage(SimulatedCluster cluster) {
        FailoverPlan plan = FailoverPlan.builder()
                .stopMaster(s -> s.leavesNoMaster("the room is moved"))
                .build();
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.preview(plan).toText()).contains("NO MASTER SERVES", "the room is moved");

            assertThat(engine.execute(plan)).succeeded().warns("the room is moved");
            assertThat(cluster.truth().writableMasters()).isEmpty();
        }
    }

    @Test
    void bothWordsAreCarriedByJson() {
        FailoverPlan stop = FailoverPlan.builder()
                .stopMaster(s -> s.leavesNoMaster("the room is moved"))
                .build();
        FailoverPlan fail = FailoverPlan.failover(a -> a.evenIfMasterServes("its disk is dying"));

        assertThat(FailoverPlan.fromJson(stop.toJson())).isEqualTo(stop);
        assertThat(FailoverPlan.fromJson(fail.toJson())).isEqualTo(fail);
    }
}
