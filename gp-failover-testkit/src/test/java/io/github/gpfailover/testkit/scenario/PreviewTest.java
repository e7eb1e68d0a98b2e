package io.github.gpfailover.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.PlanPreview;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import java.util.ArrayList;
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

            List<String> foretold = new ArrayList<>();
            preview.steps().forEach(s -> foretold.addAll(s.commands()));
            List<String> sent = new ArrayList<>();
            report.steps().forEach(s -> s.commands().forEach(c -> sent.add(c.host() + ": " + c.command())));
            assertThat(foretold)
                    .map(PreviewTest::timeless)
                    .isEqualTo(sent.stream().map(PreviewTest::timeless).toList());
        }
    }

    @Test
    void changesNothing(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            List<String> before = cluster.truth().directories("smdw");

            PlanPreview preview = engine.preview(FailoverPlan.roundTrip());

            assertThat(preview.feasible()).isTrue();
            assertThat(preview.toText()).contains("nothing is changed", "Every step would run", "refused if:");
            assertThat(cluster.truth().directories("smdw")).isEqualTo(before);
            assertThat(cluster.truth().deletedDirectories()).isEmpty();
            assertThat(cluster.truth().masterHost())
                    .hasValueSatisfying(h -> assertThat(h).hasToString("mdw"));
        }
    }

    @Test
    void endsAtTheStepThatWouldBeRefusedAndSaysWhy(SimulatedCluster cluster) {
        cluster.killSegment(1);
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

    private static String timeless(String command) {
        return command.replaceAll("retired-\\d{8}T\\d{6}Z", "retired-TIME")
                .replaceAll("canary_(preview|[0-9a-f]{12})_", "canary_ID_")
                .replaceAll("-t \\d+", "-t N");
    }
}
