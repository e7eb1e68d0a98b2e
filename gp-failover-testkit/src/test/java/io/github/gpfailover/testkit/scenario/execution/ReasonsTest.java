package io.github.gpfailover.testkit.scenario.execution;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.PlanPreview;
import io.github.gpfailover.step.ReasonCode;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.scenario.Engines;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A refusal says to a program what it rests on. */
class ReasonsTest {

    private SimulatedCluster cluster;
    private FailoverEngine engine;

    @BeforeEach
    void start() {
        cluster = SimulatedCluster.builder().build();
        engine = Engines.on(cluster);
        engine.observe();
    }

    @AfterEach
    void stop() {
        engine.close();
        cluster.close();
    }

    @Test
    void aSegmentThatIsDownIsNamedByItsCodeAndWhatHelps() {
        cluster.segment(1).killPrimary();
        cluster.probeSegments();

        assertThat(engine.execute(FailoverPlan.switchover("smdw")))
                .wasRefusedWithoutAnyChange()
                .hasReason(ReasonCode.SEGMENT_DOWN)
                .hasReason(ReasonCode.ADVICE);
    }

    @Test
    void aMasterThatServesIsNotFencedForAFailover() {
        assertThat(engine.execute(FailoverPlan.failover()))
                .wasRefusedWithoutAnyChange()
                .hasReason(ReasonCode.MASTER_SERVES);
    }

    @Test
    void aPlanThatLeavesNoMasterSaysSoInItsPreviewToo() {
        FailoverPlan plan = FailoverPlan.builder().stopMaster().build();

        PlanPreview preview = engine.preview(plan);

        Assertions.assertThat(preview.toJson())
                .contains("{\"code\":\"LEAVES_NO_MASTER\",\"text\":\"nothing in the plan");
        assertThat(engine.execute(plan)).hasReason(ReasonCode.LEAVES_NO_MASTER);
    }
}
