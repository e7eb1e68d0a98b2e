package io.github.gpfailover.core.internal.identity;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One spelling for what several sources saw, by the two names that each row of a catalog has for its host. */
public final class Spelling {

    private final Map<HostName, HostName> names = new HashMap<>();

    /**
     * Takes the names from what the sources saw.
     *
     * @param places the locations in the spelling that is wanted
     * @param states what was seen
     */
    public Spelling(Collection<InstanceLocation> places, Collection<ClusterState> states) {
        Set<HostName> known = new LinkedHashSet<>();
        places.forEach(p -> known.add(p.host()));
        for (ClusterState state : states) {
            for (CatalogRow row : state.catalog()) {
                if (row.isMasterOrStandby()) {
                    pair(row, known);
                }
            }
        }
    }

    private void pair(CatalogRow row, Set<HostName> known) {
        HostName host = row.location().host();
        Optional<HostName> address = CatalogNames.address(row);
        if (address.isEmpty() || known.contains(host) == known.contains(address.get())) {
            return;
        }
        HostName other = known.contains(host) ? address.get() : host;
        names.put(other, known.contains(host) ? host : address.get());
    }

    /** The state with all locations in one spelling; the same one where nothing was spelled otherwise. */
    public ClusterState of(ClusterState s) {
        if (names.isEmpty()) {
            return s;
        }
        List<InstanceState> instances =
                s.instances().stream().map(i -> i.at(of(i.location()))).toList();
        List<CatalogRow> rows = s.catalog().stream()
                .map(r -> r.isMasterOrStandby() ? r.at(of(r.location())) : r)
                .toList();
        return s.toBuilder().instances(instances).catalog(rows).build();
    }

    private InstanceLocation of(InstanceLocation at) {
        return new InstanceLocation(names.getOrDefault(at.host(), at.host()), at.port(), at.dataDirectory());
    }
}
