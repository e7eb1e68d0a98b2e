package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.forecast.Forecast;
import io.github.gpfailover.core.internal.join.JoinDecision;
import io.github.gpfailover.core.internal.join.Joining;
import io.github.gpfailover.core.internal.known.ExecutionNotes;
import io.github.gpfailover.core.internal.step.Actions;
import io.github.gpfailover.core.internal.step.Deed;
import io.github.gpfailover.core.internal.step.HostCommand;
import io.github.gpfailover.core.internal.step.Judgement;
import io.github.gpfailover.core.internal.step.Objections;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.step.AddStandby;
import io.github.gpfailover.step.AddStandby.Strategy;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The making of a standby by a strategy that was proved right, and, where the plan leaves it open, by those that are left when it fails. */
final class StandbyMaking implements Deed {

    private static final Duration LEAST_FOR_ANOTHER = Duration.ofMinutes(1);

    private final AddStandby step;
    private final StepContext now;
    private final InstanceLocation target;
    private final JoinDecision choice;
    /** The strategy that made it, or was tried last. */
    private JoinDecision last;

    private Optional<String> unproved = Optional.empty();

    /**
     * Prepares one.
     *
     * @param step what the plan says
     * @param now what was observed before
     * @param target where
     * @param choice by which strategy, and why
     */
    StandbyMaking(AddStandby step, StepContext now, InstanceLocation target, JoinDecision choice) {
        this.step = step;
        this.now = now;
        this.target = target;
        this.choice = choice;
        this.last = choice;
    }

    @Override
    public List<HostCommand> commands() throws InterruptedException {
        return choice.strategy() == Strategy.COPY
                ? new StandbyCopy(step, target, choice, now).commands()
                : new Joining(target, now.state(), now).foreseen(choice);
    }

    @Override
    public void act(Actions actions) throws InterruptedException {
        try {
            make(actions);
        } finally {
            unproved.ifPresent(why -> actions.fact("unproved", why));
        }
    }

    private void make(Actions actions) throws InterruptedException {
        ClusterState seen = now.state();
        Map<Strategy, String> failed = new EnumMap<>(Strategy.class);
        JoinDecision way = choice;
        while (way.strategy() != Strategy.COPY) {
            Joining joining = new Joining(target, seen, now);
            Optional<String> how = joining.join(way, actions);
            if (how.isEmpty()) {
                told(way, Optional.empty(), actions);
                return;
            }
            actions.remark(way.strategy() + " failed: " + how.get());
            told(way, Optional.of(way.strategy() + ": " + how.get()), actions);
            failed.put(way.strategy(), "it failed: " + how.get());
            seen = now.observeAgain();
            if (joining.noSpace().isPresent()
                    || step.strategy() != Strategy.AUTO
                    || !Joining.nothingLeft(seen, target)) {
                return;
            }
            if (actions.left().compareTo(LEAST_FOR_ANOTHER) < 0) {
                actions.remark("too little of the step's time is left for another strategy: "
                        + actions.left().toSeconds() + " s");
                return;
            }
            way = StandbyChoice.next(step, target, seen, now, failed);
            told(way, Optional.empty(), actions);
            actions.progress(failed.keySet() + " failed; now " + way);
        }
        if (AddStandbyHandler.begun(target, now) || StandbyVerdict.named(target, now)) {
            // What was begun is proved no more; its row would forbid the copy.
            new Joining(target, seen, now).abandon(actions);
            seen = now.observeAgain();
            if (!Joining.nothingLeft(seen, target)) {
                told(way, Optional.of(way.toString()), actions);
                return;
            }
        }
        copy(way, seen, actions);
    }

    private void copy(JoinDecision way, ClusterState seen, Actions actions) throws InterruptedException {
        Objections refusal = StandbyCopy.against(step, target, way, seen, now);
        told(way, Optional.empty(), actions);
        actions.found(refusal.findings());
        if (refusal.any()) {
            refusal.texts().forEach(actions::remark);
            return;
        }
        new StandbyCopy(step, target, way, now).make(actions);
    }

    /** Keeps which strategy was taken, and why it is not proved; both stand in the report: the reason once the act ends, since a later strategy may be proved. */
    private void told(JoinDecision way, Optional<String> why, Actions actions) {
        last = way;
        unproved = why;
        actions.found(way.findings());
    }

    @Override
    public Judgement verify(StepContext after) {
        if (after.state().master().isEmpty()) {
            return Judgement.cannotTell("no single master answers, so its catalog can't be read");
        }
        boolean rewinds =
                after.notes().joining(target).filter(s -> s == Strategy.REWIND).isPresent()
                        && after.notes().isBroken(target);
        boolean named = StandbyVerdict.named(target, after);
        if (!named && rewinds) {
            return Judgement.cannotTell("pg_rewind was begun on " + target
                    + ", and how it ended is not known: it may go on, so nothing else was done there");
        }
        if (!named) {
            return Judgement.doesNotHold("the catalog names no standby at " + target);
        }
        if (unproved.isPresent() && AddStandbyHandler.begun(target, after)) {
            return Judgement.doesNotHold(
                    "a standby at " + target + " was begun and is not proved to be right (" + unproved.get()
                            + "), and it could not be taken away again; stop it, and take it out of the catalog,"
                            + " before it is used");
        }
        return StandbyVerdict.of(
                target,
                switch (last.strategy()) {
                    case FOLLOW -> "; its old directory follows, without a copy";
                    case REWIND -> "; its old directory was rewound, without a copy";
                    default -> "";
                },
                after);
    }

    @Override
    public void expect(Forecast forecast, ExecutionNotes notes) throws InterruptedException {
        forecast.standbyAdded(target, choice.strategy());
    }
}
