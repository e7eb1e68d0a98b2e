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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

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

    private static String timeless(String command) {
        return command.replaceAll("(retired|replaced)-\\d{8}T\\d{6}Z", "$1-TIME")
                .replaceAll("canary_(preview|[0-9a-f]{12})_", "canary_ID_")
                .replaceAll("-t \\d+", "-t N");
    }
}
