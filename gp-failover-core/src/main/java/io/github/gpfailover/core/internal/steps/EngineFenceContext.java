package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.engine.Situation;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.FenceContext;
import java.time.Instant;

/** Exists to give fences the engine's guarded transport and nothing else of the engine. */
record EngineFenceContext(Situation situation, InstanceLocation oldMaster) implements FenceContext {

    @Override
    public ClusterSpec cluster() {
        return situation.cluster();
    }

    @Override
    public ClusterState state() {
        return situation.state();
    }

    @Override
    public ClusterState observe() throws InterruptedException {
        return situation.lookAgain();
    }

    @Override
    public CommandTransport transport() {
        return situation.transport();
    }

    @Override
    public Instant now() {
        return situation.now();
    }
}
