package io.github.gpfailover.core.fence;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.Sighting;
import java.util.Optional;

/**
 * Evidence in an observation that a host is not off. It exists because what is observed outweighs what somebody states.
 */
final class SignOfLife {

    private SignOfLife() {}

    /** What shows that the host lives, by itself or by what another host met there; empty if nothing does. */
    static Optional<String> of(ClusterState state, HostName host) {
        Optional<String> own = state.instances().stream()
                .filter(i -> i.location().host().equals(host) && !i.liveness().isUnknown())
                .map(i -> i.liveness().because())
                .findFirst();
        return own.or(() -> state.sightings().stream()
                .filter(s -> s.server().host().equals(host) && s.hostReached())
                .map(Sighting::toString)
                .findFirst());
    }
}
