package io.github.gpfailover.core.internal.step;

import io.github.gpfailover.Outcome;
import io.github.gpfailover.step.PlanStep;
import java.util.List;
import java.util.Optional;

/**
 * The decision of one kind of step. It alone sees the step and the observation; what it decides is a value. Handlers hold no state.
 *
 * @param <S> the step
 */
public interface StepHandler<S extends PlanStep> {

    /** Says whether there is something to do, and gives the act. Never changes anything. */
    Ruling decide(S step, StepContext now) throws InterruptedException;

    /** What could make the step refuse when its time comes. */
    default List<String> mayRefuse(S step) {
        return List.of();
    }

    /** Whether the step only observes: "it holds" is then a success, and not a skipped act. */
    default boolean onlyLooks() {
        return false;
    }

    /** The act by which the step waits until a refusal passes; empty if waiting is not its work. */
    default Optional<Deed> waitsBy(S step, StepContext now, Ruling.Refused refusal) {
        return Optional.empty();
    }

    /** How the step ends when it must not act. */
    default Outcome whenRefused() {
        return Outcome.REFUSED;
    }
}
