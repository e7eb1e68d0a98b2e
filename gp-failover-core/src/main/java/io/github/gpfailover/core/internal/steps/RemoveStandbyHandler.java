package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.core.internal.inspect.Answer;
import io.github.gpfailover.core.internal.inspect.AnswerOf;
import io.github.gpfailover.core.internal.step.Findings;
import io.github.gpfailover.core.internal.step.Noted;
import io.github.gpfailover.core.internal.step.Objections;
import io.github.gpfailover.core.internal.step.Ruling;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.step.StepHandler;
import io.github.gpfailover.step.ReasonCode;
import io.github.gpfailover.step.RemoveStandby;
import java.util.List;
import java.util.Optional;

/**
 * The handler of {@code removeStandby()}. It exists to remove the standby; the catalog decides, since the utility's exit status lied (a1,
 * a2).
 */
final class RemoveStandbyHandler implements StepHandler<RemoveStandby> {

    @Override
    public Ruling decide(RemoveStandby step, StepContext now) throws InterruptedException {
        Objections needed = Guards.needMaster(now);
        Objections refusal = needed.any() ? needed : standbyServes(now);
        if (refusal.any()) {
            return refusal.refusal();
        }
        Optional<CatalogRow> standby = now.state().standby();
        if (standby.isEmpty()) {
            return Ruling.satisfied("the catalog on " + Guards.master(now).host() + " has no standby");
        }
        Objections unseen = unseen(step, standby.get().location(), now);
        if (unseen.any()) {
            return unseen.refusal();
        }
        Noted<Removal> prepared = removal(step, standby.get(), now);
        Removal removal = prepared.answer();
        Ruling ruling = step.keepDirectory() && removal.route() == Removal.Route.UTILITY
                ? Ruling.notYet(
                        ReasonCode.KEEP_DIRECTORY_IMPOSSIBLE,
                        "the plan says keepDirectory, and the vendor's utility would delete it: the standby at "
                                + standby.get().location() + " can't be seen, and so not be stopped ("
                                + removal.intent() + ")")
                : Ruling.ready(removal.intent(), removal);
        return ruling.noting(unseen.findings().and(prepared.findings()));
    }

    private static Noted<Removal> removal(RemoveStandby step, CatalogRow standby, StepContext now)
            throws InterruptedException {
        String what = "remove the standby on " + standby.location().host();
        boolean unseen = now.state()
                .instance(standby.location())
                .filter(i -> !i.liveness().isUnknown())
                .isEmpty();
        if (!unseen && step.keepDirectory()) {
            Findings kept = Findings.fact("directoryKept", standby.location().dataDirectory());
            String intent = what + ": stop it, and take it out of the catalog by SQL; its directory stays";
            return new Noted<>(new Removal(step, now, standby, Removal.Route.KEEPING, intent), kept);
        }
        if (!unseen) {
            return Noted.of(new Removal(step, now, standby, Removal.Route.UTILITY, what + " by the vendor's utility"));
        }
        DeadStandby dead = DeadStandby.look(standby, now);
        if (dead.obstacle().isEmpty()) {
            Findings destroyed = Findings.fact(
                    "socketsDestroyedTo",
                    String.join(", ", dead.sockets().orElseThrow().addresses()));
            String intent =
                    what + " quickly, by destroying the master's sockets to it and by SQL, since " + dead.silence();
            return new Noted<>(new Removal(step, now, standby, Removal.Route.QUICK, intent), destroyed);
        }
        String intent = what
                + " by the vendor's utility, which waits with all commits until the master gives the standby up (264 s"
                + " were seen, wal_sender_timeout is 300 s); the quick way is closed: "
                + dead.obstacle().get();
        return Noted.of(new Removal(step, now, standby, Removal.Route.UTILITY, intent));
    }

    /**
     * A server that can't be seen may be the real master of an old one that was started again, whose catalog still calls it the standby.
     * The master's host may see it; or the master has, or had a while ago, a stream to it.
     */
    private static Objections unseen(RemoveStandby step, InstanceLocation standby, StepContext now)
            throws InterruptedException {
        boolean seen = now.state()
                .instance(standby)
                .filter(i -> !i.liveness().isUnknown())
                .isPresent();
        if (seen) {
            return Objections.none();
        }
        InstanceLocation master = Guards.master(now);
        Answer answer = now.inspection().ask(new AnswerOf(master, standby));
        if (answer == Answer.TAKES_SESSIONS) {
            return Objections.of(
                    ReasonCode.STANDBY_IS_MASTER,
                    "the catalog on " + master.host() + " calls the server at " + standby
                            + " the standby, but to " + master.host()
                            + " it takes sessions: it is a MASTER, and the removal would delete its"
                            + " directory; find out which of the two is the real one, and fence the other");
        }
        if (answer == Answer.STANDBY || now.state().replication().isPresent()) {
            return Objections.none();
        }
        if (step.acceptUnseen().isPresent()) {
            return Objections.none()
                    .noting(Findings.warning("a standby that nobody sees is removed ("
                            + step.acceptUnseen().get() + "): " + standby));
        }
        return Objections.passing(
                ReasonCode.STANDBY_UNSEEN,
                "nobody sees the server at " + standby + ", and the master has no stream to it: it may be the real"
                        + " master of an old one that was started again, and the"
                        + " removal would delete its directory; make sure, then write"
                        + " removeStandby(r -> r.acceptUnseen(\"why\"))");
    }

    /** The utility deletes the directory of whatever lives there: it must not be a server that is more than a standby. */
    private static Objections standbyServes(StepContext now) {
        return now.state()
                .standbyInstance()
                .filter(i -> i.liveness().isRunning())
                .filter(i -> i.role() != InstanceRole.STANDBY && i.role() != InstanceRole.TRANSIENT)
                .map(i -> Objections.passing(
                        ReasonCode.STANDBY_NOT_RUNNING,
                        "the catalog calls the server at " + i.location()
                                + " the standby, but it does not run as one, and the removal would delete its"
                                + " directory: "
                                + i.liveness().because()))
                .orElse(Objections.none());
    }

    @Override
    public List<String> mayRefuse(RemoveStandby step) {
        return List.of("no single master answers", "the standby can't be seen and the master has no stream to it");
    }
}
