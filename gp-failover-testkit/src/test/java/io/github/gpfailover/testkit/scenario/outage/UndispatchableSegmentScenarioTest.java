package io.github.gpfailover.testkit.scenario.outage;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Engines;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedClusterExtension.class)
class UndispatchableSegmentScenarioTest {

    @Test
    @DisplayName(
            "scenario 13: promoted, but the new master can't dispatch to every segment: PARTIAL with the segments named")
    void namesTheSegmentsThatTheNewMasterCannotReach(SimulatedCluster cluster) {
        cluster.cut("smdw", "sdw2");
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .stopMaster()
                    .activate()
                    .retireDataDirectory("mdw")
                    .build());

            assertThat(report)
                    .hasOutcome(Outcome.PARTIAL)
                    .stepEnded(2, Outcome.PARTIAL)
                    .saysWhy("does not dispatch to every segment", "sdw2:6000", "sdw2:6001")
                    .sent(1, "pg_ctl promote");
            assertThat(report.steps().get(1).reasons()).noneMatch(r -> r.text().contains("primary sdw1"));
            assertThat(report.nextSteps()).anyMatch(s -> s.contains("do NOT activate again"));
        }
    }

    @Test
    @DisplayName("scenario 13: the segments can be reached again: resume finds the promotion done and goes on")
    void goesOnFromThePromotionOnceTheSegmentsAnswer(SimulatedCluster cluster) {
        cluster.cut("smdw", "sdw2");
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport partial = engine.execute(FailoverPlan.builder()
                    .stopMaster()
                    .activate()
                    .retireDataDirectory("mdw")
                    .build());
            cluster.heal();

            FailoverReport rest = engine.resume(partial.executionId());

            assertThat(rest).succeeded().sent(0, "pg_ctl promote").sent(1, "mv -nT");
            assertThat(rest.finalState()).hasMaster("smdw");
        }
    }
}
