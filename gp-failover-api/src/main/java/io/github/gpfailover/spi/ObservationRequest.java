package io.github.gpfailover.spi;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.internal.Checks;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What a probe is asked to look at.
 *
 * <p>Exists because a plan may name places that the specification doesn't, such as a new standby's host. Immutable and
 * thread-safe.
 *
 * @param cluster the cluster
 * @param instances the places to look at, without doubles; the state that is returned has one entry for each, in this order
 * @param timeout how long a single question may take
 * @param fenced the places whose servers a fence holds, by proof: one that answers as a master there is
 *     {@link io.github.gpfailover.cluster.InstanceRole#FENCED}, and neither its catalog nor its stream is the cluster's
 * @since 0.1
 */
public record ObservationRequest(
        ClusterSpec cluster, List<InstanceLocation> instances, Duration timeout, Set<InstanceLocation> fenced) {

    /**
     * Checks and copies the parts.
     *
     * @param cluster the cluster
     * @param instances the places to look at, without doubles
     * @param timeout how long a single question may take
     * @param fenced the places whose servers a fence holds, by proof
     * @throws NullPointerException if a part is null
     * @throws IllegalArgumentException if the timeout is not positive
     */
    public ObservationRequest {
        Checks.notNull(cluster, "cluster");
        instances = List.copyOf(Checks.notNull(instances, "instances"));
        Checks.positive(timeout, "timeout");
        fenced = Set.copyOf(Checks.notNull(fenced, "fenced"));
    }

    /**
     * Makes a request where no fence holds any server.
     *
     * @param cluster the cluster
     * @param instances the places to look at, without doubles
     * @param timeout how long a single question may take
     * @throws NullPointerException if a part is null
     * @throws IllegalArgumentException if the timeout is not positive
     */
    public ObservationRequest(ClusterSpec cluster, List<InstanceLocation> instances, Duration timeout) {
        this(cluster, instances, timeout, Set.of());
    }

    /**
     * Gives the role of a server that answers as a master.
     *
     * @param at where it lives
     * @return {@code FENCED} if a fence holds that place, else {@code MASTER}
     */
    public InstanceRole masterRole(InstanceLocation at) {
        return fenced.contains(at) ? InstanceRole.FENCED : InstanceRole.MASTER;
    }
}
