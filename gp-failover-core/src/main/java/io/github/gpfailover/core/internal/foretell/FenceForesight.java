package io.github.gpfailover.core.internal.foretell;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.step.HandlerSet;
import io.github.gpfailover.core.internal.step.Objections;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.step.FenceOldMaster;
import io.github.gpfailover.step.PlanStep;
import io.github.gpfailover.step.Reason;
import io.github.gpfailover.step.ReasonCode;
import java.util.ArrayList;
import java.util.List;

/**
 * The question to fences, while the master is well, whether they could be set on it. It exists because within an outage it is too late to
 * learn that a fence can't be set, and nobody reports then what the fence must know of the master.
 *
 * @param step the number of the fence step that they are of; 0 if none was asked
 * @param warnings obstacles of fences that have alternatives
 * @param obstacles obstacles of the only fence that the step names
 */
public record FenceForesight(int step, List<String> warnings, Objections obstacles) {

    public static final FenceForesight NONE = new FenceForesight(0, List.of(), Objections.none());

    /** Asks the fences of the first fence step from a number on; nobody if no single master answers. */
    public static FenceForesight of(
            List<PlanStep> steps, int first, ClusterState state, StepContext.Setting setting, HandlerSet handlers)
            throws InterruptedException {
        if (state.master().isEmpty() || !state.conflicts().isEmpty()) {
            return NONE;
        }
        InstanceLocation master = state.master().get().location();
        for (int number = first; number <= steps.size(); number++) {
            List<PlanStep> following = steps.subList(number, steps.size());
            if (steps.get(number - 1) instanceof Activate) {
                return NONE;
            }
            if (steps.get(number - 1) instanceof FenceOldMaster fence
                    && following.stream().anyMatch(Activate.class::isInstance)) {
                StepContext now = new StepContext(setting, state, number, following);
                boolean named = fence.fence().isPresent();
                List<String> found = asked(fence.fence().map(List::of).orElse(setting.fences()), now, master, handlers);
                return named
                        ? new FenceForesight(number, List.of(), obstacles(found))
                        : new FenceForesight(number, found, Objections.none());
            }
        }
        return NONE;
    }

    private static Objections obstacles(List<String> found) {
        return new Objections(
                found.stream().map(o -> Reason.of(ReasonCode.FENCE_OBSTACLE, o)).toList(), false);
    }

    /** The obstacles of fences, each with its fence's name. */
    public static List<String> asked(List<Fence> fences, StepContext now, InstanceLocation master, HandlerSet handlers)
            throws InterruptedException {
        List<String> all = new ArrayList<>();
        for (Fence fence : fences) {
            handlers.obstacles(fence, now, master)
                    .forEach(o -> all.add("the fence " + fence.name() + " could not be set on " + master + ": " + o));
        }
        return all;
    }
}
