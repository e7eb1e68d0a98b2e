package io.github.gpfailover.testkit.drill;

import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.StepReport;
import io.github.gpfailover.step.AddStandby;
import io.github.gpfailover.testkit.SimulatedCluster;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The drill's checks of a report against the simulator's own records. They exist so that a drill that did not show what it should ends with
 * an exception.
 */
final class Books {

    private Books() {}

    /** Checks what must never have happened on a cluster, and says so. */
    static String checked(SimulatedCluster cluster) {
        expect(!cluster.truth().everTwoWritableMasters(), "two masters could write at once");
        expect(!cluster.truth().everStandbyDiffered(), "a standby held something that its master never wrote");
        expect(cluster.truth().standbyInSync(), "the standby is not in sync at the end");
        List<String> deleted = cluster.truth().deletedDirectories();
        expect(deleted.isEmpty(), "directories were deleted: " + deleted);
        return "two masters that could write at once: never; a standby with other contents than its master: never;"
                + " directories deleted: none";
    }

    static void succeeded(FailoverReport report) {
        expect(report.outcome() == Outcome.SUCCEEDED, "a plan did not succeed: " + report.toText());
    }

    /** The steps of a report that made a standby, each of them by the strategy that was to be shown. */
    static List<StepReport> made(FailoverReport report, AddStandby.Strategy way) {
        List<StepReport> steps = report.steps().stream()
                .filter(s -> s.step() instanceof AddStandby)
                .toList();
        expect(!steps.isEmpty(), "no step made a standby: " + report.toText());
        for (StepReport step : steps) {
            String taken = step.facts().get("strategy");
            expect(way.name().equals(taken), "a standby was to be made by " + way + ", but the way was " + taken);
        }
        return steps;
    }

    static void expect(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException("the drill did not show what it was to show: " + otherwise);
        }
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1000.0);
    }
}
