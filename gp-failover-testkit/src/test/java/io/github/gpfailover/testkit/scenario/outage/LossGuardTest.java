package io.github.gpfailover.testkit.scenario.outage;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Engines;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedClusterExtension.class)
class LossGuardTest {

    @Test
    @DisplayName(
            "scenario 8: the standby lagged when the master crashed: refused with the gap and the age of that knowledge")
    void refusesAStandbyThatWasBehindWhenTheMasterCrashed(SimulatedCluster cluster) {
        cluster.lagStandby(4096);
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            cluster.kill("mdw");
            cluster.clock().advance(Duration.ofSeconds(7));

            FailoverReport report = engine.execute(FailoverPlan.failover());

            assertThat(report).wasRefusedWithoutAnyChange().saysWhy("4096 bytes behind", "s ago", "allowDataLoss");
        }
    }

    @Test
    @DisplayName("scenario 8: the plan allows the loss: promoted, with what may be lost as a warning")
    void promotesALaggingStandbyWhereThePlanAllowsTheLoss(SimulatedCluster cluster) {
        cluster.lagStandby(4096);
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            cluster.kill("mdw");

            FailoverReport report =
                    engine.execute(FailoverPlan.failover(a -> a.allowDataLoss("the reports are made anew anyway")));

            assertThat(report).succeeded().warns("the reports are made anew anyway");
            assertThat(report.finalState()).hasMaster("smdw");
        }
    }

    @Test
    @DisplayName("scenario 8: nobody ever told this engine of the stream: what is not known refuses")
    void refusesWhatItCannotKnow(SimulatedCluster cluster) {
        cluster.kill("mdw");
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.failover());

            assertThat(report).wasRefusedWithoutAnyChange().saysWhy("it is not known what the old master wrote");
        }
    }

    @Test
    @DisplayName("scenario 8: what the old master told is too old to count: refused")
    void refusesKnowledgeThatIsTooOld(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            cluster.clock().advance(Duration.ofHours(3));
            cluster.kill("mdw");

            assertThat(engine.execute(FailoverPlan.failover()))
                    .wasRefusedWithoutAnyChange()
                    .saysWhy("too old to count", "oldestKnowledge");
            assertThat(engine.execute(FailoverPlan.failover(a -> a.oldestKnowledge(Duration.ofHours(4)))))
                    .succeeded();
        }
    }

    @Test
    @DisplayName("scenario 8: the standby lags before a planned move: the master is not even stopped")
    void neverStopsAMasterForAnActivationThatWouldBeRefused(SimulatedCluster cluster) {
        cluster.lagStandby(4096);
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(
                    FailoverPlan.builder().stopMaster().activate().build());

            assertThat(report).wasRefusedWithoutAnyChange().saysWhy("not in sync", ".awaitSync()");
            assertThat(report.finalState()).hasMaster("mdw");
        }
    }
}
