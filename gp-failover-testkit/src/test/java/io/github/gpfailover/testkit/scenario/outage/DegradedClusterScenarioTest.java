package io.github.gpfailover.testkit.scenario.outage;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Engines;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedClusterExtension.class)
class DegradedClusterScenarioTest {

    @Test
    @DisplayName(
            "scenario 14: a segment acts in its mirror's place: a planned switchover is refused, the segments named")
    void refusesASwitchoverOnSwitchedSegments(SimulatedCluster cluster) {
        cluster.segment(1).killPrimary();
        cluster.probeSegments();
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.switchover("smdw"));

            assertThat(report)
                    .wasRefusedWithoutAnyChange()
                    .saysWhy(
                            "/data/mirror/gpseg1 not in its preferred role",
                            "/data/primary/gpseg1 down",
                            "acceptDegraded");
        }
    }

    @Test
    @DisplayName(
            "scenario 14: a mirror is down while the catalog still calls it up: gpstate tells, and the switchover is refused")
    void refusesASwitchoverOnAMirrorThatOnlyGpstateSeesDown(SimulatedCluster cluster) {
        cluster.segment(0).killMirror();
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.switchover("smdw"));

            assertThat(report).wasRefusedWithoutAnyChange().saysWhy("/data/mirror/gpseg0", "Process error");
        }
    }

    @Test
    @DisplayName("scenario 14: the plan accepts a degraded cluster: it goes on with a warning")
    void goesOnWithAWarningWhereThePlanAcceptsIt(SimulatedCluster cluster) {
        cluster.segment(1).killPrimary();
        cluster.probeSegments();
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .checkHealth(h -> h.acceptDegraded("the spare part comes tomorrow"))
                    .stopMaster()
                    .activate()
                    .build());

            assertThat(report).succeeded().warns("the spare part comes tomorrow");
            assertThat(report.finalState()).hasMaster("smdw");
        }
    }

    @Test
    @DisplayName("scenario 14: a failover goes on with a warning")
    void failsOverOnADegradedClusterWithAWarning(SimulatedCluster cluster) {
        cluster.segment(1).killPrimary();
        cluster.probeSegments();
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            cluster.kill("mdw");

            FailoverReport report = engine.execute(FailoverPlan.failover());

            assertThat(report).succeeded().warns("not in its preferred role");
            assertThat(report.finalState()).hasMaster("smdw");
        }
    }
}
