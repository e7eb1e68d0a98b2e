package io.github.gpfailover.step;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.stability.Stable;
import java.util.List;

/**
 * What a step of the caller's own does.
 *
 * <p>It exists as the open end of the closed set of steps. The engine calls {@link #decide}, then, if that says {@link Decision.Ready},
 * {@link #act} once, then {@link #verify}; a retry starts again at {@link #decide}. Calls come one at a time, on a thread that the {@link
 * io.github.gpfailover.spi.Sleeper} chooses, which may be another one each time.
 *
 * <p>Whatever a method does, the plan ends with a report, and a master that was stopped for it is started again where that can be undone. A
 * null, an exception or an {@link Error} counts as: decide() refuses, act() came to an end that only verify() can judge, verify() can't determine
 * it. A call that outlasts the step's deadline is interrupted and counts as failed; its context sends nothing from then on. The text of an
 * exception stands in the report and the log, with whatever may be a password masked: put no secret in it.
 *
 * <p>For callers to implement: a method that is added later has a default.
 *
 * @since 0.1
 */
@Stable
public interface CustomStep {

    /**
     * Gives the step's name, for reports and for messages.
     *
     * @return one line
     */
    String name();

    /**
     * Says whether there is something to do. Must not change anything: previews call it too.
     *
     * @param context what the step may see
     * @return the decision
     * @throws InterruptedException if the thread was interrupted
     */
    Decision decide(Context context) throws InterruptedException;

    /**
     * Says what {@link #act} would do, for the preview.
     *
     * @param context what the step may see
     * @return one line a command or action; by default none
     */
    default List<String> describe(Context context) {
        return List.of();
    }

    /**
     * Does it.
     *
     * @param context what to work with
     * @throws InterruptedException if the thread was interrupted
     */
    void act(Context context) throws InterruptedException;

    /**
     * Says whether it is done, from what can be observed now.
     *
     * @param context what the step may see, observed again
     * @return the verdict
     * @throws InterruptedException if the thread was interrupted
     */
    Verdict verify(Context context) throws InterruptedException;

    /**
     * What a custom step works with. Valid only during the call that it was handed to.
     *
     * <p>Not for callers to implement: methods are added without a default.
     *
     * @since 0.1
     */
    interface Context {

        /**
         * Gives the cluster.
         *
         * @return its specification
         */
        ClusterSpec cluster();

        /**
         * Gives the last observation.
         *
         * @return the state
         */
        ClusterState state();

        /**
         * Gives the transport for commands. Those that are mutating are journaled first.
         *
         * @return the transport
         */
        CommandTransport transport();
    }
}
