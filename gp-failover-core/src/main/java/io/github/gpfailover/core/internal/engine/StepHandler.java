package io.github.gpfailover.core.internal.engine;

import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.PlanStep;
import io.github.gpfailover.step.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * Exists so that each step is one class: how it decides, what it sends, how it is judged, what is expected of it, and how it is
 * undone. Handlers hold no state.
 *
 * @param <S> the step
 */
public interface StepHandler<S extends PlanStep> {

    /** Says whether there is something to do. Never changes anything. */
    Decision decide(S step, Situation now) throws InterruptedException;

    /** The exact commands that the act sends to change something, for the preview and for the act itself. */
    default List<HostCommand> commands(S step, Situation now) throws InterruptedException {
        return List.of();
    }

    /** Does it. By default the commands, in order; each is sent whatever the exit status of the one before was. */
    default void act(S step, Situation now, Hands hands) throws InterruptedException {
        for (HostCommand command : commands(step, now)) {
            hands.run(command);
        }
    }

    /** Says whether what was wanted holds, from what was observed after the act. */
    default Verdict verify(S step, Situation before, Situation after) throws InterruptedException {
        return Verdict.cannotTell(step.name() + " only observes");
    }

    /** Writes into the forecast what this step would change. */
    default void expect(S step, Situation now, Forecast forecast) throws InterruptedException {}

    /** What could make the step refuse when its time comes. */
    default List<String> mayRefuse(S step) {
        return List.of();
    }

    /** Whether the step only looks: "it holds" is then a success, and not a skipped act. */
    default boolean onlyLooks() {
        return false;
    }

    /** Whether the act may change something by other means than the commands it sends, which nobody counts. */
    default boolean actsOutside(S step, Situation before) {
        return false;
    }

    /** Whether it is the step's own work to wait until a refusal passes. */
    default boolean waits(S step, Situation now, Decision.Refused refusal) {
        return false;
    }

    /** What keeps the end of an act from being foretold, though nothing speaks against beginning it. */
    default List<String> open(S step, Situation now) {
        return List.of();
    }

    /** How the step ends when it must not act. */
    default Outcome whenRefused() {
        return Outcome.REFUSED;
    }

    /** The master that can serve no more once the act has begun; empty if the act leaves all masters as they are. */
    default Optional<InstanceLocation> leaving(S step, Situation now) {
        return Optional.empty();
    }

    /** Whether the act itself tells hooks of the leaving master, at a better moment than its beginning. */
    default boolean tellsOfLeaving() {
        return false;
    }

    /** Undoes the act where the plan ends before a promotion; empty where nothing is to be undone. */
    default List<Undo> undo(S step, Situation before) {
        return List.of();
    }
}
