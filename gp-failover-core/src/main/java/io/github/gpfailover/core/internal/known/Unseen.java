package io.github.gpfailover.core.internal.known;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness;
import java.time.Instant;
import java.util.List;

/**
 * The state of a cluster of which nothing could be seen. It exists so that every server in it is unknown, and nothing may be done to any.
 */
public final class Unseen {

    private Unseen() {}

    public static ClusterState state(List<InstanceLocation> places, Instant at, String why) {
        List<InstanceState> servers =
                places.stream().map(p -> server(p, at, why)).toList();
        return ClusterState.builder(at).instances(servers).build();
    }

    public static InstanceState server(InstanceLocation at, Instant when, String why) {
        return InstanceState.builder(at).liveness(unknown(at, when, why)).build();
    }

    private static Liveness unknown(InstanceLocation place, Instant at, String why) {
        return Liveness.unknown(List.of(new Evidence(Evidence.Kind.TRANSPORT, place.host(), "probe", why, at)));
    }
}
