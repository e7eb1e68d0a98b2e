package io.github.gpfailover.testkit.scenario.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.PlanPreview;
import io.github.gpfailover.StepPreview;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.SingleFaults;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(SimulatedClusterExtension.class)
class PreviewTest {

    @Test
    void showsExactlyTheCommandsThatTheExecutionSends(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            PlanPreview preview = engine.preview(FailoverPlan.roundTrip());
            FailoverReport report = engine.execute(FailoverPlan.roundTrip());

            assertThat(foretold(preview)).isEqualTo(sent(report));
        }
    }

    @Test
    void foretellsNothingOfSegmentsWhoseCatalogNobodyRead(SimulatedCluster cluster) {
        cluster.powerOff("mdw");
        try (FailoverEngine engine = Engines.on(cluster)) {
            PlanPreview preview = engine.preview(FailoverPlan.failover());
            StepPreview health = preview.steps().get(2);

            assertThat(preview.toText()).doesNotContain("all segments well");
            assertThat(health.notForetold()).singleElement().asString().contains("whether the segments are well");
            assertThat(health.decision()).asString().doesNotContain("all segments well");
        }
    }

    @Test
    void foreseesThatAMasterWhichIsStoppedCleanlyWillFollowTheOneThatIsPromoted(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            StepPreview last = lastOf(engine.preview(FailoverPlan.switchover("smdw")), "addStandby");

            assertThat(last.decision())
                    .isInstanceOfSatisfying(
                            Decision.Ready.class,
                            r -> assertThat(r.toString())
                                    .contains("FOLLOW", "exactly where timeline 1 was left", "holds that record"));
            assertThat(last.commands()).noneMatch(c -> c.contains("gpinitstandby"));
        }
    }

    @Test
    void foreseesTheLineThatTheNewMasterLacksForTheOldOnesReceiver(SimulatedCluster cluster) {
        cluster.host("smdw").writeFile("/data/master/gpseg-1/pg_hba.conf", "local all gpadmin ident\n");
        try (FailoverEngine engine = Engines.on(cluster)) {
            PlanPreview preview = engine.preview(FailoverPlan.roundTrip());
            FailoverReport report = engine.execute(FailoverPlan.roundTrip());

            assertThat(foretold(preview))
                    .filteredOn(c -> c.contains("host replication gpadmin "))
                    .hasSize(1);
            assertThat(foretold(preview)).isEqualTo(sent(report));
        }
    }

    /** What an earlier life left, and the plan that it was to run. */
    enum Left {
        MOVED("pg_ctl promote", true),
        MOVED_HOME("", false),
        STOPPED("pg_ctl promote", false),
        FAILED_OVER("", true),
        CRASHED("", false);

        private final String dies;
        private final boolean after;

        Left(String dies, boolean after) {
            this.dies = dies;
            this.after = after;
        }

        FailoverPlan plan() {
            return switch (this) {
                case MOVED, STOPPED -> FailoverPlan.switchover("smdw");
                case MOVED_HOME -> FailoverPlan.failback();
                case FAILED_OVER, CRASHED -> FailoverPlan.failover(a -> a.allowDataLoss("a test"));
            };
        }

        void by(SimulatedCluster cluster) {
            if (this == FAILED_OVER || this == CRASHED) {
                cluster.kill("mdw");
            }
            if (this == CRASHED || this == MOVED_HOME) {
                return;
            }
            Runnable death = () -> {
                throw new SingleFaults.Died();
            };
            if (after && !dies.isEmpty()) {
                cluster.when(dies).mutating().after(death);
            } else if (!dies.isEmpty()) {
                cluster.when(dies).mutating().before(death);
            }
            try (FailoverEngine engine = Engines.on(cluster)) {
                engine.execute(plan());
            } catch (SingleFaults.Died e) {
                cluster.clock().advance(Duration.ofSeconds(5));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Left.class)
    @DisplayName(
            "scenario 27: behind an earlier life it shows the commands that are sent from where the cluster is, and no others")
    void showsWhatIsLeftToDo(Left left) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine fresh =
                        Engines.builder(cluster).trafficHook(() -> "pool").build()) {
            // The standby of a new cluster has just begun: its second would be taken for the old master's.
            cluster.clock().advance(Duration.ofMinutes(1));
            left.by(cluster);
            PlanPreview preview = fresh.preview(left.plan());
            FailoverReport report = fresh.execute(left.plan());

            report.orElseThrow();
            assertThat(preview.feasible()).isTrue();
            assertThat(asFarAsKnown(foretold(preview))).isEqualTo(asFarAsKnown(sent(report)));
            assertThat(preview.steps())
                    .filteredOn(s -> s.decision().toString().contains(" already"))
                    .allMatch(s -> s.mayRefuse().isEmpty());
        }
    }

    private static StepPreview lastOf(PlanPreview preview, String step) {
        return preview.steps().stream()
                .filter(s -> s.step().name().equals(step))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    @Test
    void changesNothing(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            List<String> before = cluster.truth().directories("smdw");

            PlanPreview preview = engine.preview(FailoverPlan.roundTrip());

            assertThat(preview.feasible()).isTrue();
            assertThat(preview.toText()).contains("nothing is changed", "Every step would run", "refused if:");
            assertThat(cluster.truth().directories("smdw")).isEqualTo(before);
            assertThat(cluster.truth().masterHost())
                    .hasValueSatisfying(h -> assertThat(h).hasToString("mdw"));
        }
    }

    @Test
    void endsAtTheStepThatWouldBeRefusedAndSaysWhy(SimulatedCluster cluster) {
        cluster.segment(1).killPrimary();
        cluster.probeSegments();
        try (FailoverEngine engine = Engines.on(cluster)) {
            PlanPreview preview = engine.preview(FailoverPlan.switchover("smdw"));

            assertThat(preview.feasible()).isFalse();
            assertThat(preview.steps()).hasSize(1);
            assertThat(preview.steps().get(0).decision()).isInstanceOf(Decision.Refused.class);
            assertThat(preview.toText())
                    .contains("REFUSED", "not in its preferred role", "would stop at the last step shown");
            assertThat(preview.toJson()).contains("\"decision\":\"REFUSED\"", "\"feasible\":false");
        }
    }

    private static List<String> foretold(PlanPreview preview) {
        return preview.steps().stream()
                .flatMap(s -> s.commands().stream())
                .map(PreviewTest::timeless)
                .toList();
    }

    private static List<String> sent(FailoverReport report) {
        return report.steps().stream()
                .flatMap(s -> s.commands().stream())
                .map(c -> timeless(c.host() + ": " + c.command()))
                .toList();
    }

    /**
     * Whether a record is to be written into an idle master's log shows only when its time comes, and so does the dbid where nobody tells
     * the catalog.
     */
    private static List<String> asFarAsKnown(List<String> commands) {
        return commands.stream()
                .filter(c -> !c.contains("txid_current"))
                .map(c -> c.replaceAll("gp_dbid=\\d+", "gp_dbid=N")
                        .replaceAll("retired-(preview|[0-9a-f]{12})", "retired-ID"))
                .toList();
    }

    private static String timeless(String command) {
        return command.replaceAll("(retired|replaced)-\\d{8}T\\d{6}Z", "$1-TIME")
                .replaceAll("canary_(preview|[0-9a-f]{12})_", "canary_ID_")
                .replaceAll("-t \\d+", "-t N");
    }
}
