package io.github.gpfailover.core.internal.run;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.core.internal.step.HandlerSet;
import io.github.gpfailover.core.internal.step.StepContext;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an observation says beyond what it saw: which server to start where none runs, and why a configured standby does not stream. It exists
 * so that whoever only observes learns what to do next; a cluster that is well costs no question.
 */
final class Diagnosis {

    private static final Logger LOG = LoggerFactory.getLogger(Diagnosis.class);

    private Diagnosis() {}

    /** The state with its diagnosis; the state itself where nothing is to be asked, or the questions fail. */
    static ClusterState of(ClusterState seen, Supplier<StepContext> reading, HandlerSet handlers)
            throws InterruptedException {
        boolean nothingRuns = nothingRuns(seen);
        if (!nothingRuns && !noStream(seen)) {
            return seen;
        }
        try {
            return seen.toBuilder()
                    .diagnosis(
                            nothingRuns ? toStart(handlers.newest(reading.get())) : handlers.whyNoStream(reading.get()))
                    .build();
        } catch (RuntimeException e) {
            LOG.warn("what is wrong could not be asked further", e);
            return seen;
        }
    }

    private static boolean nothingRuns(ClusterState seen) {
        return seen.instances().stream().anyMatch(i -> i.liveness().isStopped())
                && seen.instances().stream().noneMatch(i -> i.liveness().isRunning());
    }

    private static boolean noStream(ClusterState seen) {
        return seen.master().isPresent()
                && seen.conflicts().isEmpty()
                && seen.standby().isPresent()
                && seen.replication()
                        .filter(r -> r.state().equals("streaming") || r.state().equals("catchup"))
                        .isEmpty();
    }

    private static List<String> toStart(HandlerSet.Newest newest) {
        return List.of("no server runs: " + newest.words()
                + newest.at()
                        .map(at -> "; FailoverPlan.builder().startMaster().build() starts " + at)
                        .orElse(""));
    }
}
