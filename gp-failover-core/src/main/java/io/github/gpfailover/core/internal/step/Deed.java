package io.github.gpfailover.core.internal.step;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.forecast.Forecast;
import io.github.gpfailover.core.internal.known.ExecutionNotes;
import java.util.List;
import java.util.Optional;

/**
 * An act that was decided. Its fields are its targets: which standby, which old master, which strategy. It exists so that what a decision
 * learned reaches the act, its judgement, its forecast and its undoing as values, and by no other route.
 */
public interface Deed {

    /** The exact commands that it sends to change something, for a preview and for the act itself. */
    default List<HostCommand> commands() throws InterruptedException {
        return List.of();
    }

    /** What it sends or does, one line each, for a preview. */
    default List<String> describe() throws InterruptedException {
        return commands().stream().map(HostCommand::toString).toList();
    }

    /**
     * Does it. By default the commands, in order; each is sent whatever the exit status of the one before was.
     *
     * <p>An act is a sequence of effects, and can be ended by an exception in the middle of them. What it found by then must not be lost, so
     * it is told as it is found, to {@link Actions#found}, and not returned.
     */
    default void act(Actions actions) throws InterruptedException {
        for (HostCommand command : commands()) {
            actions.run(command);
        }
    }

    /** Judges, by what was observed after the act, whether what was wanted holds. */
    Judgement verify(StepContext after) throws InterruptedException;

    /**
     * Writes into the forecast what it would change.
     *
     * @param forecast the model of the cluster
     * @param notes the notes of the forecast, which are not those of the execution
     */
    default void expect(Forecast forecast, ExecutionNotes notes) throws InterruptedException {}

    /** What keeps its end from being foretold, though nothing speaks against beginning it. */
    default List<String> open() {
        return List.of();
    }

    /** The master that can serve no more once the act has begun; empty if all masters are left as they are. */
    default Optional<InstanceLocation> leaving() {
        return Optional.empty();
    }

    /** Whether the act itself calls hooks for the leaving master, at a better moment than its beginning. */
    default boolean tellsOfLeaving() {
        return false;
    }

    /** Whether it may change something by other means than the commands it sends, which nobody counts. */
    default boolean actsOutside() {
        return false;
    }

    /** Whether the act, once done, has only looked, so that an observation right before it still holds. */
    default boolean onlyLooked() {
        return false;
    }

    /** The servers that it stops, which are started again where the plan ends before a promotion. */
    default List<InstanceLocation> stops() {
        return List.of();
    }
}
