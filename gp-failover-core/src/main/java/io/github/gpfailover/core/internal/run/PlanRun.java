package io.github.gpfailover.core.internal.run;

import io.github.gpfailover.EarlierRun;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.core.internal.known.ExecutionNotes;
import io.github.gpfailover.core.internal.known.ExecutionState;
import io.github.gpfailover.core.internal.known.MasterLog;
import io.github.gpfailover.core.internal.known.Observer;
import io.github.gpfailover.core.internal.step.HandlerSet;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.step.PlanStep;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One run of a plan: what its parts share, from the first step to the report.
 *
 * @param cluster the cluster
 * @param plan the plan
 * @param state what follows from the journal's records
 * @param setting what steps may ask
 * @param observer what is observed
 * @param masters who was observed as master when
 * @param actions what it acts on the hosts with
 * @param log what it writes to
 * @param handlers what does the steps
 * @param cancellation whether the caller asked to end early
 * @param pauses the time that no deadline counts
 * @param network whether the controller's own network is away
 * @param earlier what the runs of this execution before this one did, for the report
 */
record PlanRun(
        ClusterSpec cluster,
        FailoverPlan plan,
        ExecutionState state,
        StepContext.Setting setting,
        Observer observer,
        MasterLog masters,
        GuardedTransport actions,
        ExecutionLog log,
        HandlerSet handlers,
        Cancellation cancellation,
        Pauses pauses,
        OwnNetwork network,
        List<EarlierRun> earlier) {

    String executionId() {
        return setting.executionId();
    }

    ExecutionNotes notes() {
        return setting.notes();
    }

    Sleeper sleeper() {
        return setting.sleeper();
    }

    Instant now() {
        return setting.clock().instant();
    }

    List<PlanStep> steps() {
        return plan.steps();
    }

    PlanStep step(int number) {
        return plan.steps().get(number - 1);
    }

    /** Begins a deadline now. */
    Deadline deadline(Duration within) {
        return Deadline.in(within, sleeper(), pauses);
    }

    /** Begins something with its own deadline, and an empty list of what was sent. */
    void begin(Duration within) {
        actions.begin(deadline(within));
    }
}
