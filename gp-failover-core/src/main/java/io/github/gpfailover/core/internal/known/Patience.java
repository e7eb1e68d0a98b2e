package io.github.gpfailover.core.internal.known;

import io.github.gpfailover.cluster.ClusterState;

/** The wait of a run whose observation shows nothing at all. It exists because a controller without a network is no dead cluster. */
@FunctionalInterface
public interface Patience {

    /** Another observation. */
    @FunctionalInterface
    interface Observation {

        ClusterState make() throws InterruptedException;
    }

    /** No wait: what was observed is what there is. */
    Patience NONE = (seen, again) -> seen;

    /** Gives the observation, or a later one if the first shows nothing at all. */
    ClusterState sighted(ClusterState seen, Observation again) throws InterruptedException;
}
