package io.github.gpfailover.core.internal.probe;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.core.internal.identity.CatalogNames;
import io.github.gpfailover.core.internal.probe.InstanceProbe.Seen;
import io.github.gpfailover.spi.ObservationRequest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A cluster's state, made of what was seen of single servers. It exists so that every probe puts it together by the same rules.
 */
public final class Snapshot {

    /** A source that observes servers: one answer a location, in the order of the locations. */
    public interface Eyes {

        /** Observes. What can't be seen is unknown in the answer. */
        List<Seen> look(List<InstanceLocation> places) throws InterruptedException;
    }

    private Snapshot() {}

    /**
     * Observes the locations asked for, and at the standby that the one master's catalog names if that is another location.
     */
    public static ClusterState taken(ObservationRequest request, Eyes eyes, InstantSource clock, CatalogNames names)
            throws InterruptedException {
        List<Seen> seen = new ArrayList<>(eyes.look(request.instances()));
        CatalogNames.Told told =
                names.told(request, onlyMaster(seen).map(Seen::catalog).orElse(List.of()));
        List<CatalogRow> catalog = told.rows();
        List<InstanceLocation> named = catalog.stream()
                .filter(CatalogRow::isMasterOrStandby)
                .map(CatalogRow::location)
                .filter(l -> !request.instances().contains(l))
                .distinct()
                .toList();
        if (!named.isEmpty()) {
            seen.addAll(eyes.look(named));
        }
        // A server found only now may be a second master: then neither catalog is the cluster's.
        Optional<Seen> only = onlyMaster(seen);
        if (only.isEmpty()) {
            catalog = List.of();
        }
        Optional<ReplicationState> replication = only.flatMap(Seen::replication);
        Optional<GreenplumVersion> version =
                seen.stream().map(Seen::version).flatMap(Optional::stream).findFirst();
        List<String> faults = new ArrayList<>(only.isPresent() ? told.faults() : List.of());
        if (only.isPresent()) {
            InstanceLocation master = only.get().instance().location();
            for (CatalogRow row : catalog) {
                if (row.isMasterOrStandby()
                        && row.role() == CatalogRow.Role.PRIMARY
                        && !row.location().equals(master)) {
                    names.whyElsewhere(master, row, request).ifPresent(faults::add);
                }
            }
        }
        ClusterState state = ClusterState.builder(clock.instant())
                .version(version)
                .instances(seen.stream().map(Seen::instance).toList())
                .catalog(catalog)
                .replication(replication)
                .conflicts(faults)
                .build();
        return Conflicts.addedTo(state);
    }

    private static Optional<Seen> onlyMaster(List<Seen> seen) {
        List<Seen> masters = seen.stream()
                .filter(s -> s.instance().role() == InstanceRole.MASTER)
                .toList();
        return masters.size() == 1 ? Optional.of(masters.get(0)) : Optional.empty();
    }
}
