package io.github.gpfailover.cluster;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.internal.Parts;
import io.github.gpfailover.stability.Stable;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One snapshot of a cluster, with where each fact came from.
 *
 * <p>It exists because every decision is made on what was observed, and on nothing else. What could not be observed is absent or
 * {@code UNKNOWN} here, never guessed; where sources disagree, {@link #conflicts()} says so and guards treat it as unknown.
 * Immutable and thread-safe.
 *
 * @since 0.1
 */
@Stable
public final class ClusterState {

    private static final Parts<ClusterState> PARTS = Parts.of(ClusterState.class)
            .and("observedAt", ClusterState::observedAt)
            .and("version", ClusterState::version)
            .and("instances", ClusterState::instances)
            .and("catalog", ClusterState::catalog)
            .and("replication", ClusterState::replication)
            .and("conflicts", ClusterState::conflicts)
            .and("sightings", ClusterState::sightings)
            .and("evidence", ClusterState::evidence)
            .and("diagnosis", ClusterState::diagnosis);

    private final Instant observedAt;
    private final Optional<GreenplumVersion> version;
    private final List<InstanceState> instances;
    private final List<CatalogRow> catalog;
    private final Optional<ReplicationState> replication;
    private final List<String> conflicts;
    private final List<Sighting> sightings;
    private final List<Evidence> evidence;
    private final List<String> diagnosis;

    private ClusterState(Builder from) {
        observedAt = from.observedAt;
        version = from.version;
        instances = from.instances;
        catalog = from.catalog;
        replication = from.replication;
        conflicts = from.conflicts;
        sightings = from.sightings;
        evidence = from.evidence;
        diagnosis = from.diagnosis;
    }

    /**
     * Begins a state of which nothing else is known yet: no part is set, and each that is not set stays empty.
     *
     * @param observedAt when the observation ended, by the controller's clock
     * @return a builder
     * @throws NullPointerException if a part is null
     */
    public static Builder builder(Instant observedAt) {
        return new Builder(observedAt);
    }

    /**
     * Begins a value that holds what this one holds, to change parts of it.
     *
     * @return a builder, on which each part can be set once
     */
    public Builder toBuilder() {
        Builder builder = new Builder(observedAt);
        builder.version = version;
        builder.instances = instances;
        builder.catalog = catalog;
        builder.replication = replication;
        builder.conflicts = conflicts;
        builder.sightings = sightings;
        builder.evidence = evidence;
        builder.diagnosis = diagnosis;
        return builder;
    }

    /** {@return when the observation ended, by the controller's clock} */
    public Instant observedAt() {
        return observedAt;
    }

    /** {@return the product and version that a server reported; empty if none could be asked} */
    public Optional<GreenplumVersion> version() {
        return version;
    }

    /** {@return the servers that are, were or could become the master, in the order they were asked for} */
    public List<InstanceState> instances() {
        return instances;
    }

    /**
     * {@return the rows of {@code gp_segment_configuration}, from the one server that acts as a master; empty if there is not
     * exactly one}
     */
    public List<CatalogRow> catalog() {
        return catalog;
    }

    /** {@return the master's stream to its standby; empty if it has none, or no single master answered} */
    public Optional<ReplicationState> replication() {
        return replication;
    }

    /** {@return where two sources contradict each other, one sentence each} */
    public List<String> conflicts() {
        return conflicts;
    }

    /** {@return what other hosts see of servers that could not be seen directly; empty where nobody had to be asked} */
    public List<Sighting> sightings() {
        return sightings;
    }

    /** {@return what else was seen, beside the evidence that each server's liveness has} */
    public List<Evidence> evidence() {
        return evidence;
    }

    /**
     * {@return why a configured standby does not stream, or which server to start where none runs, with what to do next, one
     * sentence each; empty where all is well, or nobody asked further}
     */
    public List<String> diagnosis() {
        return diagnosis;
    }

    /**
     * Gives the one server that acts as a master.
     *
     * @return that server; empty if none does, or more than one
     */
    public Optional<InstanceState> master() {
        InstanceState only = null;
        for (InstanceState instance : instances) {
            if (instance.role() == InstanceRole.MASTER) {
                if (only != null) {
                    return Optional.empty();
                }
                only = instance;
            }
        }
        return Optional.ofNullable(only);
    }

    /**
     * Gives every server that acts as a master. More than one is the disaster that this library exists to prevent.
     *
     * @return the servers whose role is {@link InstanceRole#MASTER}
     */
    public List<InstanceState> masters() {
        return instances.stream().filter(i -> i.role() == InstanceRole.MASTER).toList();
    }

    /**
     * Gives the standby that the master's catalog names.
     *
     * @return its row; empty if the catalog names none or could not be read
     */
    public Optional<CatalogRow> standby() {
        for (CatalogRow row : catalog) {
            if (row.isMasterOrStandby() && row.role() == CatalogRow.Role.MIRROR) {
                return Optional.of(row);
            }
        }
        return Optional.empty();
    }

    /**
     * Gives what was observed of the standby that the catalog names.
     *
     * @return that server; empty if the catalog names none, or it was not observed
     */
    public Optional<InstanceState> standbyInstance() {
        return standby().flatMap(r -> instance(r.location()));
    }

    /**
     * Gives the segments, without master and standby.
     *
     * @return the rows of content 0 and up
     */
    public List<CatalogRow> segments() {
        return catalog.stream().filter(r -> !r.isMasterOrStandby()).toList();
    }

    /**
     * Gives the segments that are down or act in their partner's role.
     *
     * @return those rows
     */
    public List<CatalogRow> degradedSegments() {
        return catalog.stream().filter(CatalogRow::degraded).toList();
    }

    /**
     * Gives the mirrors that are up and, by the catalog, not synchronised with their primaries: what their primaries write now
     * would be lost with them. Where a segment is down, its pair is degraded for that reason and not named here.
     *
     * @return those rows; none in a cluster without mirrors, where {@code mode} means nothing
     */
    public List<CatalogRow> unsynchronisedMirrors() {
        Map<Integer, CatalogRow> primaries = new HashMap<>();
        segments().stream()
                .filter(r -> r.role() == CatalogRow.Role.PRIMARY)
                .forEach(r -> primaries.put(r.content(), r));
        return segments().stream()
                .filter(r -> r.role() == CatalogRow.Role.MIRROR && r.up())
                .filter(r -> {
                    CatalogRow primary = primaries.get(r.content());
                    return primary == null || (primary.up() && !(primary.synchronised() && r.synchronised()));
                })
                .toList();
    }

    /**
     * Gives what was observed at a location.
     *
     * @param location the location
     * @return that server; empty if it was not observed
     */
    public Optional<InstanceState> instance(InstanceLocation location) {
        return instances.stream().filter(i -> i.location().equals(location)).findFirst();
    }

    /**
     * Gives what other hosts saw of a server.
     *
     * @param server its location
     * @return the sightings of it
     */
    public List<Sighting> sightingsOf(InstanceLocation server) {
        return sightings.stream().filter(x -> x.server().equals(server)).toList();
    }

    /**
     * Says what an operator would want to know here and can't, one sentence each. Whoever decides something must not take one of these
     * for settled.
     *
     * @return the sentences; empty if all is known
     */
    public List<String> unknowns() {
        return ClusterUnknowns.of(this);
    }

    /**
     * Describes the cluster for people, on a few lines: who is what, the stream, the segments, what is wrong and what to do, what is not
     * known, and what contradicts.
     *
     * @return text of several lines, each ended
     */
    public String describe() {
        return ClusterText.of(this);
    }

    /**
     * Writes the state as JSON, for programs: one object with times in ISO 8601, positions as text and ages in milliseconds.
     *
     * @return the JSON text
     */
    public String toJson() {
        return ClusterJson.of(this);
    }

    /**
     * Says who is master and standby, in one line.
     *
     * @return a sentence for people
     */
    public String summary() {
        return ClusterText.summary(this);
    }

    /** Returns {@link #summary()}. */
    @Override
    public String toString() {
        return summary();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return PARTS.equal(this, other);
    }

    @Override
    public int hashCode() {
        return PARTS.hash(this);
    }

    /**
     * The builder of a cluster state. Null is refused with a {@link NullPointerException}, a part that is set twice with an
     * {@link IllegalStateException}. Not thread-safe.
     */
    public static final class Builder {

        private final Given given = new Given();
        private final Instant observedAt;
        private Optional<GreenplumVersion> version = Optional.empty();
        private List<InstanceState> instances = List.of();
        private List<CatalogRow> catalog = List.of();
        private Optional<ReplicationState> replication = Optional.empty();
        private List<String> conflicts = List.of();
        private List<Sighting> sightings = List.of();
        private List<Evidence> evidence = List.of();
        private List<String> diagnosis = List.of();

        private Builder(Instant observedAt) {
            this.observedAt = Checks.notNull(observedAt, "observedAt");
        }

        /**
         * Sets {@link ClusterState#version()}.
         *
         * @param version the product and version that a server reported
         * @return this builder
         */
        public Builder version(Optional<GreenplumVersion> version) {
            this.version = given.value("version", version);
            return this;
        }

        /**
         * Sets {@link ClusterState#instances()}.
         *
         * @param instances the servers that are, were or could become the master, in the order they were asked for
         * @return this builder
         */
        public Builder instances(List<InstanceState> instances) {
            this.instances = given.list("instances", instances);
            return this;
        }

        /**
         * Sets {@link ClusterState#catalog()}.
         *
         * @param catalog the rows of {@code gp_segment_configuration}, from the one server that acts as a master
         * @return this builder
         */
        public Builder catalog(List<CatalogRow> catalog) {
            this.catalog = given.list("catalog", catalog);
            return this;
        }

        /**
         * Sets {@link ClusterState#replication()}.
         *
         * @param replication the master's stream to its standby
         * @return this builder
         */
        public Builder replication(Optional<ReplicationState> replication) {
            this.replication = given.value("replication", replication);
            return this;
        }

        /**
         * Sets {@link ClusterState#conflicts()}.
         *
         * @param conflicts where two sources contradict each other, one sentence each
         * @return this builder
         */
        public Builder conflicts(List<String> conflicts) {
            this.conflicts = given.list("conflicts", conflicts);
            return this;
        }

        /**
         * Sets {@link ClusterState#sightings()}.
         *
         * @param sightings what other hosts see of servers that could not be seen directly
         * @return this builder
         */
        public Builder sightings(List<Sighting> sightings) {
            this.sightings = given.list("sightings", sightings);
            return this;
        }

        /**
         * Sets {@link ClusterState#evidence()}.
         *
         * @param evidence what else was seen, beside the evidence that each server's liveness has
         * @return this builder
         */
        public Builder evidence(List<Evidence> evidence) {
            this.evidence = given.list("evidence", evidence);
            return this;
        }

        /**
         * Sets {@link ClusterState#diagnosis()}.
         *
         * @param diagnosis why a configured standby does not stream, or which server to start where none runs, with what to do
         *     next, one sentence each
         * @return this builder
         */
        public Builder diagnosis(List<String> diagnosis) {
            this.diagnosis = given.list("diagnosis", diagnosis);
            return this;
        }

        /**
         * Makes the value.
         *
         * @return the value
         */
        public ClusterState build() {
            return new ClusterState(this);
        }
    }
}
