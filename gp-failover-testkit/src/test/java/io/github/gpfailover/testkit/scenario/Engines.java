package io.github.gpfailover.testkit.scenario;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.core.Failover;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.transition.TransitionRecorder;
import java.time.InstantSource;

/** The engine of every scenario, with a probe that reads texts and virtual time. Which transitions its steps make is counted. */
public final class Engines {

    private Engines() {}

    public static FailoverEngine on(SimulatedCluster cluster) {
        return builder(cluster).build();
    }

    public static Failover.Builder builder(SimulatedCluster cluster) {
        return builder(cluster, cluster);
    }

    /** The same over another transport. */
    public static Failover.Builder builder(SimulatedCluster cluster, CommandTransport transport) {
        return builder(cluster, cluster.spec(), transport);
    }

    /** The same by another wall clock of the controller. */
    public static Failover.Builder builder(SimulatedCluster cluster, CommandTransport transport, InstantSource clock) {
        return builder(cluster, cluster.spec(), transport, clock);
    }

    /** The same with another specification of the cluster. */
    public static Failover.Builder builder(SimulatedCluster cluster, ClusterSpec spec, CommandTransport transport) {
        return builder(cluster, spec, transport, cluster.clock());
    }

    private static Failover.Builder builder(
            SimulatedCluster cluster, ClusterSpec spec, CommandTransport transport, InstantSource clock) {
        return Failover.engine(spec)
                .transport(transport)
                .sleeper(cluster.clock())
                .clock(clock)
                .listener(new TransitionRecorder());
    }
}
