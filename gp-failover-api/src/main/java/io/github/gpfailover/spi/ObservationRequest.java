package io.github.gpfailover.spi;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.internal.Checks;
import java.time.Duration;
import java.util.List;

/**
 * What a probe is asked to look at.
 *
 * <p>Exists because a plan may name places that the specification doesn't, such as a new standby's host. Immutable and
 * thread-safe.
 *
 * @param cluster the cluster
 * @param instances the places to look at, without doubles; the state that is returned has one entry for each, in this order
 * @param timeout how long a single question may take
 * @since 0.1
 */
public record ObservationRequest(ClusterSpec cluster, List<InstanceLocation> instances, Duration timeout) {

    /**
     * Checks and copies the parts.
     *
     * @param cluster the cluster
     * @param instances the places to look at, without doubles
     * @param timeout how long a single question may take
     * @throws NullPointerException if a part is null
     * @throws IllegalArgumentException if the timeout is not positive
     */
    public ObservationRequest {
        Checks.notNull(cluster, "cluster");
        instances = List.copyOf(Checks.notNull(instances, "instances"));
        Checks.positive(timeout, "timeout");
    }
}
