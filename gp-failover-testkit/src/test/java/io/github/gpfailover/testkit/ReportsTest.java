package io.github.gpfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.StepReport;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.PlanStep;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportsTest {

    private static final FailoverPlan PLAN = FailoverPlan.failover();
    private static final PlanStep STEP = PLAN.steps().get(0);
    private static final InstanceLocation MDW = InstanceLocation.of("mdw", 5432, "/data/master/gpseg-1");
    private static final InstanceLocation SMDW = InstanceLocation.of("smdw", 5432, "/data/master/gpseg-1");

    @Test
    void aReportNeedsNothingMoreAndTakesEachPart() {
        FailoverReport report = Reports.failover(PLAN, Outcome.SUCCEEDED)
                .executionId("move-1")
                .steps(List.of(Reports.step(1, STEP, Outcome.SUCCEEDED)
                        .commands(List.of(Reports.command(HostName.of("mdw"), "pg_ctl stop")
                                .elapsed(Duration.ofMillis(200))
                                .build()))
                        .verdicts(List.of(Reports.verdict(MDW, Liveness.unknown(List.of()))
                                .build()))
                        .build()))
                .masters(List.of(Reports.tenure(MDW).build()))
                .returns(List.of(Reports.masterReturn(MDW, SMDW).build()))
                .earlierRuns(List.of(Reports.earlierRun()
                        .steps(List.of(Reports.earlierStep(1, STEP).build()))
                        .build()))
                .build();

        assertThat(report.executionId()).isEqualTo("move-1");
        assertThat(report.toText()).contains("move-1", "pg_ctl stop", "came back beside", "it died", "CUT SHORT");
        assertThat(report)
                .isEqualTo(
                        Builders.of(FailoverReport.Builder.class).copyOf(report).build());
    }

    @Test
    void aPreviewAndAMoveNeedNothingMore() {
        assertThat(Reports.preview(PLAN)
                        .steps(List.of(Reports.stepPreview(1, STEP, Decision.ready("to act"))
                                .build()))
                        .build()
                        .toText())
                .contains("to act");
        assertThat(Reports.masterChange(MDW, SMDW).build().newMaster()).isEqualTo(SMDW);
    }

    @Test
    void aPartThatIsSetTwiceOrMissingIsRefused() {
        StepReport.Builder step = Reports.step(1, STEP, Outcome.SUCCEEDED).attempts(2);

        assertThatThrownBy(() -> step.attempts(3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("attempts");
        assertThatThrownBy(() -> Builders.of(StepReport.Builder.class).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("number(...)");
    }
}
