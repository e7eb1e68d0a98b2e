package io.github.gpfailover.testkit.scenario;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.core.Failover;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.testkit.SimulatedCluster;

/** The engine of every scenario, with a probe that reads texts and virtual time. */
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
        return Failover.engine(cluster.spec())
                .transport(transport)
                .sleeper(cluster.clock())
                .clock(cluster.clock());
    }
}
