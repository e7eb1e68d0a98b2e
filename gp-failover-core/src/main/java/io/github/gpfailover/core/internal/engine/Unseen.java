package io.github.gpfailover.core.internal.engine;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Exists to say of a cluster that nothing could be seen: every server is unknown, and so nothing may be done to any. */
final class Unseen {

    private Unseen() {}

    static ClusterState state(List<InstanceLocation> places, Instant at, String why) {
        List<InstanceState> servers =
                places.stream().map(p -> server(p, at, why)).toList();
        return new ClusterState(at, Optional.empty(), servers, List.of(), Optional.empty(), List.of());
    }

    static InstanceState server(InstanceLocation at, Instant when, String why) {
        return new InstanceState(at, unknown(at, when, why), InstanceRole.UNKNOWN, Optional.empty(), List.of());
    }

    private static Liveness unknown(InstanceLocation place, Instant at, String why) {
        return Liveness.unknown(List.of(new Evidence(Evidence.Kind.TRANSPORT, place.host(), "probe", why, at)));
    }
}
