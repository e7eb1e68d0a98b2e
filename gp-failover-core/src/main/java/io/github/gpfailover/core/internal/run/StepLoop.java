package io.github.gpfailover.core.internal.run;

import io.github.gpfailover.Outcome;
import io.github.gpfailover.StepReport;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.caller.ExceptionText;
import io.github.gpfailover.core.internal.foretell.PlanForesight;
import io.github.gpfailover.core.internal.known.Observer;
import io.github.gpfailover.core.internal.step.Deed;
import io.github.gpfailover.core.internal.step.Findings;
import io.github.gpfailover.core.internal.step.Judgement;
import io.github.gpfailover.core.internal.step.Objections;
import io.github.gpfailover.core.internal.step.ReasonCodes;
import io.github.gpfailover.core.internal.step.Ruling;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.step.StepHandler;
import io.github.gpfailover.core.internal.step.StoppedException;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.journal.JournalRecord;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.FenceOldMaster;
import io.github.gpfailover.step.PlanStep;
import io.github.gpfailover.step.Reason;
import io.github.gpfailover.step.ReasonCode;
import io.github.gpfailover.step.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The run of one step by the one rule: observe, decide, act, observe, and judge by what was observed. A retry starts from a new
 * observation, so that a command that half worked is never repeated blindly.
 */
final class StepLoop {

    private static final Logger LOG = LoggerFactory.getLogger(StepLoop.class);

    /** How long after an act its effect is looked for beyond the attempts. */
    private static final Duration IN_DOUBT = Duration.ofMinutes(2);

    private final StepContext.Setting setting;
    private final Observer observer;
    private final GuardedTransport actions;
    private final ExecutionLog log;
    private final OldMasterWatch watch;
    private final PlanForesight foresight;
    private final Sleeper sleeper;
    private final StepHandler<PlanStep> handler;
    private final PlanStep step;
    private final int number;
    private final Cancellation cancellation;
    private final List<PlanStep> steps;
    private final Pauses pauses;
    private final List<PlanStep> following;
    /** Whether an act was begun that may change something by other means than the commands that it sends. */
    private boolean actedOutside;

    /** Whether the present attempt has begun an act. */
    private boolean acting;

    private long actedAt;
    /** Whether somebody was silent in the observation that the present attempt began with. */
    private boolean inPart;
    /** How many commands had met with silence when the present attempt had observed. */
    private long silences;

    private boolean observedAnew;
    private final OwnNetwork network;

    private int attempts;
    private Reason doubt;
    private final List<String> earlier = new ArrayList<>();
    private Findings earlierFacts = Findings.none();
    private List<String> warnings = List.of();
    private Map<String, Class<? extends PlanStep>> settledBy = Map.of();

    StepLoop(PlanRun run, OldMasterWatch watch, PlanForesight foresight, int number, List<PlanStep> following) {
        this.setting = run.setting();
        this.observer = run.observer();
        this.actions = run.actions();
        this.log = run.log();
        this.watch = watch;
        this.foresight = foresight;
        this.sleeper = run.sleeper();
        this.step = run.step(number);
        this.handler = run.handlers().of(step);
        this.number = number;
        this.cancellation = run.cancellation();
        this.network = run.network();
        this.steps = run.steps();
        this.pauses = run.pauses();
        this.following = following;
    }

    /** Runs the step to its end. */
    StepReport run() throws InterruptedException {
        Instant startedAt = setting.clock().instant();
        long began = sleeper.nanoTime();
        Deadline deadline = Deadline.in(step.options().deadline(), sleeper, pauses);
        actions.begin(deadline);
        RetryLoop<StepResult> loop = new RetryLoop<>(
                step.options().retry(),
                result -> !cancellation.asked() && (result.again() || seenInPart(result)),
                result -> !acting && (seenInPart(result) ? observesAnew() : observesOn(result)),
                sleeper,
                deadline,
                (result, wait) -> log.tell(l -> l.stepRetried(
                        ExecutionLog.EVENTS.stepRetried(log.executionId(), number, step, why(result), wait))));
        StepResult r = loop.run(step.name(), n -> {
            attempts = n;
            return attempt();
        });
        if (step instanceof Activate && r.outcome().isGood()) {
            r = traffic(r);
        }
        warnings = r.warnings();
        settledBy = r.settledBy();
        return Builders.of(StepReport.Builder.class)
                .number(number)
                .step(step)
                .outcome(r.outcome())
                .statement(r.statement())
                .reasons(r.reasons())
                .proofs(r.proofs())
                .commands(actions.sent())
                .facts(r.facts())
                .attempts(attempts)
                .startedAt(startedAt)
                .elapsed(Duration.ofNanos(sleeper.nanoTime() - began))
                .verdicts(r.verdicts())
                .build();
    }

    /**
     * Whether a step of a run that has begun something did not go well by an observation in which somebody was silent, or met silence while it
     * decided: the controller may have lost its network in the midst of it. Such a step observes once more, which is no attempt.
     */
    private boolean seenInPart(StepResult result) {
        return !result.outcome().isGood()
                && !acting
                && !observedAnew
                && network.begun()
                && (inPart || network.silences() > silences);
    }

    /** Whether a step whose last effect was not seen goes on observing: a while, since a deadline may be hours away. */
    private boolean observesOn(StepResult result) {
        return result.outcome() == Outcome.IN_DOUBT && sleeper.nanoTime() - actedAt < IN_DOUBT.toNanos();
    }

    private boolean observesAnew() {
        observedAnew = true;
        return true;
    }

    /** Sends clients to the master that was proved to serve. */
    private StepResult traffic(StepResult activated) throws InterruptedException {
        StepContext now = situation(observer.latest());
        if (setting.traffic().hooked() && setting.traffic().arrival(now).isEmpty()) {
            return activated.warning("no traffic hook was called, since the server that was the master before is not"
                    + " known: clients may not have been sent to the new one yet");
        }
        List<String> failed = setting.traffic().arrived(now, actions);
        return failed.isEmpty()
                ? activated
                : new StepResult(
                        Outcome.PARTIAL,
                        activated.statement() + ", but " + failed.get(0),
                        failed.stream()
                                .map(f -> Reason.of(ReasonCode.TRAFFIC_HOOK_FAILED, f))
                                .toList(),
                        activated.proofs(),
                        activated.facts(),
                        activated.warnings(),
                        activated.settledBy(),
                        activated.verdicts(),
                        false);
    }

    /** What should be known although the step went well. */
    List<String> warnings() {
        return warnings;
    }

    /** The kind of step whose good end settles one of them. */
    Map<String, Class<? extends PlanStep>> settledBy() {
        return settledBy;
    }

    private boolean nothingDone() {
        return actions.sent().isEmpty() && !actedOutside;
    }

    private StepResult attempt() throws InterruptedException {
        acting = false;
        StepContext before = situation(seen());
        inPart = OwnNetwork.unclear(before.state());
        silences = network.silences();
        Optional<OldMasterWatch.Pair> returned = watch.returned(before.state());
        if (returned.isPresent() && !(step instanceof FenceOldMaster)) {
            return refused(
                    Objections.of(ReasonCode.OLD_MASTER_RETURNED, returned.get().toString())
                            .refusal());
        }
        Ruling ruling;
        try {
            // A version that was reported only now, and is not supported, is refused by name.
            before.dialect();
            ruling = handler.decide(step, before);
        } catch (GpFailoverException e) {
            ruling = ReasonCodes.objections(e).refusal();
        } catch (ThreadDeath e) {
            throw e;
        } catch (RuntimeException | Error e) {
            ruling = Ruling.refused(ReasonCode.UNEXPECTED_ERROR, unforeseen("decide", e));
        }
        Decision decided = ruling.decision();
        log.tell(l -> l.stepDecided(ExecutionLog.EVENTS.stepDecided(log.executionId(), number, step, decided)));
        if (ruling instanceof Ruling.Satisfied s) {
            boolean acted = !actions.sent().isEmpty() || handler.onlyLooks();
            // What holds now is what an attempt before has done: how it did that is still so.
            Findings found = s.findings().over(earlierFacts);
            return result(acted ? Outcome.SUCCEEDED : Outcome.SKIPPED, s.reason(), List.of(), found, List.of(), false);
        }
        if (ruling instanceof Ruling.Refused r) {
            return refused(r);
        }
        Ruling.Ready ready = (Ruling.Ready) ruling;
        Optional<PlanForesight.Foreseen> foreseen = foresight.beforeActing(number, before, ready.deed());
        return foreseen.isPresent() ? notBegun(foreseen.get(), ready.findings()) : act(ready, before);
    }

    private StepResult notBegun(PlanForesight.Foreseen later, Findings found) {
        String why = "not begun, since step " + later.step() + ", "
                + steps.get(later.step() - 1).describe() + ", would be refused: "
                + later.refusal().reasons().get(0);
        return result(
                Outcome.REFUSED, why, List.of(Reason.of(ReasonCode.LATER_STEP_REFUSED, why)), found, List.of(), false);
    }

    /**
     * The observation before: a fence that it trusts is verified anew, unless the step's own guard is about to do that.
     */
    private ClusterState seen() throws InterruptedException {
        ClusterState state = attempts == 1 ? observer.current() : observer.look();
        return step instanceof Activate && state.master().isEmpty() ? state : watch.checked(state);
    }

    private StepResult refused(Ruling.Refused r) {
        if (doubt != null) {
            // The last act's effect was never seen: what the guard says now doesn't make that known.
            List<Reason> reasons = new ArrayList<>(List.of(doubt));
            reasons.addAll(r.reasons());
            return result(Outcome.IN_DOUBT, doubt.text(), reasons, r.findings(), List.of(), r.mayPass());
        }
        Outcome outcome = nothingDone() ? handler.whenRefused() : Outcome.FAILED;
        // What an attempt before has done, and how that went, must not be lost for what is said now.
        List<Reason> reasons = new ArrayList<>(r.reasons());
        List<String> said = r.why().texts();
        earlier.stream().filter(e -> !said.contains(e)).map(StepLoop::remark).forEach(reasons::add);
        return result(outcome, said.get(0), reasons, r.findings(), List.of(), r.mayPass());
    }

    private StepResult act(Ruling.Ready ready, StepContext before) throws InterruptedException {
        Optional<GpFailoverException> trouble = Optional.empty();
        Deed deed = ready.deed();
        acting = true;
        actedAt = sleeper.nanoTime();
        actions.beginAct();
        try {
            Optional<InstanceLocation> leaving = deed.leaving();
            if (leaving.isPresent() && !deed.tellsOfLeaving()) {
                before.masterLeaves(leaving.get(), actions);
            }
            begun(ready.intent(), deed);
            deed.act(actions);
        } catch (StoppedException e) {
            return stopped(e, ready.findings().and(actions.found()));
        } catch (GpFailoverException e) {
            trouble = Optional.of(e);
            actions.remark(e.getMessage());
        } catch (ThreadDeath e) {
            throw e;
        } catch (RuntimeException | Error e) {
            actions.remark(unforeseen("act", e));
        }
        StepContext after = situation(after(deed));
        Judgement judgement;
        try {
            judgement = deed.verify(after);
        } catch (GpFailoverException e) {
            judgement =
                    Judgement.cannotTell("what " + ready.intent() + " came to could not be seen: " + e.getMessage());
        } catch (ThreadDeath e) {
            throw e;
        } catch (RuntimeException | Error e) {
            judgement = Judgement.cannotTell(unforeseen("verify", e));
        }
        return judged(judgement, ready.findings().and(actions.found()), trouble);
    }

    /** What is there now; with a host off each observation takes seconds, and one right before a mere look still holds. */
    private ClusterState after(Deed deed) throws InterruptedException {
        if (deed.onlyLooked()) {
            return observer.current();
        }
        observer.outdated();
        return observer.look();
    }

    private void begun(String intent, Deed deed) {
        log.announced(
                new JournalRecord.DeedBegun(intent, deed.actsOutside(), deed.stops()),
                "nothing was begun (" + intent + ")");
        actedOutside |= deed.actsOutside();
    }

    private StepResult judged(Judgement judged, Findings before, Optional<GpFailoverException> trouble) {
        Verdict verdict = judged.verdict();
        Findings after = judged.findings();
        log.journalAfterwards(new JournalRecord.DeedJudged(verdict.kind(), verdict.statement()));
        log.tell(l -> l.stepJudged(ExecutionLog.EVENTS.stepJudged(log.executionId(), number, step, verdict)));
        List<Reason> reasons = new ArrayList<>();
        boolean untold = verdict.kind() == Verdict.Kind.CANNOT_TELL;
        Reason judgement =
                Reason.of(untold ? ReasonCode.EFFECT_UNKNOWN : ReasonCode.EFFECT_MISSING, verdict.statement());
        reasons.add(judgement);
        before.remarks().stream().map(StepLoop::remark).forEach(reasons::add);
        after.remarks().stream().map(StepLoop::remark).forEach(reasons::add);
        doubt = untold ? judgement : null;
        before.remarks().stream().filter(x -> !earlier.contains(x)).forEach(earlier::add);
        earlierFacts = earlierFacts.and(Findings.facts(before.facts()));
        Findings all = after.over(before);
        return switch (verdict.kind()) {
            case HOLDS -> {
                // A utility that complained and whose effect holds all the same is worth knowing.
                Findings warned = after.and(Findings.warnings(before.remarks())).over(before);
                yield result(Outcome.SUCCEEDED, verdict.statement(), List.of(), warned, verdict.evidence(), false);
            }
            case DOES_NOT_HOLD ->
                result(
                        actions.sent().isEmpty() ? Outcome.REFUSED : Outcome.FAILED,
                        verdict.statement(),
                        reasons,
                        all,
                        verdict.evidence(),
                        trouble.map(GpFailoverException::retryable).orElse(true));
            case CANNOT_TELL ->
                result(
                        actions.sent().isEmpty() ? Outcome.FAILED : Outcome.IN_DOUBT,
                        verdict.statement(),
                        reasons,
                        all,
                        verdict.evidence(),
                        true);
        };
    }

    /** A fault of this library must not leave a move in the middle either. */
    private String unforeseen(String what, Throwable e) {
        LOG.warn(
                "execution {} step {}: unexpected error in {}()\n{}",
                setting.executionId(),
                number,
                what,
                ExceptionText.trace(e));
        return "unexpected error in " + what + "() of " + step.name() + ": " + ExceptionText.of(e);
    }

    private StepResult stopped(StoppedException e, Findings found) {
        List<Reason> reasons = new ArrayList<>(List.of(Reason.of(e.code(), e.getMessage())));
        found.remarks().stream().map(StepLoop::remark).forEach(reasons::add);
        return result(
                nothingDone() ? Outcome.REFUSED : Outcome.FAILED, e.getMessage(), reasons, found, List.of(), false);
    }

    private StepContext situation(ClusterState state) {
        return new StepContext(setting, state, number, following);
    }

    private static Reason remark(String text) {
        return Reason.of(ReasonCode.REMARK, text);
    }

    private static StepResult result(
            Outcome outcome,
            String statement,
            List<Reason> reasons,
            Findings found,
            List<Evidence> evidence,
            boolean again) {
        List<Evidence> proofs = new ArrayList<>();
        if (outcome.isGood()) {
            proofs.addAll(evidence);
            proofs.addAll(found.proofs());
        }
        return new StepResult(
                outcome,
                statement,
                reasons,
                proofs,
                found.facts(),
                found.warnings(),
                found.settledBy(),
                found.verdicts(),
                again);
    }

    private static String why(StepResult result) {
        return result.reasons().isEmpty()
                ? result.statement()
                : result.reasons().stream().map(Reason::text).collect(Collectors.joining("; "));
    }
}
