package io.github.gpfailover.core.internal.engine;

import io.github.gpfailover.FailoverListener;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.MasterReturn;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.StepReport;
import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.core.internal.caller.ExceptionText;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.error.JournalException;
import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.spi.JournalEntry;
import io.github.gpfailover.spi.MasterChange;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.step.AwaitSync;
import io.github.gpfailover.step.CheckHealth;
import io.github.gpfailover.step.FenceOldMaster;
import io.github.gpfailover.step.PlanStep;
import io.github.gpfailover.step.StartMaster;
import io.github.gpfailover.step.StopMaster;
import io.github.gpfailover.step.WriteCanary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exists to run the steps of a plan in order until one does not go well, to undo what was never followed by a promotion, and to say
 * how the whole ended.
 */
final class PlanRunner {

    private static final Logger LOG = LoggerFactory.getLogger(PlanRunner.class);

    private final ClusterSpec cluster;
    private final FailoverPlan plan;
    private final StepContext.Setting setting;
    private final Observer observer;
    private final MasterLog masters;
    private final GuardedTransport actions;
    private final ExecutionLog log;
    private final Sleeper sleeper;
    private final HandlerSet handlers;
    private final Cancellation cancellation;
    private final OldMasterWatch watch;
    private final PlanForesight planForesight;
    private final List<MasterReturn> returns = new ArrayList<>();
    private int firstStep;
    private MoveGoal goal = MoveGoal.NONE;

    /** Promotion took 0.22 s (recording 82). */
    private static final Duration PROMOTION_SHOWS = Duration.ofSeconds(1);

    private final List<StepReport> reports = new ArrayList<>();
    private final Set<String> warnings = new LinkedHashSet<>();
    private final List<String> nextSteps = new ArrayList<>();
    /** Stops that no promotion has followed yet. */
    private final Deque<Undo> undo = new ArrayDeque<>();

    private boolean promoted;
    private boolean activationSent;
    private boolean actedOutside;
    /** The step whose report is not made yet; 0 if none is. */
    private int inFlight;

    private Instant stepBegan = Instant.EPOCH;
    private long stepBeganNanos;
    private final boolean actedBefore;

    PlanRunner(
            ClusterSpec cluster,
            FailoverPlan plan,
            Resumption from,
            StepContext.Setting setting,
            Observer observer,
            MasterLog masters,
            GuardedTransport actions,
            ExecutionLog log,
            Sleeper sleeper,
            HandlerSet handlers,
            Cancellation cancellation) {
        this.cluster = cluster;
        this.plan = plan;
        this.firstStep = from.firstStep();
        this.promoted = from.promoted();
        this.actedBefore = from.acted();
        this.setting = setting;
        this.observer = observer;
        this.masters = masters;
        this.actions = actions;
        this.log = log;
        this.sleeper = sleeper;
        this.handlers = handlers;
        this.cancellation = cancellation;
        this.planForesight = new PlanForesight(handlers, setting, plan.steps(), from.acted());
        this.watch = new OldMasterWatch(setting, observer, actions, handlers, sleeper, plan.steps());
    }

    FailoverReport run() {
        Instant startedAt = setting.clock().instant();
        long began = sleeper.nanoTime();
        Outcome outcome = Outcome.SUCCEEDED;
        String summary = "";
        boolean interrupted = false;
        try {
            if (firstStep == 1 && !actedBefore) {
                ClusterState seen = observer.latest();
                goal = MoveGoal.of(plan, cluster, seen);
                goal.note(cluster, seen, setting.notes());
            }
            firstStep = fromSync(firstStep, observer.latest().master().isPresent());
            FenceForesight foresight = goal.reached().isPresent()
                    ? FenceForesight.NONE
                    : FenceForesight.of(plan.steps(), firstStep, observer.latest(), setting, handlers);
            warnings.addAll(foresight.warnings());
            if (!foresight.reasons().isEmpty()) {
                StepReport refused = foreseen(foresight.step(), foresight.reasons(), startedAt);
                reports.add(refused);
                outcome = planOutcome(refused);
                summary = notBegun(refused);
            }
            for (int number = firstStep; number <= plan.steps().size() && outcome == Outcome.SUCCEEDED; number++) {
                if (cancellation.asked()) {
                    outcome = endedEarly();
                    summary = "cancelled by the caller before step " + number + ", "
                            + plan.steps().get(number - 1).describe();
                    compensate(outcome);
                    break;
                }
                StepReport report = step(number);
                if (!report.outcome().isGood()) {
                    outcome = planOutcome(report);
                    summary = "step " + number + ", " + report.step().describe() + ", " + words(report.outcome()) + ": "
                            + report.statement();
                    if (planForesight.found().isPresent()) {
                        PlanForesight.Foreseen later = planForesight.found().get();
                        StepReport refused = foreseen(
                                later.step(),
                                later.refusal().reasons(),
                                setting.clock().instant());
                        reports.add(refused);
                        summary = notBegun(refused);
                    }
                    compensate(outcome);
                    // To undo is to change something too.
                    outcome = outcome == Outcome.REFUSED && changed() ? Outcome.FAILED : outcome;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            interrupted = true;
            outcome = Outcome.IN_DOUBT;
            summary = "interrupted; a command may have been under way";
            cutShort(Outcome.IN_DOUBT, summary);
            undo.forEach(
                    u -> nextSteps.add("the master was stopped; resume, or if nobody else is the master, run " + u));
        } catch (JournalException e) {
            cutShort(changed() ? Outcome.FAILED : Outcome.REFUSED, e.getMessage());
            outcome = endedEarly();
            summary = "the journal could not be written, so nothing more was done: " + e.getMessage();
            undo.forEach(u -> nextSteps.add(
                    "the master was stopped and not started again, since nothing is done without a journal;"
                            + " if nobody else is the master, run " + u));
        } catch (ThreadDeath e) {
            throw e;
        } catch (RuntimeException | Error e) {
            // A fault of this library. It must not leave the cluster without a master, nor the caller without a report.
            LOG.error("execution {}: unexpected error\n{}", setting.executionId(), ExceptionText.trace(e));
            summary = "unexpected error in step " + inFlight + ": " + ExceptionText.of(e);
            outcome = planOutcome(
                    cutShort(activationSent || promotionPending() ? Outcome.IN_DOUBT : Outcome.FAILED, summary));
            interrupted = undone(outcome);
        }
        ClusterState last =
                interrupted ? Unseen.state(List.of(), setting.clock().instant(), "") : finalState();
        if (outcome != Outcome.SUCCEEDED && !promoted) {
            setting.traffic()
                    .left()
                    .ifPresent(m -> nextSteps.add("the traffic hooks were told that the master leaves " + m.oldMaster()
                            + ", and not that it stays, since it is not seen to serve: once a master serves, send clients there by"
                            + " hand, or resume"));
        }
        Optional<ExecutionNotes.HeldFence> held =
                setting.notes().heldFence().filter(h -> h.fence().leavesRunning());
        held.ifPresent(h -> warnings.add("the fence " + h.fence().name() + " still holds " + h.oldMaster()
                + ", which may run on behind it; once that is stopped, releaseFence() gives its host back"));
        // Which of them an earlier run of this execution set, and how far, is not recalled.
        setting.notes()
                .fencing()
                .filter(at -> held.isEmpty())
                .ifPresent(at -> warnings.add("this execution began to fence " + at
                        + ", and what it set there may be there still, wholly or in part; once that server is stopped,"
                        + " releaseFence() gives its host back"));
        if (promoted && held.isEmpty() && !interrupted) {
            setting.notes()
                    .formerMaster()
                    .flatMap(last::instance)
                    .filter(i -> i.liveness().isUnknown())
                    .ifPresent(i -> warnings.add("at the end it can't be told whether the old master at " + i.location()
                            + " runs again: " + i.liveness().because()
                            + "; inspect it there before its host is used, and retire its data directory"));
        }
        if (!returns.isEmpty()) {
            outcome = outcome == Outcome.SUCCEEDED ? Outcome.PARTIAL : outcome;
            summary = summary.isEmpty() ? "every step held when it was observed, but " + returns.get(0) : summary;
        }
        if (last.masters().size() > 1) {
            nextSteps.add(
                    "TWO MASTERS answer, both can write: fence the one that should not at once, before anything else: "
                            + last.masters());
        }
        boolean masterLost = last.masters().isEmpty()
                && !meansNoMaster()
                && (promoted || setting.notes().masterTold());
        if (outcome == Outcome.SUCCEEDED && (last.masters().size() > 1 || masterLost)) {
            outcome = promoted || !masterLost ? Outcome.PARTIAL : Outcome.FAILED;
            summary = "every step held when it was observed, but at the end: " + last.summary();
        }
        if (outcome == Outcome.PARTIAL && promoted && last.master().isPresent()) {
            summary = "the move counts, " + last.master().get().location().host() + " is the master; " + summary;
        }
        if (outcome == Outcome.SUCCEEDED) {
            summary = "all " + (plan.steps().size() - firstStep + 1) + " steps hold; " + last.summary();
        } else {
            boolean pending = activationSent || promotionPending();
            nextSteps.addAll(Advice.of(new Advice.Ending(
                    outcome,
                    setting.executionId(),
                    promoted,
                    pending,
                    Advice.failed(reports),
                    last,
                    interrupted ? Optional.empty() : newest(last))));
        }
        FailoverReport report = Builders.of(FailoverReport.Builder.class)
                .executionId(setting.executionId())
                .cluster(cluster.name())
                .plan(plan)
                .outcome(outcome)
                .summary(summary)
                .steps(reports)
                .masters(masters.tenures())
                .warnings(List.copyOf(warnings))
                .nextSteps(nextSteps)
                .finalState(last)
                .startedAt(startedAt)
                .elapsed(Duration.ofNanos(sleeper.nanoTime() - began))
                .returns(returns)
                .build();
        log.step(0);
        if (!interrupted) {
            log.journalAfterwards(JournalEntry.Kind.PLAN_ENDED, outcome.name());
        }
        log.tell(l -> l.planEnded(new FailoverListener.PlanEnded(log.executionId(), report)));
        return report;
    }

    /** The outcome of a plan that goes no further, though no step ended badly. */
    private Outcome endedEarly() {
        return promoted ? Outcome.PARTIAL : changed() ? Outcome.FAILED : Outcome.REFUSED;
    }

    /** The report of the step that was in flight when the execution was cut short. */
    private StepReport cutShort(Outcome outcome, String why) {
        int number = Math.max(1, inFlight);
        StepReport report = Builders.of(StepReport.Builder.class)
                .number(number)
                .step(plan.steps().get(number - 1))
                .outcome(outcome)
                .statement(why)
                .reasons(List.of(why))
                .commands(inFlight == 0 ? List.of() : actions.sent())
                .attempts(1)
                .startedAt(stepBegan)
                .elapsed(inFlight == 0 ? Duration.ZERO : Duration.ofNanos(sleeper.nanoTime() - stepBeganNanos))
                .build();
        if (inFlight > 0) {
            reports.add(report);
            inFlight = 0;
        }
        return report;
    }

    /** Whether a promotion was begun, in this run or one before, that is not known to have ended. */
    private boolean promotionPending() {
        return !promoted && setting.notes().activationTarget().isPresent();
    }

    /** Undoes what can be undone after an unexpected error; says whether this thread was interrupted meanwhile. */
    private boolean undone(Outcome outcome) {
        try {
            compensate(outcome);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        } catch (RuntimeException | Error e) {
            LOG.error(
                    "execution {}: what was done could not be undone\n{}",
                    setting.executionId(),
                    ExceptionText.trace(e));
            undo.forEach(u -> nextSteps.add("the master was stopped; if nobody else is the master, run " + u));
        }
        return false;
    }

    private static String notBegun(StepReport refused) {
        return "step " + refused.number() + ", " + refused.step().describe()
                + ", would be refused, so nothing was begun: " + refused.statement();
    }

    private StepReport foreseen(int number, List<String> reasons, Instant at) {
        return Builders.of(StepReport.Builder.class)
                .number(number)
                .step(plan.steps().get(number - 1))
                .outcome(Outcome.REFUSED)
                .statement(reasons.get(0))
                .reasons(reasons)
                .attempts(0)
                .startedAt(at)
                .elapsed(Duration.ZERO)
                .build();
    }

    /**
     * The step to go on with: where a stop was undone, or somebody started the master, its standby has lost it meanwhile, and what
     * waits for the standby does so again.
     */
    private int fromSync(int next, boolean serves) {
        boolean stops = next <= plan.steps().size()
                && (plan.steps().get(next - 1) instanceof StopMaster
                        || plan.steps().get(next - 1) instanceof FenceOldMaster);
        // With a promotion begun, whoever serves may be the promoted standby, which has no standby to wait for.
        boolean begun = setting.notes().activationTarget().isPresent();
        if (!actedBefore || !serves || !stops || begun) {
            return next;
        }
        for (int number = next - 1; number >= 1; number--) {
            PlanStep before = plan.steps().get(number - 1);
            if (before instanceof AwaitSync) {
                return number;
            }
            if (!(before instanceof WriteCanary || before instanceof CheckHealth || before instanceof StopMaster)) {
                return next;
            }
        }
        return next;
    }

    private StepReport step(int number) throws InterruptedException {
        PlanStep step = plan.steps().get(number - 1);
        inFlight = number;
        stepBegan = setting.clock().instant();
        stepBeganNanos = sleeper.nanoTime();
        actions.begin(Deadline.in(step.options().deadline(), sleeper));
        log.step(number, step);
        setting.notes().noteStream();
        log.journal(JournalEntry.Kind.STEP_BEGUN, step.name());
        log.tell(l -> l.stepStarted(new FailoverListener.StepStarted(log.executionId(), number, step)));
        Optional<String> leftOut = goal.leavesOut(number, step);
        if (leftOut.isPresent()) {
            return ended(leftOut(number, step, leftOut.get()));
        }
        StepLoop loop = new StepLoop(
                setting,
                observer,
                actions,
                log,
                watch,
                planForesight,
                sleeper,
                handlers.of(step),
                plan.steps(),
                number,
                cancellation);
        StepReport report;
        try {
            report = withPartial(loop.run());
        } finally {
            // Also of a step that was cut short.
            warnings.addAll(loop.warnings());
            actedOutside |= loop.actedOutside();
            loop.undo().forEach(undo::push);
        }
        if (step instanceof Activate && loop.acted() && !report.commands().isEmpty()) {
            activationSent = true;
        }
        if (step instanceof Activate && (report.outcome().isGood() || report.outcome() == Outcome.PARTIAL)) {
            promoted = true;
            activationSent = false;
            undo.clear();
            if (report.outcome().isGood()) {
                setting.notes().activationEnded();
            }
        }
        return ended(report);
    }

    private StepReport ended(StepReport report) {
        reports.add(report);
        inFlight = 0;
        log.journalAfterwards(JournalEntry.Kind.STEP_ENDED, report.outcome().name());
        log.tell(l -> l.stepEnded(new FailoverListener.StepEnded(log.executionId(), report)));
        return report;
    }

    private StepReport leftOut(int number, PlanStep step, String why) {
        return Builders.of(StepReport.Builder.class)
                .number(number)
                .step(step)
                .outcome(Outcome.SKIPPED)
                .statement(why)
                .attempts(0)
                .startedAt(setting.clock().instant())
                .elapsed(Duration.ZERO)
                .build();
    }

    /** An activation that failed although its standby was promoted is not to be tried again: recording 54. */
    private StepReport withPartial(StepReport r) throws InterruptedException {
        boolean failed = r.outcome() == Outcome.FAILED || r.outcome() == Outcome.IN_DOUBT;
        if (!(r.step() instanceof Activate)
                || !failed
                || setting.notes().activationTarget().isEmpty()) {
            return r;
        }
        boolean isMaster = observer.latest().masters().stream()
                .anyMatch(m ->
                        m.location().equals(setting.notes().activationTarget().get()));
        return !isMaster
                ? r
                : Builders.of(StepReport.Builder.class)
                        .copyOf(r)
                        .outcome(Outcome.PARTIAL)
                        .build();
    }

    private Outcome planOutcome(StepReport report) {
        if (report.outcome() == Outcome.IN_DOUBT) {
            return Outcome.IN_DOUBT;
        }
        if (promoted) {
            return Outcome.PARTIAL;
        }
        return report.outcome() == Outcome.REFUSED && !changed() ? Outcome.REFUSED : Outcome.FAILED;
    }

    /** Whether this execution, or the one that it resumes, may have changed anything. */
    private boolean changed() {
        return actedBefore || actedOutside || actions.sentInAll() > 0;
    }

    private void compensate(Outcome outcome) throws InterruptedException {
        // An earlier run of this execution may have sent the promotion too, and one that has much to replay shows late.
        if (outcome == Outcome.IN_DOUBT || activationSent || promotionPending()) {
            undo.forEach(u -> nextSteps.add(
                    "a promotion may be under way, so the old master was NOT started again; find out first who is"
                            + " master, and only if nobody is: " + u));
            return;
        }
        while (!undo.isEmpty()) {
            start(undo.pop());
        }
        // Only what this execution set: one of an earlier plan holds a server that others have followed. Lost in part,
        // or
        // set in part, it keeps a master from serving all the same.
        Optional<InstanceLocation> fencing =
                promoted ? Optional.empty() : setting.notes().fencing();
        if (fencing.isPresent()) {
            letGo(fencing.get());
        }
        if (setting.traffic().left().isPresent()) {
            masterStays();
        }
    }

    /** Gives clients back to the old master, if it is the one that serves: anything else would be a guess. */
    private void masterStays() throws InterruptedException {
        MasterChange move = setting.traffic().left().orElseThrow();
        boolean serves = observer.look()
                .master()
                .filter(m -> m.location().equals(move.oldMaster()))
                .isPresent();
        if (!serves) {
            return;
        }
        actions.begin(Deadline.in(Duration.ofMinutes(2), sleeper));
        List<String> failed = setting.traffic().stays(actions);
        failed.forEach(f -> nextSteps.add(f + "; give clients back to " + move.oldMaster() + " by hand"));
        if (failed.isEmpty()) {
            warnings.add("the plan ended before the promotion, so the traffic hooks were told that the master stays at "
                    + move.oldMaster());
        }
    }

    /** Lifts a fence that a master runs behind, if nobody else is or becomes the master: a cluster without any master serves nobody. */
    private void letGo(InstanceLocation at) throws InterruptedException {
        List<Fence> fences = watch.leavingRunning();
        String names = String.join(", ", fences.stream().map(Fence::name).toList());
        ClusterState first = observer.look();
        sleeper.sleep(PROMOTION_SHOWS);
        ClusterState second = observer.look();
        List<String> left = List.of("it is not certain that nobody else is or becomes the master: " + second.summary());
        if (othersAreNoMasters(at, first) && othersAreNoMasters(at, second)) {
            actions.begin(Deadline.in(Duration.ofMinutes(2), sleeper));
            left = new ArrayList<>();
            for (Fence fence : fences) {
                try {
                    left.addAll(handlers.release(fence, new StepContext(setting, second, firstStep, List.of()), at));
                } catch (RuntimeException e) {
                    left.add(fence.name() + ": " + e);
                }
            }
        }
        if (left.isEmpty()) {
            setting.notes().fenceGone();
            setting.notes().fencingUndone();
            warnings.add("the plan ended before the promotion, so what the fence " + names + " had set on " + at
                    + " was lifted again");
        } else {
            nextSteps.add("what the fence " + names + " set on " + at + ", wholly or in part, was not lifted: "
                    + String.join("; ", left));
        }
    }

    private static boolean othersAreNoMasters(InstanceLocation at, ClusterState state) {
        return state.instances().stream()
                .allMatch(i -> i.location().equals(at) || i.liveness().isStopped() || i.role() == InstanceRole.STANDBY);
    }

    /** Starts a server again, if it is proved stopped and nobody else is the master: anything else would be a guess. */
    private void start(Undo stopped) throws InterruptedException {
        InstanceLocation at = stopped.stopped();
        ClusterState first = observer.look();
        if (first.master().filter(m -> m.location().equals(at)).isPresent()) {
            // The step ended before it came to the stop.
            return;
        }
        // A standby that is being promoted still refuses in a standby's words: what it is shows at a second look.
        sleeper.sleep(PROMOTION_SHOWS);
        ClusterState second = observer.look();
        if (!mayStart(at, first) || !mayStart(at, second)) {
            nextSteps.add(
                    at + " was not started again, since it is not certain that nobody else is or becomes the master: "
                            + second.summary() + "; when it is stopped and nobody else is the master, run " + stopped);
            return;
        }
        actions.begin(Deadline.in(Duration.ofMinutes(2), sleeper));
        try {
            actions.run(stopped.command());
        } catch (GpFailoverException e) {
            nextSteps.add("the master could not be started again (" + e.getMessage() + "); run by hand: " + stopped);
        }
        boolean serves =
                observer.look().masters().stream().anyMatch(m -> m.location().equals(stopped.stopped()));
        if (serves) {
            warnings.add("the plan ended before the promotion, so the master was started again: " + stopped);
        } else {
            nextSteps.add("no master answers after " + stopped + "; start it by hand");
        }
    }

    /** The server itself must be proved stopped, and every other one stopped or a standby. */
    private static boolean mayStart(InstanceLocation at, ClusterState state) {
        return state.instances().stream()
                .allMatch(i -> i.liveness().isStopped()
                        || (i.role() == InstanceRole.STANDBY && !i.location().equals(at)));
    }

    /** Whether the plan itself says that no master is left at its end. */
    private boolean meansNoMaster() {
        boolean none = false;
        for (PlanStep step : plan.steps()) {
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
        actions.begin(Deadline.in(Duration.ofMinutes(1), sleeper));
        try {
            return Optional.of(
                    handlers.newest(new StepContext(setting, last, plan.steps().size(), List.of())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            return Optional.of(new HandlerSet.Newest(Optional.empty(), "it can't be told: " + e.getMessage()));
        }
        return Optional.empty();
    }

    private static String words(Outcome outcome) {
        return switch (outcome) {
            case REFUSED -> "was refused";
            case FAILED -> "failed";
            case PARTIAL -> "was done in part";
            case IN_DOUBT -> "is in doubt";
            case SUCCEEDED, SKIPPED -> "went well";
        };
    }

    /** The last look; an old master that it shows beside the promoted one is fenced again, and looked at once more. */
    private ClusterState finalState() {
        try {
            ClusterState seen = watch.checked(observer.look());
            Optional<OldMasterWatch.Pair> pair = watch.returned(seen);
            if (pair.isEmpty()) {
                return seen;
            }
            MasterReturn back = watch.fenceAgain(pair.get(), seen);
            returns.add(back);
            warnings.add(back.toString());
            nextSteps.add(
                    "find out what started " + back.oldMaster() + ", and what it wrote: a server that came back beside"
                            + " the new master changed the segments before it was fenced (recordings 73, 74); retire its data directory"
                            + " before its host is used again");
            return observer.look();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Unseen.state(List.of(), setting.clock().instant(), "");
        }
    }
}
