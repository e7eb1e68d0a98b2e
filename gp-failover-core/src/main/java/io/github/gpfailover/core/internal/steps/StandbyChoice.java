package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.dialect.JoinCommands;
import io.github.gpfailover.core.internal.inspect.DirectoryState.Presence;
import io.github.gpfailover.core.internal.inspect.JoinFacts;
import io.github.gpfailover.core.internal.inspect.JoinFactsOf;
import io.github.gpfailover.core.internal.join.JoinDecision;
import io.github.gpfailover.core.internal.join.Rewinding;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.step.AddStandby;
import io.github.gpfailover.step.AddStandby.Strategy;
import java.util.Map;
import java.util.Optional;

/**
 * The choice of a strategy for a standby at a location, from what is there and from what this execution has begun there.
 */
final class StandbyChoice {

    private StandbyChoice() {}

    /** The strategy; empty if the host could not determine what is there. */
    static Optional<JoinDecision> of(AddStandby step, InstanceLocation target, StepContext now)
            throws InterruptedException {
        InstanceState master = now.state().master().orElseThrow();
        JoinFacts facts = now.oldDirectory(target, master);
        if (facts.old().presence() == Presence.UNKNOWN) {
            return Optional.empty();
        }
        if (facts.old().presence() == Presence.ABSENT) {
            return Optional.of(JoinDecision.nothingThere(target));
        }
        Optional<Strategy> begun = now.notes().joining(target);
        boolean runs = now.state()
                .instance(target)
                .filter(i -> !i.liveness().isStopped())
                .isPresent();
        // The proof was held before anything was changed; once we have changed the directory, its state proves nothing.
        if (begun.isPresent()
                && (runs || (begun.get() == Strategy.REWIND && now.notes().isBroken(target)))) {
            return Optional.of(JoinDecision.begun(begun.get(), facts));
        }
        if (now.notes().isBroken(target)) {
            return Optional.of(JoinDecision.afterBrokenRewind(facts));
        }
        if (facts.survey().filter(s -> s.has(JoinCommands.copyMark(target))).isPresent()) {
            return Optional.of(JoinDecision.afterDeadCopy(facts));
        }
        if (unstartedRewind(step, target, facts, now)) {
            return Optional.of(JoinDecision.afterUnstartedRewind(facts));
        }
        boolean mine = begun.filter(s -> s == Strategy.REWIND).isPresent() && Rewinding.onlyMarked(target, now);
        JoinFacts seen = mine ? facts.without(JoinCommands.rewindMark(target)) : facts;
        return Optional.of(JoinDecision.of(step, seen, now.state(), now, Map.of()));
    }

    /** Whether what stands there is what a rewind of another execution has left, where the plan leaves the strategy open. */
    static boolean unstartedRewind(AddStandby step, InstanceLocation target, JoinFacts facts, StepContext now)
            throws InterruptedException {
        return step.strategy() == Strategy.AUTO
                && now.notes().joining(target).isEmpty()
                && facts.survey().filter(s -> s.has(JoinCommands.BACKUP_LABEL)).isPresent()
                && Rewinding.unstarted(target, now);
    }

    /** The strategy that is left when others have failed. */
    static JoinDecision next(
            AddStandby step, InstanceLocation target, ClusterState seen, StepContext now, Map<Strategy, String> failed)
            throws InterruptedException {
        JoinFacts facts =
                now.inspection().ask(new JoinFactsOf(target, seen.master().orElseThrow()));
        return now.notes().isBroken(target)
                ? JoinDecision.afterBrokenRewind(facts).with(failed)
                : JoinDecision.of(step, facts, seen, now, failed);
    }
}
