package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.engine.Forecast;
import io.github.gpfailover.core.internal.engine.Hands;
import io.github.gpfailover.core.internal.engine.HostCommand;
import io.github.gpfailover.core.internal.engine.Situation;
import io.github.gpfailover.core.internal.engine.StepHandler;
import io.github.gpfailover.core.internal.inspect.SocketLock;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code activate()}: exists to make the standby the master when, and only when, nothing speaks against it. */
final class ActivateHandler implements StepHandler<Activate> {

    private static final String OLD_MASTER = "oldMaster";
    private static final String STALE_LOCK = "staleLock";
    private static final Duration PROMOTION = Duration.ofSeconds(60);

    @Override
    public Decision decide(Activate step, Situation now) throws InterruptedException {
        Optional<String> detector = ExternalDetector.against(now);
        if (detector.isPresent()) {
            return Decision.refused(detector.get());
        }
        if (now.state().masters().size() > 1) {
            for (InstanceState master : now.state().masters()) {
                SecondMasterGuard.onRecord(master, now);
            }
            return Guards.needMaster(now).orElseThrow();
        }
        Optional<InstanceLocation> begun = now.memory().activationTarget();
        if (now.state().master().isPresent()) {
            InstanceLocation master = Guards.master(now);
            if (begun.filter(master::equals).isPresent()) {
                Optional<String> hidden = MasterRestart.pending(master, now);
                if (hidden.isPresent()) {
                    return Decision.ready("restart " + master + ", which was promoted: " + hidden.get());
                }
                return dispatches(now)
                        ? Decision.satisfied(master + " was promoted and dispatches to every segment")
                        : Decision.ready("look again whether " + master + ", which was promoted, dispatches");
            }
            SecondMasterGuard.onRecord(now.state().master().get(), now);
            return Decision.refused("the master at " + master + " still serves: "
                    + now.state().master().get().liveness().because() + "; write .stopMaster() or .fence() before");
        }
        if (begun.filter(at -> MasterRestart.interrupted(at, now)).isPresent()) {
            return Decision.ready("start " + begun.get() + " again, which was promoted and stopped to be restarted");
        }
        List<InstanceState> standbys = now.state().instances().stream()
                .filter(i -> i.role() == InstanceRole.STANDBY)
                .toList();
        if (standbys.size() != 1) {
            Optional<String> hopeless = begun.flatMap(now.state()::instance).isPresent()
                    ? PromotionWait.hopeless(now.state().instance(begun.get()).get(), now)
                    : Optional.empty();
            if (hopeless.isPresent()) {
                return Decision.refused(hopeless.get());
            }
            boolean nothingRuns = begun.isEmpty()
                    && now.state().instances().stream()
                            .allMatch(i -> i.liveness().isStopped());
            if (nothingRuns) {
                NewestServer.Finding finding = NewestServer.of(now);
                return Decision.refused("no running standby is seen, and no master: " + finding.words()
                        + (finding.newest().isPresent() ? "; write .startMaster() to start the newest" : ""));
            }
            return Decision.notYet((standbys.isEmpty() ? "no running standby is seen" : "more than one standby is seen")
                    + ": " + Guards.because(now.state().instances()));
        }
        InstanceState standby = standbys.get(0);
        InstanceLocation likely = Guards.oldMaster(now);
        if (now.state().instance(likely).filter(i -> i.liveness().isStopped()).isPresent()) {
            now.askAhead(standby.location(), likely);
        }
        Optional<InstanceLocation> old = SecondMasterGuard.oldMaster(standby, now);
        List<String> reasons = SecondMasterGuard.against(standby, old, now);
        if (!reasons.isEmpty()) {
            // A promotion that has begun takes the marker file away before the server says that it is a master.
            return new Decision.Refused(reasons, begun.isPresent());
        }
        now.fact(OLD_MASTER, old.orElseThrow());
        Optional<Decision> loss = LossGuard.against(step, standby, old.orElseThrow(), now);
        if (loss.isPresent()) {
            return loss.get();
        }
        shared(standby.location(), old.orElseThrow(), now);
        // A clean stop takes the lock file away, and within an outage each question costs time.
        boolean cleanStop = LossGuard.CLEAN.equals(now.facts().get(LossGuard.OLD_MASTER_ENDED));
        Optional<Decision> lock = cleanStop ? Optional.empty() : lockGuard(old.orElseThrow(), now);
        return lock.orElse(Decision.ready("promote " + standby.location() + " (" + strategy(step, now) + ")"));
    }

    /** Whether the standby began in the second of a master before it; one that did, or may have, is restarted once it is promoted. */
    private static void shared(InstanceLocation standby, InstanceLocation old, Situation now)
            throws InterruptedException {
        // A host that this very look could not reach is not asked again: what its server committed, the segments tell.
        Optional<InstanceLocation> asked = LossGuard.unreachable(old, now) ? Optional.empty() : Optional.of(old);
        Optional<String> shared = StartSeconds.noted(standby, asked, true, now);
        shared.ifPresent(s -> now.fact("sharedSecond", s));
    }

    /** The server that was promoted in this execution and is to be restarted, or started, before it counts. */
    private static Optional<InstanceLocation> toRestart(Situation now) throws InterruptedException {
        Optional<InstanceLocation> begun = now.memory().activationTarget();
        if (begun.isEmpty()) {
            return Optional.empty();
        }
        boolean serves = now.state()
                .master()
                .filter(m -> m.location().equals(begun.get()))
                .isPresent();
        boolean due = serves
                ? MasterRestart.pending(begun.get(), now).isPresent()
                : now.state().masters().isEmpty() && MasterRestart.interrupted(begun.get(), now);
        return due ? begun : Optional.empty();
    }

    @Override
    public List<HostCommand> commands(Activate step, Situation now) throws InterruptedException {
        Optional<InstanceLocation> restart = toRestart(now);
        if (restart.isPresent()) {
            return List.of(MasterRestart.command(restart.get(), now));
        }
        if (now.state().master().isPresent()) {
            return List.of();
        }
        InstanceLocation standby = standby(now);
        InstanceLocation old = old(now);
        List<HostCommand> all = new ArrayList<>();
        if (now.facts().containsKey(STALE_LOCK)) {
            // Left by a killed server: the vendor's utility would take it for a live master (recording 71).
            String lock = now.dialect().lockFile(old);
            all.add(new HostCommand(old.host(), now.dialect().rename(lock, lock + ".retired-" + now.executionId())));
        }
        if (strategy(step, now) == Activate.Strategy.DIRECT) {
            all.add(new HostCommand(standby.host(), now.dialect().promote(standby)));
            all.add(new HostCommand(standby.host(), now.dialect().checkpoint(standby, PROMOTION)));
        } else {
            Command utility =
                    now.dialect().activateByUtility(standby, step.options().deadline());
            all.add(new HostCommand(standby.host(), utility));
        }
        if (now.memory().restartDue(standby)) {
            all.add(MasterRestart.command(standby, now));
        }
        return all;
    }

    @Override
    public Optional<InstanceLocation> leaving(Activate step, Situation now) {
        boolean promotes = now.state().master().isEmpty()
                && now.memory()
                        .activationTarget()
                        .filter(at -> MasterRestart.interrupted(at, now))
                        .isEmpty();
        return promotes ? Optional.of(old(now)) : Optional.empty();
    }

    @Override
    public void act(Activate step, Situation now, Hands hands) throws InterruptedException {
        Optional<InstanceLocation> restart = toRestart(now);
        if (restart.isPresent()) {
            Optional<String> mayWrite = now.memory().formerMaster().isPresent()
                    ? SecondMasterGuard.mayWriteNow(now.memory().formerMaster().get(), now)
                    : Optional.empty();
            if (mayWrite.isPresent()) {
                now.remark(mayWrite.get());
                return;
            }
            MasterRestart.run(restart.get(), now, hands);
            return;
        }
        if (now.state().master().isPresent()) {
            return;
        }
        InstanceLocation standby = standby(now);
        // Everything was proved, but a moment ago: the last look is at the server that must not write, right before the
        // promotion.
        if (mayWriteNow(now)) {
            return;
        }
        now.memory().formerMaster(old(now));
        now.memory().activationTarget(standby);
        boolean direct = strategy(step, now) == Activate.Strategy.DIRECT;
        boolean shared = now.memory().restartDue(standby);
        List<HostCommand> foreseen = commands(step, now);
        List<HostCommand> all = shared ? foreseen.subList(0, foreseen.size() - 1) : foreseen;
        for (HostCommand c : direct ? all.subList(0, all.size() - 1) : all) {
            boolean promotes = c.host().equals(standby.host());
            // What was done since that look took time too.
            if (promotes && now.facts().containsKey(STALE_LOCK) && mayWriteNow(now)) {
                now.memory().activationEnded();
                return;
            }
            CommandResult ended = hands.run(c);
            Guards.remark(now, c.host(), c.command().toString(), ended);
            if (c.command().program().contains("gpactivatestandby") && !ended.exitedZero()) {
                ended.exitCode()
                        .ifPresent(e -> now.remark("exit " + e + " of gpactivatestandby: "
                                + now.dialect().activationExit(e)));
            }
        }
        if (direct) {
            checkpointOnceServing(standby, all.get(all.size() - 1), now, hands);
        }
        if (shared && now.lookOnlyAt(standby).role() == InstanceRole.MASTER) {
            MasterRestart.run(standby, now, hands);
        }
    }

    private static boolean mayWriteNow(Situation now) throws InterruptedException {
        Optional<String> mayWrite = SecondMasterGuard.mayWriteNow(old(now), now);
        mayWrite.ifPresent(now::remark);
        return mayWrite.isPresent();
    }

    /** Promotion runs on after pg_ctl has returned (0.22 s, recording 82); without a checkpoint the old timeline stays in pg_control. */
    private static void checkpointOnceServing(
            InstanceLocation standby, HostCommand checkpoint, Situation now, Hands hands) throws InterruptedException {
        Optional<String> givenUp = PromotionWait.until(standby, now, hands, PROMOTION);
        if (givenUp.isPresent()) {
            now.remark(givenUp.get());
        } else {
            Guards.remark(now, checkpoint.host(), "checkpoint", hands.run(checkpoint));
        }
    }

    @Override
    public Verdict verify(Activate step, Situation before, Situation after) throws InterruptedException {
        Optional<InstanceLocation> begun = after.memory().activationTarget();
        if (begun.isEmpty()) {
            return Verdict.doesNotHold("the promotion was not begun, since the old master may write");
        }
        InstanceLocation target = begun.get();
        InstanceState server = after.state().instance(target).orElseThrow();
        if (after.state().masters().size() > 1) {
            return Verdict.doesNotHold(
                    "TWO MASTERS answer: " + Guards.because(after.state().masters()) + "; fence the old one at once");
        }
        if (server.role() == InstanceRole.MASTER) {
            if (!dispatches(after)) {
                return Verdict.doesNotHold(target + " was promoted, but does not dispatch to every segment");
            }
            Optional<String> hidden = MasterRestart.pending(target, after);
            if (hidden.isPresent()) {
                return Verdict.doesNotHold(
                        "the promotion happened, but " + hidden.get() + "; " + MasterRestart.byHand(target, after));
            }
            timeline(target, server, after);
            return Verdict.holds(
                    target + " is the master, and a test write reached all "
                            + primaries(after).size() + " segments",
                    server.liveness().evidence());
        }
        return server.role() == InstanceRole.STANDBY
                ? Verdict.doesNotHold(target + " still is a standby")
                : Verdict.cannotTell("it can't be told whether " + target + " was promoted: "
                        + server.liveness().because());
    }

    /** A lock file whose process is gone may be moved aside; one that names a live process contradicts that the server is stopped. */
    private static Optional<Decision> lockGuard(InstanceLocation old, Situation now) throws InterruptedException {
        boolean stopped =
                now.state().instance(old).filter(i -> i.liveness().isStopped()).isPresent();
        if (!stopped) {
            return Optional.empty();
        }
        SocketLock lock = now.inspection().socketLock(old);
        if (lock.state() == SocketLock.State.STALE) {
            now.fact(STALE_LOCK, lock.holder());
        }
        // A server that was started since the look has such a file too: a new look tells more.
        return lock.against()
                .map(
                        why -> Decision.notYet(
                                "the lock file " + now.dialect().lockFile(old) + " on " + old.host()
                                        + " speaks against that the old master is stopped: " + why
                                        + "; find out what that is, and move the file aside by hand only if it is no server of this cluster"));
    }

    private static boolean dispatches(Situation now) throws InterruptedException {
        InstanceLocation master = Guards.master(now);
        List<String> faults = now.inspection().dispatchFaults(master, primaries(now));
        faults.forEach(now::remark);
        if (faults.isEmpty()) {
            now.prove(
                    Evidence.Kind.CATALOG,
                    master.host(),
                    "psql on " + master.host(),
                    "a test write took part on all " + primaries(now).size() + " segments");
            return true;
        }
        return false;
    }

    /** The vendor's own start check compares timelines in pg_control, and an old one would let the old master start beside. */
    private static void timeline(InstanceLocation target, InstanceState server, Situation after)
            throws InterruptedException {
        Optional<ControlData> control = after.inspection().directory(target).control();
        if (control.isEmpty()) {
            after.warn("pg_control of " + target
                    + " could not be read, so it is not shown that the checkpoint after the promotion"
                    + " wrote the new timeline there");
            return;
        }
        int written = control.get().timeline();
        if (server.timeline().isPresent() && written < server.timeline().getAsInt()) {
            after.warn("pg_control of " + target + " still has timeline " + written + ", but it writes on "
                    + server.timeline().getAsInt()
                    + ": no checkpoint followed the promotion yet; run CHECKPOINT there");
            return;
        }
        after.prove(
                Evidence.Kind.FILE,
                target.host(),
                "pg_controldata on " + target.host(),
                "the checkpoint after the promotion is on timeline " + written);
    }

    private static List<CatalogRow> primaries(Situation now) {
        List<CatalogRow> told = now.state().segments();
        // A look that saw the master through others only has no catalog; the segments are those of before.
        return (told.isEmpty() ? now.memory().segments() : told)
                .stream().filter(r -> r.role() == CatalogRow.Role.PRIMARY).toList();
    }

    private static Activate.Strategy strategy(Activate step, Situation now) {
        if (step.strategy() != Activate.Strategy.AUTO) {
            return step.strategy();
        }
        boolean direct = now.state()
                .version()
                .filter(now.dialect()::directPromotionVerified)
                .isPresent();
        return direct ? Activate.Strategy.DIRECT : Activate.Strategy.UTILITY;
    }

    /** The server that the decision proved stopped or fenced. */
    private static InstanceLocation old(Situation now) {
        String known = now.facts().get(OLD_MASTER);
        return now.state().instances().stream()
                .map(InstanceState::location)
                .filter(l -> l.toString().equals(known))
                .findFirst()
                .orElseThrow();
    }

    private static InstanceLocation standby(Situation now) {
        return now.state().instances().stream()
                .filter(i -> i.role() == InstanceRole.STANDBY)
                .findFirst()
                .orElseThrow()
                .location();
    }

    @Override
    public void expect(Activate step, Situation now, Forecast forecast) throws InterruptedException {
        now.memory().formerMaster(old(now));
        forecast.promoted(standby(now));
    }

    @Override
    public List<String> mayRefuse(Activate step) {
        return List.of(
                "the old master is neither proved stopped nor fenced", "the standby lacks what the old master wrote");
    }
}
