package io.github.gpfailover.core.internal.fence;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.Sighting;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.FenceContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The routes to an old master's host: directly, and through each host that was seen to reach it. It exists so that a fence still works
 * where the controller's own connection is cut.
 */
public final class Reach {

    /** One route; the host that it leads through is empty for the direct one. */
    public record Way(Optional<HostName> through, CommandTransport transport) {

        /** Returns the route as it reads after a command; empty for the direct one. */
        @Override
        public String toString() {
            return through.map(h -> " through " + h).orElse("");
        }
    }

    private Reach() {}

    /** The routes, the direct one first. */
    public static List<Way> ways(FenceContext context, ClusterState seen, InstanceLocation server) {
        List<Way> all = new ArrayList<>();
        all.add(new Way(Optional.empty(), context.transport()));
        Set<HostName> witnesses = new LinkedHashSet<>();
        for (Sighting sighting : seen.sightingsOf(server)) {
            if (sighting.hostReached()) {
                witnesses.add(sighting.from());
            }
        }
        for (HostName witness : witnesses) {
            context.transport().through(witness).ifPresent(t -> all.add(new Way(Optional.of(witness), t)));
        }
        return all;
    }
}
