package io.github.gpfailover.core.internal.run;

import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.StepReport;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.core.internal.caller.ExceptionText;
import io.github.gpfailover.core.internal.foretell.FenceForesight;
import io.github.gpfailover.core.internal.foretell.PlanForesight;
import io.github.gpfailover.core.internal.step.EntryPoint;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.error.JournalException;
import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.journal.JournalRecord;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.step.Custom;
import io.github.gpfailover.step.PlanStep;
import io.github.gpfailover.step.Reason;
import io.github.gpfailover.step.ReasonCode;
import io.github.gpfailover.step.VerifyCanary;
import io.github.gpfailover.step.WriteCanary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The run of a plan: its steps in order, until one does not go well. It exists to see to it that whatever ends a run, be it an interrupt,
 * a full journal or a fault of this library, is followed by the undoing of what no promotion has followed, and by a report.
 */
final class PlanRunner {

    private static final Logger LOG = LoggerFactory.getLogger(PlanRunner.class);
    private static final Duration BETWEEN = Duration.ofMillis(200);

    private final PlanRun run;
    private final OldMasterWatch watch;
    private final PlanForesight planForesight;
    private final Aftermath aftermath = new Aftermath();
    private final Compensation compensation;
    private final Conclusion conclusion;
    private final List<StepReport> reports = new ArrayList<>();
    private final boolean resumesActs;
    private int firstStep;
    private EntryPoint entry = EntryPoint.start();
    /** The step whose report is not made yet; 0 if none is. */
    private int inFlight;

    private Instant stepBegan = Instant.EPOCH;
    private long stepBeganNanos;

    PlanRunner(PlanRun run) {
        this.run = run;
        this.firstStep = run.state().nextStep();
        this.resumesActs = run.state().acted();
        this.planForesight = new PlanForesight(run.handlers(), run.setting(), run.steps(), resumesActs);
        this.watch = new OldMasterWatch(run);
        this.compensation = new Compensation(run, watch, aftermath);
        this.conclusion = new Conclusion(run, watch, aftermath);
    }

    /**
     * Runs the steps, and reports.
     *
     * @param startedAt when the caller asked for the plan: the first observation counts
     * @param began the same, on the clock that only runs forward
     */
    FailoverReport run(Instant startedAt, long began) {
        Ended ended;
        boolean interrupted = false;
        try {
            ended = steps();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            interrupted = true;
            ended = new Ended(Outcome.IN_DOUBT, "interrupted; a command may have been under way");
            cutShort(ended.outcome(), ReasonCode.INTERRUPTED, ended.summary());
            compensation.byHand("the master was stopped; resume, or if nobody else is the master, run ");
        } catch (JournalException e) {
            cutShort(run.state().acted() ? Outcome.FAILED : Outcome.REFUSED, ReasonCode.JOURNAL_FAILED, e.getMessage());
            ended = new Ended(
                    endedEarly(), "the journal could not be written, so nothing more was done: " + e.getMessage());
            compensation.byHand("the master was stopped and not started again, since nothing is done without a journal;"
                    + " if nobody else is the master, run ");
        } catch (ThreadDeath e) {
            throw e;
        } catch (RuntimeException | Error e) {
            // A fault of this library. It must not leave the cluster without a master, nor the caller without a report.
            LOG.error("execution {}: unexpected error\n{}", run.executionId(), ExceptionText.trace(e));
            String summary = "unexpected error in step " + inFlight + ": " + ExceptionText.of(e);
            ended = new Ended(
                    planOutcome(cutShort(
                            run.state().promotionPending() ? Outcome.IN_DOUBT : Outcome.FAILED,
                            ReasonCode.UNEXPECTED_ERROR,
                            summary)),
                    summary);
            interrupted = compensation.afterError(ended.outcome());
        }
        FailoverReport report = conclusion.report(reports, firstStep, ended, interrupted, startedAt, began);
        run.log().step(0);
        if (!interrupted) {
            run.log().journalAfterwards(new JournalRecord.PlanEnded(report.outcome()));
        }
        run.log().tell(l -> l.planEnded(ExecutionLog.EVENTS.planEnded(run.log().executionId(), report)));
        return report;
    }

    private Ended steps() throws InterruptedException {
        Instant startedAt = run.now();
        if (!resumesActs) {
            Optional<StepReport> blind = blind(startedAt);
            if (blind.isPresent()) {
                reports.add(blind.get());
                return new Ended(Outcome.REFUSED, notBegun(blind.get()));
            }
            entry = entryPoint();
            if (entry.begun()) {
                run.network().goesOn();
            }
        } else {
            entry = movedSince();
        }
        entry.note(run.notes());
        firstStep = ResumePoint.from(
                firstStep, run, resumesActs, run.observer().latest().master().isPresent());
        FenceForesight foresight = entry.reached()
                ? FenceForesight.NONE
                : FenceForesight.of(run.steps(), firstStep, run.observer().latest(), run.setting(), run.handlers());
        aftermath.warnings().addAll(foresight.warnings());
        if (foresight.obstacles().any()) {
            StepReport refused =
                    foreseen(foresight.step(), foresight.obstacles().reasons(), startedAt);
            reports.add(refused);
            return new Ended(planOutcome(refused), notBegun(refused));
        }
        for (int number = firstStep; number <= run.steps().size(); number++) {
            if (run.cancellation().asked()) {
                Outcome outcome = endedEarly();
                compensation.after(outcome);
                return new Ended(
                        outcome,
                        "cancelled by the caller before step " + number + ", "
                                + run.step(number).describe());
            }
            StepReport report = step(number);
            if (!report.outcome().isGood()) {
                return endedBy(report);
            }
        }
        return Ended.WELL;
    }

    /** A resumed run whose move somebody else has made, or its earlier run found made, proves it as a fresh one would. */
    private EntryPoint movedSince() throws InterruptedException {
        if (run.notes().activationTarget().isPresent()) {
            return EntryPoint.start();
        }
        StepContext now = new StepContext(run.setting(), run.observer().latest(), 0, List.of());
        EntryPoint found = EntryPoint.of(run.plan(), now);
        boolean ahead = IntStream.rangeClosed(firstStep, run.steps().size()).anyMatch(found::onlyProves);
        return found.reached() && ahead ? found : EntryPoint.start();
    }

    /** A promotion that an earlier run has sent is awaited: until it shows, the cluster is at no point of any plan. */
    private EntryPoint entryPoint() throws InterruptedException {
        StepContext now = new StepContext(run.setting(), run.observer().latest(), 0, List.of());
        Deadline shown = run.deadline(EntryPoint.PROMOTION);
        while (true) {
            if (!EntryPoint.promotionShows(run.plan(), now)) {
                EntryPoint found = EntryPoint.of(run.plan(), now);
                // It may begin to show between the questions.
                if (found.begun() || !EntryPoint.promotionShows(run.plan(), now)) {
                    return found;
                }
            }
            if (shown.passed()) {
                return EntryPoint.of(run.plan(), now);
            }
            run.sleeper().sleep(BETWEEN);
            now = new StepContext(run.setting(), run.observer().look(), 0, List.of());
        }
    }

    private Ended endedBy(StepReport report) throws InterruptedException {
        Outcome outcome = planOutcome(report);
        String summary = "step " + report.number() + ", " + report.step().describe() + ", " + words(report.outcome())
                + ": " + report.statement();
        if (planForesight.found().isPresent()) {
            PlanForesight.Foreseen later = planForesight.found().get();
            StepReport refused = foreseen(later.step(), later.refusal().reasons(), run.now());
            reports.add(refused);
            summary = notBegun(refused);
        }
        compensation.after(outcome);
        if (!run.state().promoted()) {
            entry.leftBehind().ifPresent(aftermath::next);
        }
        // To undo is to change something too.
        boolean changed = outcome == Outcome.REFUSED && run.state().acted();
        return new Ended(changed ? Outcome.FAILED : outcome, summary);
    }

    /** The outcome of a plan that goes no further, though no step ended badly. */
    private Outcome endedEarly() {
        return run.state().promoted() ? Outcome.PARTIAL : run.state().acted() ? Outcome.FAILED : Outcome.REFUSED;
    }

    /** The report of the step that was in flight when the execution was cut short. */
    private StepReport cutShort(Outcome outcome, ReasonCode code, String why) {
        int number = Math.max(1, inFlight);
        StepReport report = Builders.of(StepReport.Builder.class)
                .number(number)
                .step(run.step(number))
                .outcome(outcome)
                .statement(why)
                .reasons(List.of(Reason.of(code, why)))
                .commands(inFlight == 0 ? List.of() : run.actions().sent())
                .attempts(1)
                .startedAt(stepBegan)
                .elapsed(
                        inFlight == 0
                                ? Duration.ZERO
                                : Duration.ofNanos(run.sleeper().nanoTime() - stepBeganNanos))
                .build();
        if (inFlight > 0) {
            reports.add(report);
            inFlight = 0;
        }
        return report;
    }

    private static String notBegun(StepReport refused) {
        return "step " + refused.number() + ", " + refused.step().describe()
                + ", would be refused, so nothing was begun: " + refused.statement();
    }

    private StepReport foreseen(int number, List<Reason> reasons, Instant at) {
        return Builders.of(StepReport.Builder.class)
                .number(number)
                .step(run.step(number))
                .outcome(Outcome.REFUSED)
                .statement(reasons.get(0).text())
                .reasons(reasons)
                .attempts(0)
                .startedAt(at)
                .elapsed(Duration.ZERO)
                .build();
    }

    private StepReport step(int number) throws InterruptedException {
        PlanStep step = run.step(number);
        inFlight = number;
        stepBegan = run.now();
        stepBeganNanos = run.sleeper().nanoTime();
        run.begin(step.options().deadline());
        run.log().step(number, step);
        run.notes().noteStream();
        run.log().journal(new JournalRecord.StepBegun());
        run.log()
                .tell(l ->
                        l.stepStarted(ExecutionLog.EVENTS.stepStarted(run.log().executionId(), number, step)));
        Optional<String> leftOut = entry.leavesOut(number, step).or(() -> uncounted(number, step));
        if (leftOut.isPresent()) {
            return leftOut(number, step, leftOut.get());
        }
        StepLoop loop = new StepLoop(run, watch, planForesight, number, entry.following(number, run.steps()));
        StepReport report;
        try {
            report = withoutNetwork(withPartial(loop.run()));
        } finally {
            // Also of a step that was cut short.
            aftermath.warn(loop.warnings(), loop.settledBy());
        }
        if (entry.onlyProves(number)) {
            untold(report);
        }
        return ended(report);
    }

    /** Of a move that was found done, clients may not know yet. */
    private void untold(StepReport proved) {
        boolean told = proved.outcome().isGood() || proved.outcome() == Outcome.PARTIAL;
        if (run.setting().traffic().hooked() && !told) {
            aftermath.warn("the move had happened before this execution, and no traffic hook was called, since the new"
                    + " master is not proved: clients may not have been sent there yet");
        }
    }

    /** A canary that an earlier run of this execution left out can't be counted, also where the entry is not found again. */
    private Optional<String> uncounted(int number, PlanStep step) {
        boolean written = run.notes().canary().isPresent();
        boolean left = IntStream.range(1, number)
                .anyMatch(n -> run.step(n) instanceof WriteCanary && run.state().leftOut(n));
        return step instanceof VerifyCanary && !written && left
                ? Optional.of("no canary was written in this execution, which found the master stopped")
                : Optional.empty();
    }

    private StepReport ended(StepReport report) {
        reports.add(report);
        inFlight = 0;
        if (report.outcome().isGood()) {
            aftermath.settled(report.step());
        }
        run.log().journalAfterwards(new JournalRecord.StepEnded(report.outcome()));
        if (report.step() instanceof Activate && report.outcome().isGood()) {
            run.notes().activationEnded();
        }
        run.log().tell(l -> l.stepEnded(ExecutionLog.EVENTS.stepEnded(run.log().executionId(), report)));
        return report;
    }

    private StepReport leftOut(int number, PlanStep step, String why) {
        StepReport report = Builders.of(StepReport.Builder.class)
                .number(number)
                .step(step)
                .outcome(Outcome.SKIPPED)
                .statement(why)
                .attempts(0)
                .startedAt(run.now())
                .elapsed(Duration.ZERO)
                .build();
        reports.add(report);
        inFlight = 0;
        run.log().journalAfterwards(new JournalRecord.StepLeftOut(why));
        run.log().tell(l -> l.stepEnded(ExecutionLog.EVENTS.stepEnded(run.log().executionId(), report)));
        return report;
    }

    /** An activation that failed although its standby was promoted is not to be tried again: recording 54. */
    private StepReport withPartial(StepReport r) throws InterruptedException {
        boolean failed = r.outcome() == Outcome.FAILED || r.outcome() == Outcome.IN_DOUBT;
        if (!(r.step() instanceof Activate)
                || !failed
                || run.notes().activationTarget().isEmpty()) {
            return r;
        }
        boolean isMaster = run.observer().latest().masters().stream()
                .anyMatch(
                        m -> m.location().equals(run.notes().activationTarget().get()));
        return isMaster
                ? Builders.of(StepReport.Builder.class)
                        .copyOf(r)
                        .outcome(Outcome.PARTIAL)
                        .build()
                : r;
    }

    /** Where nobody answers, nothing tells at which point of the plan the cluster is. A step of the caller's own may change that. */
    private Optional<StepReport> blind(Instant at) throws InterruptedException {
        if (firstStep > run.steps().size() || run.step(firstStep) instanceof Custom) {
            return Optional.empty();
        }
        ClusterState seen = run.observer().latest();
        if (!OwnNetwork.nobodyTold(seen)) {
            // Somebody has answered: a host that is off is not waited for once more while nobody serves.
            return Optional.empty();
        }
        Optional<String> nobody = run.network().nobody(seen);
        if (nobody.isEmpty()) {
            // Somebody answers by now, so the network came back in the midst of that observation.
            run.observer().look();
        }
        return nobody.map(why -> foreseen(firstStep, List.of(Reason.of(ReasonCode.NOBODY_ANSWERS, why)), at));
    }

    /** A refusal before the first act whose reason is that nobody answers says so first: its own reasons are of hosts. */
    private StepReport withoutNetwork(StepReport r) throws InterruptedException {
        Optional<String> nobody = r.outcome().isGood() || run.network().begun()
                ? Optional.empty()
                : run.network().nobody(run.observer().latest());
        if (nobody.isEmpty()) {
            return r;
        }
        List<Reason> reasons = new ArrayList<>(List.of(Reason.of(ReasonCode.NOBODY_ANSWERS, nobody.get())));
        reasons.addAll(r.reasons());
        return Builders.of(StepReport.Builder.class)
                .copyOf(r)
                .statement(nobody.get())
                .reasons(reasons)
                .build();
    }

    private Outcome planOutcome(StepReport report) {
        if (report.outcome() == Outcome.IN_DOUBT) {
            return Outcome.IN_DOUBT;
        }
        if (run.state().promoted()) {
            return Outcome.PARTIAL;
        }
        return report.outcome() == Outcome.REFUSED && !run.state().acted() ? Outcome.REFUSED : Outcome.FAILED;
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
}
