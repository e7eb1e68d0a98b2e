package io.github.gpfailover.core.internal.step;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.spi.FenceProof;
import io.github.gpfailover.step.PlanStep;
import java.util.List;
import java.util.Optional;

/**
 * The set of handlers that an engine is given. It exists so that the engine does not know the classes that do the steps.
 */
public interface HandlerSet {

    /**
     * Which server to start in a cluster without a master.
     *
     * @param at the server; empty if that can't be determined
     * @param words which one and which not, or why it can't be determined
     */
    record Newest(Optional<InstanceLocation> at, String words) {}

    /** Finds the server to start in a cluster without a master. */
    Newest newest(StepContext now) throws InterruptedException;

    /** Finds why a configured standby does not stream; nothing, and no question, where it does. */
    List<String> whyNoStream(StepContext now) throws InterruptedException;

    /** Gives the handler of a step. */
    StepHandler<PlanStep> of(PlanStep step);

    /** Sets a fence on a server. */
    FenceProof fence(Fence fence, InstanceLocation oldMaster, StepContext now) throws InterruptedException;

    /** Checks whether a fence holds a server. */
    FenceProof verify(Fence fence, InstanceLocation oldMaster, StepContext now) throws InterruptedException;

    /**
     * What keeps a fence from being set on a server that is well; asked for that, the fence learns what it will need.
     */
    List<String> obstacles(Fence fence, StepContext now, InstanceLocation server) throws InterruptedException;

    /** Lifts what a fence set on a server; gives what is left of it. */
    List<String> release(Fence fence, StepContext now, InstanceLocation server) throws InterruptedException;
}
