package io.github.gpfailover.spi;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.internal.Parts;
import io.github.gpfailover.stability.Stable;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a probe is asked to observe.
 *
 * <p>It exists because a plan may name locations that the specification doesn't, such as a new standby's host. Immutable and
 * thread-safe.
 *
 * @since 0.1
 */
@Stable
public final class ObservationRequest {

    private static final Parts<ObservationRequest> PARTS = Parts.of(ObservationRequest.class)
            .and("cluster", ObservationRequest::cluster)
            .and("instances", ObservationRequest::instances)
            .and("timeout", ObservationRequest::timeout)
            .and("fenced", ObservationRequest::fenced);

    private final ClusterSpec cluster;
    private final List<InstanceLocation> instances;
    private final Duration timeout;
    private final Set<InstanceLocation> fenced;

    private ObservationRequest(Builder from) {
        cluster = from.cluster;
        instances = from.instances;
        timeout = from.timeout;
        fenced = from.fenced;
    }

    /**
     * Begins a request. Defaults: the locations of the specification's master and standby, 15 seconds a question, no fence.
     *
     * @param cluster the cluster
     * @return a builder
     * @throws NullPointerException if a part is null
     */
    public static Builder builder(ClusterSpec cluster) {
        return new Builder(cluster);
    }

    /**
     * Begins a value that holds what this one holds, to change parts of it.
     *
     * @return a builder, on which each part can be set once
     */
    public Builder toBuilder() {
        Builder builder = new Builder(cluster);
        builder.instances = instances;
        builder.timeout = timeout;
        builder.fenced = fenced;
        return builder;
    }

    /** {@return the cluster} */
    public ClusterSpec cluster() {
        return cluster;
    }

    /**
     * {@return the places to look at, without doubles; the state that is returned has one entry for each, in this order}
     */
    public List<InstanceLocation> instances() {
        return instances;
    }

    /** {@return how long a single question may take} */
    public Duration timeout() {
        return timeout;
    }

    /**
     * {@return the places whose servers a fence holds, by proof: one that answers as a master there is {@link
     * io.github.gpfailover.cluster.InstanceRole#FENCED}, and neither its catalog nor its stream is the cluster's}
     */
    public Set<InstanceLocation> fenced() {
        return fenced;
    }

    /**
     * Gives the role of a server that answers as a master.
     *
     * @param at its location
     * @return {@code FENCED} if a fence holds that location, else {@code MASTER}
     */
    public InstanceRole masterRole(InstanceLocation at) {
        return fenced.contains(at) ? InstanceRole.FENCED : InstanceRole.MASTER;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return PARTS.equal(this, other);
    }

    @Override
    public int hashCode() {
        return PARTS.hash(this);
    }

    /** Returns all parts, by name. */
    @Override
    public String toString() {
        return PARTS.text(this);
    }

    /**
     * The builder of an observation request. Null is refused with a {@link NullPointerException}, a part that is set twice with an
     * {@link IllegalStateException}. Not thread-safe.
     */
    public static final class Builder {

        private final Given given = new Given();
        private final ClusterSpec cluster;
        private List<InstanceLocation> instances;
        private Duration timeout = Duration.ofSeconds(15);
        private Set<InstanceLocation> fenced = Set.of();

        private Builder(ClusterSpec cluster) {
            this.cluster = Checks.notNull(cluster, "cluster");
            instances = cluster.masterLocations();
        }

        /**
         * Sets {@link ObservationRequest#instances()}.
         *
         * @param instances the locations to observe, without doubles
         * @return this builder
         */
        public Builder instances(List<InstanceLocation> instances) {
            this.instances = given.list("instances", instances);
            return this;
        }

        /**
         * Sets {@link ObservationRequest#timeout()}.
         *
         * @param timeout how long a single question may take
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder timeout(Duration timeout) {
            given.once("timeout");
            this.timeout = Checks.positive(timeout, "timeout");
            return this;
        }

        /**
         * Sets {@link ObservationRequest#fenced()}.
         *
         * @param fenced the locations whose servers a fence holds, by proof: one that answers as a master there is {@link
         *     io.github.gpfailover.cluster.InstanceRole#FENCED}, and neither its catalog nor its stream is the cluster's
         * @return this builder
         */
        public Builder fenced(Set<InstanceLocation> fenced) {
            given.once("fenced");
            this.fenced = Set.copyOf(Checks.notNull(fenced, "fenced"));
            return this;
        }

        /**
         * Makes the value.
         *
         * @return the value
         */
        public ObservationRequest build() {
            return new ObservationRequest(this);
        }
    }
}
