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
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration PROMOTION = Duration.ofSeconds(60);

    @Override
    public Decision decide(Activate step, Situation now) throws InterruptedException {
        if (now.state().masters().size() > 1) {
            return Guards.needMaster(now).orElseThrow();
        }
        Optional<InstanceLocation> begun = now.memory().activationTarget();
        if (now.state().master().isPresent()) {
            InstanceLocation master = Guards.master(now);
            if (begun.filter(master::equals).isPresent()) {
                return dispatches(now)
                        ? Decision.satisfied(master + " was promoted and dispatches to every segment")
                        : Decision.ready("look again whether " + master + ", which was promoted, dispatches");
            }
            return Decision.refused("the master at " + master + " still serves: "
                    + now.state().master().get().liveness().because() + "; write .stopMaster() or .fence() before");
        }
        List<InstanceState> standbys = now.state().instances().stream()
                .filter(i -> i.role() == InstanceRole.STANDBY)
                .toList();
        if (standbys.size() != 1) {
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
        return loss.orElse(Decision.ready("promote " + standby.location() + " (" + strategy(step, now) + ")"));
    }

    @Override
    public List<HostCommand> commands(Activate step, Situation now) throws InterruptedException {
        if (now.state().master().isPresent()) {
            return List.of();
        }
        InstanceLocation standby = standby(now);
        InstanceLocation old = old(now);
        List<HostCommand> all = new ArrayList<>();
        boolean cleanStop = LossGuard.CLEAN.equals(now.facts().get(LossGuard.OLD_MASTER_ENDED));
        boolean stopped =
                now.state().instance(old).filter(i -> i.liveness().isStopped()).isPresent();
        if (stopped && !cleanStop && now.inspection().lockFileLeft(old)) {
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
        return all;
    }

    @Override
    public Optional<InstanceLocation> leaving(Activate step, Situation now) {
        return now.state().master().isPresent() ? Optional.empty() : Optional.of(old(now));
    }

    @Override
    public void act(Activate step, Situation now, Hands hands) throws InterruptedException {
        if (now.state().master().isPresent()) {
            return;
        }
        InstanceLocation standby = standby(now);
        // Everything was proved, but a moment ago: the last look is at the server that must not write, right before the
        // promotion.
        Optional<String> mayWrite = SecondMasterGuard.mayWriteNow(old(now), now);
        if (mayWrite.isPresent()) {
            now.remark(mayWrite.get());
            return;
        }
        now.memory().formerMaster(old(now));
        now.memory().activationTarget(standby);
        boolean direct = strategy(step, now) == Activate.Strategy.DIRECT;
        List<HostCommand> all = commands(step, now);
        for (HostCommand c : direct ? all.subList(0, all.size() - 1) : all) {
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
    }

    /** Promotion runs on after pg_ctl has returned (0.22 s, recording 82); without a checkpoint the old timeline stays in pg_control. */
    private static void checkpointOnceServing(
            InstanceLocation standby, HostCommand checkpoint, Situation now, Hands hands) throws InterruptedException {
        Duration until = hands.left().minus(PROMOTION);
        while (!hands.left().isNegative() && hands.left().compareTo(until) > 0) {
            if (now.lookOnlyAt(standby).role() == InstanceRole.MASTER) {
                Guards.remark(now, checkpoint.host(), "checkpoint", hands.run(checkpoint));
                return;
            }
            hands.pause(POLL);
        }
        now.remark(standby + " took no session within " + PROMOTION.toSeconds() + " s of its promotion");
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

    private static List<CatalogRow> primaries(Situation now) {
        return now.state().segments().stream()
                .filter(r -> r.role() == CatalogRow.Role.PRIMARY)
                .toList();
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
    public void expect(Activate step, Situation now, Forecast forecast) {
        now.memory().formerMaster(old(now));
        forecast.promoted(standby(now));
    }

    @Override
    public List<String> mayRefuse(Activate step) {
        return List.of(
                "the old master is neither proved stopped nor fenced", "the standby lacks what the old master wrote");
    }
}
