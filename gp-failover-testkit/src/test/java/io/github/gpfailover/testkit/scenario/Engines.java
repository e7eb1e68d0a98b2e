package io.github.gpfailover.testkit.scenario;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.core.Failover;
import io.github.gpfailover.testkit.SimulatedCluster;

/** Exists to make the engine of every scenario in one way: text-reading probe and virtual time. */
final class Engines {

    private Engines() {}

    static FailoverEngine on(SimulatedCluster cluster) {
        return builder(cluster).build();
    }

    static Failover.Builder builder(SimulatedCluster cluster) {
        return Failover.engine(cluster.spec())
                .transport(cluster)
                .sleeper(cluster.clock())
                .clock(cluster.clock());
    }
}
