package io.github.gpfailover.core.internal.run;

import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.core.internal.caller.ExceptionText;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.step.Undo;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.spi.MasterChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The undoing of what no promotion has followed: a stopped master is started, a fence that a master runs behind is lifted, and clients are
 * given back. It exists because a cluster without any master serves nobody. Whatever can't be proved safe is left to a person, with the
 * command.
 */
final class Compensation {

    private static final Logger LOG = LoggerFactory.getLogger(Compensation.class);

    /** Promotion took 0.22 s (recording 82). */
    private static final Duration PROMOTION_SHOWS = Duration.ofSeconds(1);

    private static final Duration EACH = Duration.ofMinutes(2);
    /** How long a proof is waited for that nobody else is or becomes the master. */
    private static final Duration PROOF = Duration.ofMinutes(2);

    private final PlanRun run;
    private final OldMasterWatch watch;
    private final Aftermath aftermath;

    Compensation(PlanRun run, OldMasterWatch watch, Aftermath aftermath) {
        this.run = run;
        this.watch = watch;
        this.aftermath = aftermath;
    }

    /** Undoes what can be undone after a plan that ended so. */
    void after(Outcome outcome) throws InterruptedException {
        // An earlier run of this execution may have sent the promotion too, and one that has much to replay shows late.
        if (outcome == Outcome.IN_DOUBT || run.state().promotionPending()) {
            byHand("a promotion may be under way, so the old master was NOT started again; find out first who is"
                    + " master, and only if nobody is: ");
            return;
        }
        for (InstanceLocation stopped : run.state().stops()) {
            start(undo(stopped));
        }
        // Only what this execution set: one of an earlier plan holds a server that others have followed. Lost in part,
        // or set in part, it keeps a master from serving all the same.
        Optional<InstanceLocation> fencing =
                run.state().promoted() ? Optional.empty() : run.notes().fencing();
        if (fencing.isPresent()) {
            lift(fencing.get());
        }
        if (run.setting().traffic().left().isPresent()) {
            masterStays();
        }
    }

    /** Does so after an unexpected error; says whether this thread was interrupted meanwhile. */
    boolean afterError(Outcome outcome) {
        try {
            after(outcome);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        } catch (RuntimeException | Error e) {
            LOG.error("execution {}: what was done could not be undone\n{}", run.executionId(), ExceptionText.trace(e));
            byHand("the master was stopped; if nobody else is the master, run ");
        }
        return false;
    }

    /** Leaves each stop that no promotion has followed to a person. */
    void byHand(String why) {
        run.state().stops().forEach(s -> aftermath.next(why + undo(s)));
    }

    private Undo undo(InstanceLocation stopped) {
        return Undo.start(stopped, run.setting().dialect().get());
    }

    /** Gives clients back to the old master, if it is the one that serves: anything else would be a guess. */
    private void masterStays() throws InterruptedException {
        MasterChange move = run.setting().traffic().left().orElseThrow();
        boolean serves = run.observer()
                .look()
                .master()
                .filter(m -> m.location().equals(move.oldMaster()))
                .isPresent();
        if (!serves) {
            return;
        }
        run.begin(EACH);
        List<String> failed = run.setting().traffic().stays(run.actions());
        failed.forEach(f -> aftermath.next(f + "; give clients back to " + move.oldMaster() + " by hand"));
        if (failed.isEmpty()) {
            aftermath.warn(
                    "the plan ended before the promotion, so the traffic hooks were told that the master stays at "
                            + move.oldMaster());
        }
    }

    /** Lifts a fence that a master runs behind, if nobody else is or becomes the master. */
    private void lift(InstanceLocation at) throws InterruptedException {
        List<Fence> fences = watch.leavingRunning();
        String names = String.join(", ", fences.stream().map(Fence::name).toList());
        ClusterState first = run.observer().look();
        run.sleeper().sleep(PROMOTION_SHOWS);
        ClusterState second = run.observer().look();
        List<String> left = List.of("it is not certain that nobody else is or becomes the master: " + second.summary());
        if (othersAreNoMasters(at, first) && othersAreNoMasters(at, second)) {
            run.begin(EACH);
            left = new ArrayList<>();
            for (Fence fence : fences) {
                try {
                    left.addAll(
                            run.handlers().release(fence, new StepContext(run.setting(), second, 0, List.of()), at));
                } catch (RuntimeException e) {
                    left.add(fence.name() + ": " + e);
                }
            }
        }
        if (left.isEmpty()) {
            run.notes().fenceGone();
            run.notes().fencingUndone();
            aftermath.warn("the plan ended before the promotion, so what the fence " + names + " had set on " + at
                    + " was lifted again");
        } else {
            aftermath.next("what the fence " + names + " set on " + at + ", wholly or in part, was not lifted: "
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
        ClusterState first = run.observer().look();
        if (first.master().filter(m -> m.location().equals(at)).isPresent()) {
            // The step ended before it came to the stop.
            run.notes().notStopped(at);
            return;
        }
        // A standby that is being promoted still refuses as a standby does: a second observation shows what it is.
        run.sleeper().sleep(PROMOTION_SHOWS);
        ClusterState second = run.observer().look();
        Deadline proved = run.deadline(PROOF);
        while (!(mayStart(at, first) && mayStart(at, second))
                && (mayShow(second) || mayStart(at, second))
                && !proved.passed()) {
            // Nobody serves meanwhile, and what could not be seen just now may be seen again; then twice, as ever.
            run.sleeper().sleep(PROMOTION_SHOWS);
            first = second;
            second = run.observer().look();
        }
        if (second.master().filter(m -> m.location().equals(at)).isPresent()) {
            run.notes().notStopped(at);
            return;
        }
        if (!mayStart(at, first) || !mayStart(at, second)) {
            aftermath.next(
                    at + " was not started again, since it is not certain that nobody else is or becomes the master: "
                            + second.summary() + "; when it is stopped and nobody else is the master, run " + stopped);
            return;
        }
        run.begin(EACH);
        try {
            run.actions().run(stopped.command());
        } catch (GpFailoverException e) {
            aftermath.next("the master could not be started again (" + e.getMessage() + "); run by hand: " + stopped);
        }
        boolean serves = run.observer().look().masters().stream()
                .anyMatch(m -> m.location().equals(at));
        if (serves) {
            run.notes().notStopped(at);
            aftermath.warn("the plan ended before the promotion, so the master was started again: " + stopped);
        } else {
            aftermath.next("no master answers after " + stopped + "; start it by hand");
        }
    }

    /** Whether what keeps the server from being started is only that something could not be seen. */
    private static boolean mayShow(ClusterState state) {
        return state.masters().isEmpty()
                && state.instances().stream().anyMatch(i -> i.liveness().isUnknown());
    }

    /** The server itself must be proved stopped, and every other one stopped or a standby. */
    private static boolean mayStart(InstanceLocation at, ClusterState state) {
        return state.instances().stream()
                .allMatch(i -> i.liveness().isStopped()
                        || (i.role() == InstanceRole.STANDBY && !i.location().equals(at)));
    }
}
