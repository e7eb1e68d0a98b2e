package io.github.gpfailover.spi;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.stability.Stable;

/**
 * A source of observations: it reads a cluster's state without changing it.
 *
 * <p>It exists so that every decision rests on an observation, and so that there can be several sources of one. The engine calls
 * it before and after each act, from the thread that runs the plan. Implementations must be thread-safe.
 *
 * <p>For callers to implement: a method that is added later has a default.
 *
 * @since 0.1
 */
@Stable
public interface StateProbe {

    /**
     * Observes a cluster.
     *
     * <p>What can't be seen is reported as unknown in the state, with evidence of what was met instead; an unreachable host is
     * never reported as stopped, and is no reason to throw.
     *
     * @param request what to observe
     * @return what was seen
     * @throws InterruptedException if the calling thread was interrupted
     */
    ClusterState observe(ObservationRequest request) throws InterruptedException;
}
