package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.core.internal.forecast.Forecast;
import io.github.gpfailover.core.internal.join.StandbyStart;
import io.github.gpfailover.core.internal.join.StartProof;
import io.github.gpfailover.core.internal.known.ExecutionNotes;
import io.github.gpfailover.core.internal.step.Actions;
import io.github.gpfailover.core.internal.step.Deed;
import io.github.gpfailover.core.internal.step.HostCommand;
import io.github.gpfailover.core.internal.step.Judgement;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.step.AddStandby.Strategy;
import java.util.List;
import java.util.Optional;

/** The start of a standby that the catalog names, where it is: it is never taken away, whatever becomes of the start. */
final class ConfiguredStart implements Deed {

    private final StepContext now;
    private final InstanceLocation target;
    private Optional<String> unproved = Optional.empty();

    /**
     * Prepares a start.
     *
     * @param now what was observed before
     * @param target the standby
     */
    ConfiguredStart(StepContext now, InstanceLocation target) {
        this.now = now;
        this.target = target;
    }

    @Override
    public List<HostCommand> commands() throws InterruptedException {
        return List.of(new StandbyStart(target, now).command());
    }

    @Override
    public void act(Actions actions) throws InterruptedException {
        boolean runs = now.state()
                .instance(target)
                .filter(s -> s.role() == InstanceRole.STANDBY)
                .isPresent();
        StandbyStart start = new StandbyStart(target, now);
        // Proved anew: it may have been touched since the decision.
        StartProof proof = start.proof();
        unproved = start.run(proof, runs, actions);
        actions.fact("strategy", "START");
        actions.fact("strategyReason", String.join("; ", proof.proved()));
        if (unproved.isPresent()) {
            actions.fact("unproved", unproved.get());
            actions.remark(
                    "the standby at " + target + " was started where it is, and is not proved: " + unproved.get());
            StreamDiagnosis.why(now).forEach(actions::remark);
        }
    }

    @Override
    public Judgement verify(StepContext after) {
        if (after.state().master().isEmpty()) {
            return Judgement.cannotTell("no single master answers, so its catalog can't be read");
        }
        if (!StandbyVerdict.named(target, after)) {
            return Judgement.doesNotHold("the catalog names no standby at " + target);
        }
        if (unproved.isPresent() && after.notes().starting(target)) {
            return Judgement.doesNotHold("the standby at " + target
                    + ", which the catalog names, was started where it is, without a copy, and is not proved to"
                    + " stream: "
                    + unproved.get());
        }
        return StandbyVerdict.of(target, "; it was started where it is, without a copy", after);
    }

    @Override
    public void expect(Forecast forecast, ExecutionNotes notes) throws InterruptedException {
        forecast.standbyAdded(target, Strategy.FOLLOW);
    }
}
