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
 * @since 0.1
 */
public record ClusterState(
        Instant observedAt,
        Optional<GreenplumVersion> version,
        List<InstanceState> instances,
        List<CatalogRow> catalog,
        Optional<ReplicationState> replication,
        List<String> conflicts) {

    /**
     * Checks and copies the parts.
     *
     * @param observedAt when the observation ended, by the controller's clock
     * @param version the product and version that a server told; empty if none could be asked
     * @param instances the servers that are, were or could become the master, in the order they were asked for
     * @param catalog the rows of {@code gp_segment_configuration}, from the one server that acts as a master
     * @param replication the master's stream to its standby; empty if it has none, or no single master answered
     * @param conflicts where two sources contradict each other, one sentence each
     * @throws NullPointerException if a part is null
     */
    public ClusterState {
        Checks.notNull(observedAt, "observedAt");
        Checks.notNull(version, "version");
        instances = List.copyOf(Checks.notNull(instances, "instances"));
        catalog = List.copyOf(Checks.notNull(catalog, "catalog"));
        Checks.notNull(replication, "replication");
        conflicts = List.copyOf(Checks.notNull(conflicts, "conflicts"));
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
     * @return that server; empty if the catalog names none, or it was not looked at
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
     * @return that server; empty if it was not looked at
     */
    public Optional<InstanceState> instance(InstanceLocation location) {
        return instances.stream().filter(i -> i.location().equals(location)).findFirst();
    }

    /**
     * Tells who is master and standby, in one line.
     *
     * @return a sentence for people
     */
    public String summary() {
        List<InstanceState> masters = masters();
        String who = switch (masters.size()) {
            case 0 -> "no master answers";
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
                                + replication.map(x -> " (" + x + ")").orElse(" (not replicating)"))
                        .orElse("no standby");
        return who + ", " + standbyText + (conflicts.isEmpty() ? "" : ", in conflict: " + String.join("; ", conflicts));
    }
}
