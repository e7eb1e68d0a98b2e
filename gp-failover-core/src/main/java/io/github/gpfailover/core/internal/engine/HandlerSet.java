package io.github.gpfailover.core.internal.engine;

import io.github.gpfailover.step.PlanStep;
import java.util.List;

/** Exists so that the engine knows no step by name: it is handed the set of handlers. */
public interface HandlerSet {

    /** Gives the handler of a step. */
    StepHandler<PlanStep> of(PlanStep step);

    /** What a step would send or do, for the preview. */
    List<String> describe(PlanStep step, Situation now) throws InterruptedException;
}
