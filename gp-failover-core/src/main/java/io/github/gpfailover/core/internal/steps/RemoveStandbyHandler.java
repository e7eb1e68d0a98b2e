package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.engine.Forecast;
import io.github.gpfailover.core.internal.engine.Hands;
import io.github.gpfailover.core.internal.engine.HostCommand;
import io.github.gpfailover.core.internal.engine.Situation;
import io.github.gpfailover.core.internal.engine.StepHandler;
import io.github.gpfailover.core.internal.inspect.Answer;
import io.github.gpfailover.core.internal.inspect.DirectoryState;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.RemoveStandby;
import io.github.gpfailover.step.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code removeStandby()}: exists to take the standby out; the catalog decides, since the utility's exit status lied (a1, a2). */
final class RemoveStandbyHandler implements StepHandler<RemoveStandby> {

    /** The fact that tells by which addresses the quick way goes. */
    private static final String QUICK = "socketsDestroyedTo";

    private static final String KEPT = "directoryKept";
    private static final Duration STOP = Duration.ofSeconds(60);

    @Override
    public Decision decide(RemoveStandby step, Situation now) throws InterruptedException {
        Optional<Decision> refusal = Guards.needMaster(now).or(() -> standbyServes(now));
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Optional<CatalogRow> standby = now.state().standby();
        if (standby.isEmpty()) {
            return Decision.satisfied("the catalog on " + Guards.master(now).host() + " has no standby");
        }
        Optional<Decision> unseen = unseen(step, standby.get().location(), now);
        if (unseen.isPresent()) {
            return unseen.get();
        }
        String way = way(step, standby.get(), now);
        boolean utility = !now.facts().containsKey(KEPT) && !now.facts().containsKey(QUICK);
        return step.keepDirectory() && utility
                ? Decision.notYet(
                        "the plan says keepDirectory, and the vendor's utility would delete it: the standby at "
                                + standby.get().location() + " can't be seen, and so not be stopped (" + way + ")")
                : Decision.ready(way);
    }

    /** Which way the removal takes, and why. */
    private static String way(RemoveStandby step, CatalogRow standby, Situation now) throws InterruptedException {
        String what = "remove the standby on " + standby.location().host();
        boolean unseen = now.state()
                .instance(standby.location())
                .filter(i -> !i.liveness().isUnknown())
                .isEmpty();
        if (!unseen && step.keepDirectory()) {
            now.fact(KEPT, standby.location().dataDirectory());
            return what + ": stop it, and take it out of the catalog by SQL; its directory stays";
        }
        if (!unseen) {
            return what + " by the vendor's utility";
        }
        DeadStandby dead = DeadStandby.look(standby, now);
        if (dead.against().isEmpty()) {
            now.fact(QUICK, String.join(", ", dead.sockets().orElseThrow().addresses()));
            return what + " quickly, by destroying the master's sockets to it and by SQL, since " + dead.silence();
        }
        return what
                + " by the vendor's utility, which waits with all commits until the master gives the standby up (264 s were seen,"
                + " wal_sender_timeout is 300 s); the quick way is closed: "
                + dead.against().get();
    }

    /**
     * A server that can't be seen may be the real master of an old one that was started again, whose catalog still calls it the standby.
     * The master's host may see it; or the master has, or had a while ago, a stream to it.
     */
    private static Optional<Decision> unseen(RemoveStandby step, InstanceLocation standby, Situation now)
            throws InterruptedException {
        boolean seen = now.state()
                .instance(standby)
                .filter(i -> !i.liveness().isUnknown())
                .isPresent();
        if (seen) {
            return Optional.empty();
        }
        InstanceLocation master = Guards.master(now);
        Answer answer = now.inspection().answer(master, standby);
        if (answer == Answer.TAKES_SESSIONS) {
            return Optional.of(Decision.refused("the catalog on " + master.host() + " calls the server at " + standby
                    + " the standby, but to " + master.host()
                    + " it takes sessions: it is a MASTER, and the removal would delete its"
                    + " directory; find out which of the two is the real one, and fence the other"));
        }
        if (answer == Answer.STANDBY || now.state().replication().isPresent()) {
            return Optional.empty();
        }
        if (step.acceptUnseen().isPresent()) {
            now.warn("a standby that nobody sees is removed ("
                    + step.acceptUnseen().get() + "): " + standby);
            return Optional.empty();
        }
        return Optional.of(Decision.notYet(
                "nobody sees the server at " + standby + ", and the master has no stream to it: it may be"
                        + " the real master of an old one that was started again, and the removal would delete its directory; make sure, then"
                        + " write removeStandby(r -> r.acceptUnseen(\"why\"))"));
    }

    /** The utility deletes the directory of whatever lives there: it must not be a server that is more than a standby. */
    private static Optional<Decision> standbyServes(Situation now) {
        return now.state()
                .standbyInstance()
                .filter(i -> i.liveness().isRunning())
                .filter(i -> i.role() != InstanceRole.STANDBY && i.role() != InstanceRole.TRANSIENT)
                .map(i -> Decision.notYet("the catalog calls the server at " + i.location()
                        + " the standby, but it does not run as one, and the removal would delete its directory: "
                        + i.liveness().because()));
    }

    @Override
    public List<HostCommand> commands(RemoveStandby step, Situation now) throws InterruptedException {
        InstanceLocation master = Guards.master(now);
        if (now.facts().containsKey(QUICK)) {
            List<HostCommand> quick = new ArrayList<>(DeadStandby.cut(now));
            quick.add(new HostCommand(master.host(), now.dialect().removeStandbyFromCatalog(master)));
            return quick;
        }
        if (now.facts().containsKey(KEPT)) {
            return kept(master, now);
        }
        return List.of(new HostCommand(
                master.host(),
                now.dialect().removeStandby(master, step.options().deadline())));
    }

    /** The server first: a master waits for no standby that was stopped cleanly (dialects §13). */
    private static List<HostCommand> kept(InstanceLocation master, Situation now) {
        InstanceState standby = now.state().standbyInstance().orElseThrow();
        List<HostCommand> all = new ArrayList<>();
        if (!standby.liveness().isStopped()) {
            all.add(new HostCommand(
                    standby.location().host(), now.dialect().stop(standby.location(), Dialect.StopMode.FAST, STOP)));
        }
        all.add(new HostCommand(master.host(), now.dialect().removeStandbyFromCatalog(master)));
        return all;
    }

    @Override
    public void act(RemoveStandby step, Situation now, Hands hands) throws InterruptedException {
        for (HostCommand c : commands(step, now)) {
            boolean catalog = c.host().equals(Guards.master(now).host());
            if (now.facts().containsKey(KEPT) && catalog && !stopped(now)) {
                now.remark("the standby's server was not seen to stop, so its row was left in the catalog");
                return;
            }
            Guards.remark(now, c.host(), c.command().toString(), hands.run(c));
        }
    }

    /** A server that runs on without a row would go on streaming, and commits would go on waiting for it. */
    private static boolean stopped(Situation now) throws InterruptedException {
        InstanceState standby = now.state().standbyInstance().orElseThrow();
        return standby.liveness().isStopped()
                || now.lookOnlyAt(standby.location()).liveness().isStopped();
    }

    @Override
    public Verdict verify(RemoveStandby step, Situation before, Situation after) throws InterruptedException {
        if (after.state().master().isEmpty()) {
            return Verdict.cannotTell("no single master answers, so its catalog can't be read");
        }
        if (after.state().standby().isPresent()) {
            return Verdict.doesNotHold("the catalog still names the standby on "
                    + after.state().standby().get().location().host());
        }
        InstanceLocation master = Guards.master(after);
        InstanceLocation removed =
                before.state().standby().map(CatalogRow::location).orElseThrow();
        DirectoryState left = after.inspection().directory(removed);
        if (before.facts().containsKey(KEPT)) {
            Optional<InstanceState> server = after.state().instance(removed);
            if (server.filter(i -> i.liveness().isStopped()).isEmpty()) {
                return Verdict.doesNotHold("the standby on " + removed.host()
                        + " is no longer in the catalog, but its server is not proved stopped: "
                        + server.map(i -> i.liveness().because()).orElse("it was not looked at"));
            }
        } else if (left.presence() != DirectoryState.Presence.ABSENT) {
            after.warn("clean-up pending: " + removed.dataDirectory() + " on " + removed.host()
                    + (left.presence() == DirectoryState.Presence.PRESENT
                            ? " was left there"
                            : " could not be looked at, it may have been left (" + left.note() + ")")
                    + "; addStandby moves it aside when it can prove whose it is");
        }
        after.prove(Evidence.Kind.CATALOG, master.host(), "gp_segment_configuration", "no row of a standby");
        return Verdict.holds("the standby on " + removed.host() + " is no longer in the catalog", List.of());
    }

    @Override
    public void expect(RemoveStandby step, Situation now, Forecast forecast) {
        if (now.facts().containsKey(KEPT)) {
            forecast.standbyLeft();
        } else {
            forecast.standbyRemoved();
        }
    }

    @Override
    public List<String> open(RemoveStandby step, Situation now) {
        return Guards.mayWait(now);
    }

    @Override
    public List<String> mayRefuse(RemoveStandby step) {
        return List.of("no single master answers", "the standby can't be seen and the master has no stream to it");
    }
}
