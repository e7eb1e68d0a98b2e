package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.FenceContext;
import io.github.gpfailover.spi.Sleeper;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The context that a fence gets from an engine: its guarded transport and nothing else of the engine. */
record EngineFenceContext(StepContext situation, InstanceLocation oldMaster, CommandTransport transport)
        implements FenceContext {

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
        return situation.observeAgain();
    }

    @Override
    public Instant now() {
        return situation.now();
    }

    @Override
    public Sleeper sleeper() {
        return situation.sleeper();
    }

    @Override
    public Optional<InstanceLocation> newMaster() {
        return situation
                .notes()
                .activationTarget()
                .or(() -> situation.state().masters().stream()
                        .map(InstanceState::location)
                        .filter(l -> !l.equals(oldMaster))
                        .findFirst())
                .or(() -> situation.state().standby().map(CatalogRow::location))
                .or(() -> situation.state().instances().stream()
                        .filter(i -> i.role() == InstanceRole.STANDBY)
                        .map(InstanceState::location)
                        .findFirst())
                .or(() -> situation.notes().standby())
                .filter(l -> !l.equals(oldMaster));
    }

    @Override
    public Optional<GreenplumVersion> version() {
        return situation.notes().version().or(() -> situation.state().version());
    }

    @Override
    public List<CatalogRow> segments() {
        List<CatalogRow> told = situation.notes().segments();
        // An engine that has just been made knows what the one master reports now.
        return told.isEmpty() ? situation.state().segments() : told;
    }
}
