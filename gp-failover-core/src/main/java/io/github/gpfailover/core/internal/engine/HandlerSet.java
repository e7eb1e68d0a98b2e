package io.github.gpfailover.core.internal.engine;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.step.PlanStep;
import java.util.List;

/** Exists so that the engine does not know the classes that do the steps: it is handed the set of them. */
public interface HandlerSet {

    /** Gives the handler of a step. */
    StepHandler<PlanStep> of(PlanStep step);

    /** What a step would send or do, for the preview. */
    List<String> describe(PlanStep step, Situation now) throws InterruptedException;

    /** What stands in a fence's way on a server that is well; the fence learns on the way what it will need. */
    List<String> obstacles(Fence fence, Situation now, InstanceLocation server) throws InterruptedException;
}
