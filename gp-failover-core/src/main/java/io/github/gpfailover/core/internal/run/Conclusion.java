package io.github.gpfailover.core.internal.run;

import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.MasterReturn;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.StepReport;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.core.internal.known.HeldFence;
import io.github.gpfailover.core.internal.known.Unseen;
import io.github.gpfailover.core.internal.step.HandlerSet;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.step.PlanStep;
import io.github.gpfailover.step.ReasonCode;
import io.github.gpfailover.step.StartMaster;
import io.github.gpfailover.step.StopMaster;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The end of a run: the last observation, what follows from it for the outcome, and the report. It exists because a plan whose every step
 * held may end with two masters all the same, or with none.
 */
final class Conclusion {

    private final PlanRun run;
    private final OldMasterWatch watch;
    private final Aftermath aftermath;
    private final List<MasterReturn> returns = new ArrayList<>();

    Conclusion(PlanRun run, OldMasterWatch watch, Aftermath aftermath) {
        this.run = run;
        this.watch = watch;
        this.aftermath = aftermath;
    }

    /**
     * Observes for the last time, and reports.
     *
     * @param steps the reports of the steps
     * @param first the step that the run began with
     * @param ended how the steps ended
     * @param interrupted whether nothing more may be asked
     */
    FailoverReport report(
            List<StepReport> steps, int first, Ended ended, boolean interrupted, Instant startedAt, long beganNanos) {
        ClusterState last = interrupted ? Unseen.state(List.of(), run.now(), "") : finalState();
        boolean promoted = run.state().promoted();
        Outcome outcome = ended.outcome();
        String summary = ended.summary();
        if (outcome != Outcome.SUCCEEDED && !promoted) {
            hooksLeftBehind();
        }
        fencesLeftBehind(last, interrupted);
        if (!returns.isEmpty()) {
            outcome = outcome == Outcome.SUCCEEDED ? Outcome.PARTIAL : outcome;
            summary = summary.isEmpty() ? "every step held when it was observed, but " + returns.get(0) : summary;
        }
        if (last.masters().size() > 1) {
            aftermath.next(
                    "TWO MASTERS answer: before anything else, fence the one that should not be the master. Whether both can"
                            + " write is not known here: a fence that this engine was not given is not seen: "
                            + last.masters());
        }
        boolean masterLost = last.masters().isEmpty()
                && !meansNoMaster()
                && (promoted || run.notes().masterReported());
        if (outcome == Outcome.SUCCEEDED && (last.masters().size() > 1 || masterLost)) {
            outcome = promoted || !masterLost ? Outcome.PARTIAL : Outcome.FAILED;
            summary = "every step held when it was observed, but at the end: " + last.summary();
        }
        if (outcome == Outcome.PARTIAL && promoted && last.master().isPresent()) {
            summary = "the move counts, " + last.master().get().location().host() + " is the master; " + summary;
        }
        if (outcome == Outcome.SUCCEEDED) {
            summary = stepsHold(run.steps().size() - first + 1) + before(first) + "; " + last.summary();
        } else {
            aftermath
                    .nextSteps()
                    .addAll(Advice.of(new Advice.Ending(
                            outcome,
                            run.executionId(),
                            promoted,
                            run.state().promotionPending(),
                            Advice.failed(steps),
                            nobodyAnswered(steps),
                            last,
                            interrupted ? Optional.empty() : newest(last))));
        }
        return Builders.of(FailoverReport.Builder.class)
                .executionId(run.executionId())
                .cluster(run.cluster().name())
                .plan(run.plan())
                .outcome(outcome)
                .summary(summary)
                .steps(steps)
                .masters(run.masters().tenures())
                .warnings(List.copyOf(aftermath.warnings()))
                .nextSteps(aftermath.nextSteps())
                .finalState(last)
                .startedAt(startedAt)
                .elapsed(Duration.ofNanos(run.sleeper().nanoTime() - beganNanos))
                .returns(returns)
                .earlierRuns(run.earlier())
                .build();
    }

    private static boolean nobodyAnswered(List<StepReport> steps) {
        return steps.stream().flatMap(s -> s.reasons().stream()).anyMatch(r -> r.code() == ReasonCode.NOBODY_ANSWERS);
    }

    private static String stepsHold(int steps) {
        return steps == 1 ? "the step holds" : "all " + steps + " steps hold";
    }

    /** What of the plan was not done by this run. */
    private String before(int first) {
        if (run.earlier().isEmpty()) {
            long leftOut = IntStream.rangeClosed(first, run.steps().size())
                    .filter(run.state()::leftOut)
                    .count();
            return leftOut == 0
                    ? ""
                    : ", " + leftOut + " of them left out, since the cluster was behind them when this execution began";
        }
        String runs =
                run.earlier().size() == 1 ? "an earlier run" : run.earlier().size() + " earlier runs";
        return first == 1
                ? ", begun anew after " + runs
                : ", and " + (first == 2 ? "step 1 was" : "steps 1 to " + (first - 1) + " were") + " done by " + runs;
    }

    private void hooksLeftBehind() {
        run.setting()
                .traffic()
                .left()
                .ifPresent(m -> aftermath.next("the traffic hooks were told that the master leaves " + m.oldMaster()
                        + ", and not that it stays, since it is not seen to serve: once a master serves, send clients there by"
                        + " hand, or resume"));
    }

    private void fencesLeftBehind(ClusterState last, boolean interrupted) {
        Optional<HeldFence> held = run.notes().heldFence().filter(h -> h.fence().leavesRunning());
        held.ifPresent(h -> aftermath.warn("the fence " + h.fence().name() + " still holds " + h.oldMaster()
                + ", which may run on behind it; once that is stopped, releaseFence() gives its host back"));
        // Which of them an earlier run of this execution set, and how far, is not recalled.
        run.notes()
                .fencing()
                .filter(at -> held.isEmpty())
                .ifPresent(at -> aftermath.warn("this execution began to fence " + at
                        + ", and what it set there may be there still, wholly or in part; once that server is stopped,"
                        + " releaseFence() gives its host back"));
        if (run.state().promoted() && held.isEmpty() && !interrupted) {
            run.notes()
                    .formerMaster()
                    .flatMap(last::instance)
                    .filter(i -> i.liveness().isUnknown())
                    .ifPresent(
                            i -> aftermath.warn("at the end it can't be told whether the old master at " + i.location()
                                    + " runs again: inspect it there before its host is used, and retire its data directory. Seen: "
                                    + i.liveness().because()));
        }
    }

    /** Whether the plan itself says that no master is left at its end. */
    private boolean meansNoMaster() {
        boolean none = false;
        for (PlanStep step : run.steps()) {
            none = step instanceof StopMaster stop
                    ? stop.leavesNoMaster().isPresent()
                    : none && !(step instanceof Activate || step instanceof StartMaster);
        }
        return none;
    }

    /** Which server to start where no master serves; empty where one does, or nobody could ask. */
    private Optional<HandlerSet.Newest> newest(ClusterState last) {
        if (!last.masters().isEmpty() || last.instances().isEmpty()) {
            return Optional.empty();
        }
        run.begin(Duration.ofMinutes(1));
        try {
            return Optional.of(run.handlers()
                    .newest(new StepContext(run.setting(), last, run.steps().size(), List.of())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            return Optional.of(new HandlerSet.Newest(Optional.empty(), "it can't be told: " + e.getMessage()));
        }
        return Optional.empty();
    }

    /** The last observation; an old master that it shows beside the promoted one is fenced again, and observed once more. */
    private ClusterState finalState() {
        try {
            ClusterState first = run.observer().look();
            // In the midst of it the controller may have lost its network, or got it back: the report must be true.
            boolean half = first.masters().isEmpty()
                    && OwnNetwork.unclear(first)
                    && run.state().acted();
            ClusterState seen = watch.checked(half ? run.observer().look() : first);
            Optional<OldMasterWatch.Pair> pair = watch.returned(seen);
            if (pair.isEmpty()) {
                return seen;
            }
            MasterReturn back = watch.fenceAgain(pair.get(), seen);
            returns.add(back);
            aftermath.warn(back.toString());
            aftermath.next(
                    "find out what started " + back.oldMaster() + ", and what it wrote: a server that came back beside"
                            + " the new master changed the segments before it was fenced ; retire its data directory"
                            + " before its host is used again");
            return run.observer().look();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Unseen.state(List.of(), run.now(), "");
        }
    }
}
