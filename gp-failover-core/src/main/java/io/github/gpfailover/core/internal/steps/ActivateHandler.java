package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.inspect.SocketLock;
import io.github.gpfailover.core.internal.inspect.SocketLockOf;
import io.github.gpfailover.core.internal.step.Findings;
import io.github.gpfailover.core.internal.step.Noted;
import io.github.gpfailover.core.internal.step.Objections;
import io.github.gpfailover.core.internal.step.Ruling;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.step.StepHandler;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.step.ReasonCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The handler of {@code activate()}. It exists to make the standby the master when, and only when, no guard refuses.
 */
final class ActivateHandler implements StepHandler<Activate> {

    @Override
    public Ruling decide(Activate step, StepContext now) throws InterruptedException {
        Objections detector = ExternalDetector.against(now);
        if (detector.any()) {
            return detector.refusal();
        }
        return ruling(step, now).noting(detector.findings());
    }

    private static Ruling ruling(Activate step, StepContext now) throws InterruptedException {
        if (now.state().masters().size() > 1) {
            List<Findings> seen = new ArrayList<>();
            for (InstanceState master : now.state().masters()) {
                seen.add(SecondMasterGuard.onRecord(master, now));
            }
            return Guards.needMaster(now).noting(Findings.all(seen)).refusal();
        }
        Optional<InstanceLocation> begun = now.notes().nextMaster();
        if (now.state().master().isPresent()) {
            InstanceLocation master = Guards.master(now);
            if (begun.filter(master::equals).isPresent()) {
                Findings before = now.notes().activationTarget().isPresent()
                        ? Findings.none()
                        : PromotedSecond.noted(master, now);
                Optional<String> hidden = MasterRestart.pending(master, now);
                if (hidden.isPresent()) {
                    return Ruling.ready(
                                    "restart " + master + ", which was promoted: " + hidden.get(),
                                    new PromotedRestart(now, master, true))
                            .noting(before);
                }
                Noted<Boolean> dispatches = PromotionVerdict.dispatches(now);
                Ruling told = dispatches.answer()
                        ? Ruling.satisfied(master + " was promoted and dispatches to every segment")
                        : Ruling.ready(
                                "observe again whether " + master + ", which was promoted, dispatches",
                                new PromotedRestart(now, master, false));
                return told.noting(dispatches.findings().and(before));
            }
            Findings seen = SecondMasterGuard.onRecord(now.state().master().get(), now);
            return Ruling.refused(
                            ReasonCode.MASTER_STILL_SERVES,
                            "the master at " + master + " still serves: "
                                    + now.state().master().get().liveness().because()
                                    + "; write .stopMaster() or .fence() before")
                    .noting(seen);
        }
        if (begun.filter(at -> MasterRestart.interrupted(at, now)).isPresent()) {
            return Ruling.ready(
                    "start " + begun.get() + " again, which was promoted and stopped to be restarted",
                    new PromotedRestart(now, begun.get(), true));
        }
        List<InstanceState> standbys = now.state().instances().stream()
                .filter(i -> i.role() == InstanceRole.STANDBY)
                .toList();
        if (standbys.size() != 1) {
            // Of a standby that an earlier run may have promoted nothing is known once it has ended.
            Optional<InstanceLocation> sent = now.notes().activationTarget();
            Optional<String> hopeless = sent.flatMap(now.state()::instance).isPresent()
                    ? PromotionWait.hopeless(now.state().instance(sent.get()).get(), now)
                    : Optional.empty();
            if (hopeless.isPresent()) {
                return Ruling.refused(ReasonCode.PROMOTED_SERVER_UNUSABLE, hopeless.get());
            }
            boolean nothingRuns = sent.isEmpty()
                    && now.state().instances().stream()
                            .allMatch(i -> i.liveness().isStopped());
            if (nothingRuns) {
                NewestServer.Finding finding = NewestServer.of(now);
                return Ruling.refused(
                                ReasonCode.NOTHING_RUNS,
                                "no running standby is seen, and no master: " + finding.words()
                                        + (finding.newest().isPresent()
                                                ? "; write .startMaster() to start the newest"
                                                : ""))
                        .noting(finding.unclear().findings());
            }
            return Ruling.notYet(
                    standbys.isEmpty() ? ReasonCode.STANDBY_NOT_SEEN : ReasonCode.SECOND_STANDBY,
                    (standbys.isEmpty() ? "no running standby is seen" : "more than one standby is seen") + ": "
                            + Guards.because(now.state().instances()));
        }
        InstanceState standby = standbys.get(0);
        InstanceLocation likely = Guards.oldMaster(now);
        if (now.state().instance(likely).filter(i -> i.liveness().isStopped()).isPresent()) {
            now.askAhead(standby.location(), likely);
        }
        Optional<InstanceLocation> old = SecondMasterGuard.oldMaster(standby, now);
        Objections second = SecondMasterGuard.against(standby, old, now);
        if (second.any()) {
            // A promotion that has begun takes the marker file away before the server says that it is a master.
            return new Objections(second.reasons(), begun.isPresent(), second.findings()).refusal();
        }
        InstanceLocation former = old.orElseThrow();
        Findings found = second.findings().and(Findings.fact("oldMaster", former));
        LossGuard.Finding loss = LossGuard.find(step, standby, former, now);
        if (loss.against().any()) {
            return loss.against().noting(found).refusal();
        }
        found = found.and(loss.against().findings()).and(shared(standby.location(), former, now));
        // A clean stop takes the lock file away, and within an outage each question costs time.
        Optional<SocketLock> lock = loss.cleanStop() ? Optional.empty() : lock(former, now);
        Optional<Ruling> locked = lock.flatMap(l -> l.contradiction().map(why -> againstLock(former, why, now)));
        if (locked.isPresent()) {
            return locked.get().noting(found);
        }
        Optional<SocketLock> stale = lock.filter(l -> l.state() == SocketLock.State.STALE);
        if (stale.isPresent()) {
            found = found.and(Findings.fact("staleLock", stale.get().holder()));
        }
        Activate.Strategy strategy = strategy(step, now);
        return Ruling.ready(
                        "promote " + standby.location() + " (" + strategy + ")",
                        new Promotion(step, now, standby.location(), former, strategy, stale.isPresent()))
                .noting(found);
    }

    /** Whether the standby began in the second of a master before it; one that did, or may have, is restarted once it is promoted. */
    private static Findings shared(InstanceLocation standby, InstanceLocation old, StepContext now)
            throws InterruptedException {
        // A host that this very observation could not reach is not asked again: what its server committed, the segments
        // show.
        Optional<InstanceLocation> asked = LossGuard.unreachable(old, now) ? Optional.empty() : Optional.of(old);
        Noted<Optional<String>> shared = StartSeconds.noted(standby, asked, true, now);
        return shared.answer()
                .map(s -> shared.findings().and(Findings.fact("sharedSecond", s)))
                .orElse(shared.findings());
    }

    /** The socket's lock file of a server that is stopped. */
    private static Optional<SocketLock> lock(InstanceLocation old, StepContext now) throws InterruptedException {
        boolean stopped =
                now.state().instance(old).filter(i -> i.liveness().isStopped()).isPresent();
        return stopped ? Optional.of(now.inspection().ask(new SocketLockOf(old))) : Optional.empty();
    }

    /** A lock file that names a live process contradicts that the server is stopped; one whose process is gone may be moved aside. */
    private static Ruling againstLock(InstanceLocation old, String why, StepContext now) {
        // A server that was started since the observation has such a file too: a new one shows more.
        return Ruling.notYet(
                ReasonCode.LOCK_FILE_CONTRADICTS,
                "the lock file " + now.dialect().lockFile(old) + " on " + old.host()
                        + " contradicts that the old master is stopped: " + why
                        + "; find out what that is, and move the file aside by hand only if it is no server of this"
                        + " cluster");
    }

    private static Activate.Strategy strategy(Activate step, StepContext now) {
        if (step.strategy() != Activate.Strategy.AUTO) {
            return step.strategy();
        }
        boolean direct = now.state()
                .version()
                .filter(now.dialect()::directPromotionVerified)
                .isPresent();
        return direct ? Activate.Strategy.DIRECT : Activate.Strategy.UTILITY;
    }

    @Override
    public List<String> mayRefuse(Activate step) {
        return List.of(
                "the old master is neither proved stopped nor fenced", "the standby lacks what the old master wrote");
    }
}
