package io.github.gpfailover.cluster;

import io.github.gpfailover.internal.Checks;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One snapshot of a cluster, with where each fact came from.
 *
 * <p>Exists because every decision is made on what was observed, and on nothing else. What could not be observed is absent or
 * {@code UNKNOWN} here, never guessed; where sources disagree, {@link #conflicts()} says so and guards treat it as unknown.
 * Immutable and thread-safe.
 *
 * @param observedAt when the observation ended, by the controller's clock
 * @param version the product and version that a server told; empty if none could be asked
 * @param instances the servers that are, were or could become the master, in the order they were asked for
 * @param catalog the rows of {@code gp_segment_configuration}, from the one server that acts as a master; empty if there is not
 *     exactly one
 * @param replication the master's stream to its standby; empty if it has none, or no single master answered
 * @param conflicts where two sources contradict each other, one sentence each
 * @param sightings what other hosts see of servers that could not be seen directly; empty where nobody had to be asked
 * @param evidence what else was seen, beside the evidence that each server's liveness has
 * @param diagnosis why a configured standby does not stream, or which server to start where none runs, with what to do next, one sentence
 *     each; empty where all is well, or nobody asked further
 * @since 0.1
 */
public record ClusterState(
        Instant observedAt,
        Optional<GreenplumVersion> version,
        List<InstanceState> instances,
        List<CatalogRow> catalog,
        Optional<ReplicationState> replication,
        List<String> conflicts,
        List<Sighting> sightings,
        List<Evidence> evidence,
        List<String> diagnosis) {

    /**
     * Checks and copies the parts.
     *
     * @param observedAt when the observation ended, by the controller's clock
     * @param version the product and version that a server told; empty if none could be asked
     * @param instances the servers that are, were or could become the master, in the order they were asked for
     * @param catalog the rows of {@code gp_segment_configuration}, from the one server that acts as a master
     * @param replication the master's stream to its standby; empty if it has none, or no single master answered
     * @param conflicts where two sources contradict each other, one sentence each
     * @param sightings what other hosts see of servers that could not be seen directly
     * @param evidence what else was seen
     * @param diagnosis why something does not run that should, and what to do next
     * @throws NullPointerException if a part is null
     */
    public ClusterState {
        Checks.notNull(observedAt, "observedAt");
        Checks.notNull(version, "version");
        instances = List.copyOf(Checks.notNull(instances, "instances"));
        catalog = List.copyOf(Checks.notNull(catalog, "catalog"));
        Checks.notNull(replication, "replication");
        conflicts = List.copyOf(Checks.notNull(conflicts, "conflicts"));
        sightings = List.copyOf(Checks.notNull(sightings, "sightings"));
        evidence = List.copyOf(Checks.notNull(evidence, "evidence"));
        diagnosis = List.copyOf(Checks.notNull(diagnosis, "diagnosis"));
    }

    /**
     * Makes a state of which nobody asked further why something does not run.
     *
     * @param observedAt when the observation ended, by the controller's clock
     * @param version the product and version that a server told; empty if none could be asked
     * @param instances the servers that are, were or could become the master, in the order they were asked for
     * @param catalog the rows of {@code gp_segment_configuration}, from the one server that acts as a master
     * @param replication the master's stream to its standby; empty if it has none, or no single master answered
     * @param conflicts where two sources contradict each other, one sentence each
     * @param sightings what other hosts see of servers that could not be seen directly
     * @param evidence what else was seen
     * @throws NullPointerException if a part is null
     */
    public ClusterState(
            Instant observedAt,
            Optional<GreenplumVersion> version,
            List<InstanceState> instances,
            List<CatalogRow> catalog,
            Optional<ReplicationState> replication,
            List<String> conflicts,
            List<Sighting> sightings,
            List<Evidence> evidence) {
        this(observedAt, version, instances, catalog, replication, conflicts, sightings, evidence, List.of());
    }

    /**
     * Makes a state for which no other host was asked and nothing else was seen.
     *
     * @param observedAt when the observation ended, by the controller's clock
     * @param version the product and version that a server told; empty if none could be asked
     * @param instances the servers that are, were or could become the master, in the order they were asked for
     * @param catalog the rows of {@code gp_segment_configuration}, from the one server that acts as a master
     * @param replication the master's stream to its standby; empty if it has none, or no single master answered
     * @param conflicts where two sources contradict each other, one sentence each
     * @throws NullPointerException if a part is null
     */
    public ClusterState(
            Instant observedAt,
            Optional<GreenplumVersion> version,
            List<InstanceState> instances,
            List<CatalogRow> catalog,
            Optional<ReplicationState> replication,
            List<String> conflicts) {
        this(observedAt, version, instances, catalog, replication, conflicts, List.of(), List.of());
    }

    /**
     * Gives the same state with other conflicts.
     *
     * @param found where two sources contradict each other, all of them
     * @return the state
     * @throws NullPointerException if it is null
     */
    public ClusterState withConflicts(List<String> found) {
        return new ClusterState(
                observedAt, version, instances, catalog, replication, found, sightings, evidence, diagnosis);
    }

    /**
     * Gives the same state with another word on the stream.
     *
     * @param stream the master's stream to its standby; empty if it has none
     * @return the state
     * @throws NullPointerException if it is null
     */
    public ClusterState withReplication(Optional<ReplicationState> stream) {
        return new ClusterState(
                observedAt, version, instances, catalog, stream, conflicts, sightings, evidence, diagnosis);
    }

    /**
     * Gives the same state with another diagnosis.
     *
     * @param found why something does not run that should, and what to do next, one sentence each
     * @return the state
     * @throws NullPointerException if it is null
     */
    public ClusterState withDiagnosis(List<String> found) {
        return new ClusterState(
                observedAt, version, instances, catalog, replication, conflicts, sightings, evidence, found);
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
     * Gives the segments that are down or act in their partner's place.
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
     * @param server where it lives
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
     * Tells who is master and standby, in one line.
     *
     * @return a sentence for people
     */
    public String summary() {
        if (instances.isEmpty()) {
            return "not observed";
        }
        List<InstanceState> masters = masters();
        String who = switch (masters.size()) {
            case 0 -> "no master answers" + orphans();
            case 1 -> "master " + masters.get(0).location().host();
            default ->
                "TWO MASTERS: "
                        + String.join(
                                " and ",
                                masters.stream()
                                        .map(m -> m.location().host().value())
                                        .toList());
        };
        String standbyText = catalog.isEmpty()
                ? "standby not known"
                : standby()
                        .map(r -> "standby " + r.location().host()
                                + replication
                                        .map(x -> " (" + x + (standbySeen() ? ")" : ", by the master's word alone)"))
                                        .orElse(" (not replicating)"))
                        .orElse("no standby");
        return who + ", " + standbyText + (conflicts.isEmpty() ? "" : ", in conflict: " + String.join("; ", conflicts));
    }

    private boolean standbySeen() {
        return standbyInstance().filter(x -> x.liveness().isRunning()).isPresent();
    }

    private String orphans() {
        return String.join(
                "",
                instances.stream()
                        .filter(InstanceState::orphaned)
                        .map(i -> ", but " + i.processes().size() + " processes on "
                                + i.location().host() + " outlived their postmaster")
                        .toList());
    }

    /** Returns {@link #summary()}. */
    @Override
    public String toString() {
        return summary();
    }
}
