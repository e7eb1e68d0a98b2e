package io.github.gpfailover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.internal.JsonReader;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.step.Reason;
import io.github.gpfailover.step.ReasonCode;
import io.github.gpfailover.step.StopMaster;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailoverReportTest {

    private static final Instant T0 = Instant.parse("2026-11-22T05:00:00Z");
    private static final InstanceLocation MDW = InstanceLocation.of("mdw", 5432, "/data/master/gpseg-1");
    private static final InstanceLocation SMDW = InstanceLocation.of("smdw", 5432, "/data/master/gpseg-1");

    @Test
    void theTextHoldsOutcomeStepsProofsAndWhatToDoNext() {
        String text = report(Outcome.PARTIAL, handover()).toText();

        assertThat(text)
                .startsWith("PARTIAL: smdw is the master, but \"x\"\n"
                        + "  cluster prod, execution e-1, began 2026-11-22T05:00:00Z, took 60.00 s\n")
                .contains(
                        "   1  SUCCEEDED  stopMaster                  0.25 s  the master is stopped\n",
                        "        ran on mdw: pg_ctl stop -m fast  [exit 0, 0.20 s]\n",
                        "        proof: mdw: no process is left (ps on mdw)\n",
                        "   2  PARTIAL    activate                    0.25 s  promoted\n",
                        "        because: sdw1 does not answer\n",
                        "\nNow: not observed\n",
                        "\nWarnings\n  - the profile differs\n",
                        "\nWhat to do next\n  - look at sdw1\n");
    }

    @Test
    void thePictureShowsWhoWasMasterWhen() {
        String text = report(Outcome.SUCCEEDED, handover()).toText();

        assertThat(text)
                .contains(
                        "Who was master ('#' observed, one column = 1.00 s)\n",
                        "  mdw   " + "#".repeat(21) + ".".repeat(39) + "\n",
                        "  smdw  " + ".".repeat(30) + "#".repeat(30) + "\n",
                        "  from mdw to smdw: at most 10.00 s without a master\n");
    }

    @Test
    void thePictureNeverHidesTwoMasters() {
        String text = report(Outcome.FAILED, List.of(tenure(MDW, 0, 40), tenure(SMDW, 20, 60)))
                .toText();

        assertThat(text)
                .contains("TWO MASTERS: " + MDW + " and " + SMDW + " were observed together")
                .doesNotContain("without a master", "-20");
    }

    @Test
    void withoutAMasterThePictureSaysSo() {
        assertThat(report(Outcome.REFUSED, List.of()).toText()).contains("Who was master: nobody was observed to be\n");
    }

    @Test
    void aRunOfNoTimeAndObservationsOutsideItStillDraw() {
        FailoverReport instant = Builders.of(FailoverReport.Builder.class)
                .executionId("e-1")
                .cluster("prod")
                .plan(FailoverPlan.failover())
                .outcome(Outcome.REFUSED)
                .summary("refused")
                .masters(List.of(tenure(MDW, -5, 5)))
                .finalState(state())
                .startedAt(T0)
                .elapsed(Duration.ZERO)
                .build();

        assertThat(instant.toText()).contains("  mdw  " + "#".repeat(60)).doesNotContain("Warnings", "What to do next");
    }

    @Test
    void theJsonParsesAndHoldsTheSame() {
        Map<?, ?> json =
                (Map<?, ?>) JsonReader.read(report(Outcome.PARTIAL, handover()).toJson());

        assertThat(json.get("format")).isEqualTo(2L);
        assertThat(json.get("steps")).asString().contains("reasons=[{code=SEGMENT_SILENT, text=sdw1 does not answer}]");
        assertThat(json.get("executionId")).isEqualTo("e-1");
        assertThat(json.get("outcome")).isEqualTo("PARTIAL");
        assertThat(json.get("summary")).isEqualTo("smdw is the master, but \"x\"");
        assertThat(json.get("startedAt")).isEqualTo("2026-11-22T05:00:00Z");
        assertThat(json.get("elapsedMillis")).isEqualTo(60_000L);
        assertThat(json.get("warnings")).isEqualTo(List.of("the profile differs"));
        assertThat(json.get("nextSteps")).isEqualTo(List.of("look at sdw1"));
        assertThat(json.get("masters"))
                .asString()
                .contains("master=" + MDW, "from=2026-11-22T05:00:00Z", "until=2026-11-22T05:00:20Z");
        assertThat(json.get("steps"))
                .asString()
                .contains(
                        "step=stopMaster",
                        "facts={mode=fast}",
                        "command=pg_ctl stop -m fast",
                        "kind=PROCESS_TABLE",
                        "statement=no process is left");
    }

    @Test
    void onlyASuccessPassesOrElseThrow() {
        FailoverReport report = report(Outcome.SUCCEEDED, handover());

        assertThat(report.orElseThrow()).isSameAs(report);
    }

    @ParameterizedTest
    @EnumSource(value = Outcome.class, mode = EnumSource.Mode.EXCLUDE, names = "SUCCEEDED")
    void everyOtherOutcomeIsThrownWithItsReport(Outcome outcome) {
        FailoverReport report = report(outcome, handover());

        PlanFailedException e = catchThrowableOfType(PlanFailedException.class, report::orElseThrow);

        assertThat(e).hasMessage("smdw is the master, but \"x\"; next: look at sdw1");
        assertThat(e.outcome()).isEqualTo(outcome);
        assertThat(e.report()).contains(report);
        assertThat(e.retryable()).isEqualTo(outcome == Outcome.IN_DOUBT);
    }

    @Test
    void anInterruptedExecutionSaysHowToGoOn() {
        ExecutionInterruptedException e = new ExecutionInterruptedException(report(Outcome.IN_DOUBT, handover()));

        assertThat(e).hasMessageContainingAll("interrupted while executing e-1", "resume(\"e-1\")");
        assertThat(e.report()).isPresent();
    }

    private static List<MasterTenure> handover() {
        return List.of(tenure(MDW, 0, 20), tenure(SMDW, 30, 60));
    }

    private static MasterTenure tenure(InstanceLocation master, int from, int until) {
        return Builders.of(MasterTenure.Builder.class)
                .master(master)
                .from(T0.plusSeconds(from))
                .until(T0.plusSeconds(until))
                .build();
    }

    private static ClusterState state() {
        return ClusterState.builder(T0).build();
    }

    private static FailoverReport report(Outcome outcome, List<MasterTenure> masters) {
        HostName mdw = HostName.of("mdw");
        StepReport stop = Builders.of(StepReport.Builder.class)
                .number(1)
                .step(StopMaster.builder().build())
                .outcome(Outcome.SUCCEEDED)
                .statement("the master is stopped")
                .proofs(List.of(new Evidence(Evidence.Kind.PROCESS_TABLE, mdw, "ps on mdw", "no process is left", T0)))
                .commands(List.of(Builders.of(CommandReport.Builder.class)
                        .host(mdw)
                        .command("pg_ctl stop -m fast")
                        .end("exit 0")
                        .elapsed(Duration.ofMillis(200))
                        .build()))
                .facts(Map.of("mode", "fast"))
                .attempts(1)
                .startedAt(T0)
                .elapsed(Duration.ofMillis(250))
                .build();
        StepReport activate = Builders.of(StepReport.Builder.class)
                .number(2)
                .step(Activate.builder().build())
                .outcome(Outcome.PARTIAL)
                .statement("promoted")
                .reasons(List.of(Reason.of(ReasonCode.SEGMENT_SILENT, "sdw1 does not answer")))
                .attempts(3)
                .startedAt(T0.plusSeconds(20))
                .elapsed(Duration.ofMillis(250))
                .build();
        return Builders.of(FailoverReport.Builder.class)
                .executionId("e-1")
                .cluster("prod")
                .plan(FailoverPlan.failover())
                .outcome(outcome)
                .summary("smdw is the master, but \"x\"")
                .steps(List.of(stop, activate))
                .masters(masters)
                .warnings(List.of("the profile differs"))
                .nextSteps(List.of("look at sdw1"))
                .finalState(state())
                .startedAt(T0)
                .elapsed(Duration.ofMinutes(1))
                .build();
    }
}
