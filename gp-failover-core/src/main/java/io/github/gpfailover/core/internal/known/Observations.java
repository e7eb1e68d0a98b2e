package io.github.gpfailover.core.internal.known;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;

/** New observations of the cluster within an act: of the real one, or of the model that a forecast changes. */
public interface Observations {

    /** Observes all locations that are known. */
    ClusterState now() throws InterruptedException;

    /** Observes one server alone, which is no basis for a decision about the cluster. */
    InstanceState only(InstanceLocation at) throws InterruptedException;
}
