package io.github.gpfailover.testkit.scenario;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedClusterExtension.class)
class StandbyHostOffScenarioTest {

    @Test
    @DisplayName("scenario 7: the standby's host is off when it is to be removed: removed all the same, clean-up noted")
    void removesTheStandbyAndNotesTheDirectoryThatIsLeft(SimulatedCluster cluster) {
        cluster.powerOff("smdw");
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report =
                    engine.execute(FailoverPlan.builder().removeStandby().build());

            assertThat(report).succeeded().sent(1, "gpinitstandby -a -r").warns("clean-up pending");
            assertThat(report.warnings()).anyMatch(w -> w.contains("exit 2"));
            assertThat(report.elapsed()).isGreaterThan(Duration.ofSeconds(264));
            assertThat(cluster.truth().directoryExists("smdw", "/data/master/gpseg-1"))
                    .isTrue();
        }
    }

    @Test
    @DisplayName("scenario 7: a deadline shorter than the wait for the dead standby says that it can't be told yet")
    void saysThatItIsNotDoneWhenTheDeadlineEndsFirst(SimulatedCluster cluster) {
        cluster.powerOff("smdw");
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .removeStandby(r -> r.deadline(Duration.ofSeconds(30)))
                    .build());

            assertThat(report).hasOutcome(Outcome.FAILED).saysWhy("still names the standby", "had not ended after");
            assertThat(report.nextSteps()).anyMatch(s -> s.contains("resume"));
        }
    }

    @Test
    @DisplayName("scenario 7: a stale row that still says streaming does not pass for sync")
    void neverTakesAStaleRowForSync(SimulatedCluster cluster) {
        cluster.powerOff("smdw");
        cluster.clock().advance(Duration.ofSeconds(38));
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .awaitSync(s -> s.retry(r -> r.attempts(3)))
                    .build());

            assertThat(report).hasOutcome(Outcome.FAILED).saysWhy("no wal receiver process");
        }
    }
}
