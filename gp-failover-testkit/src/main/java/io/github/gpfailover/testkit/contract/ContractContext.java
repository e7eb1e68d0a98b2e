package io.github.gpfailover.testkit.contract;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.probe.CompositeStateProbe;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.FenceContext;
import io.github.gpfailover.spi.ObservationRequest;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.spi.StateProbe;
import io.github.gpfailover.testkit.SimulatedCluster;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The context that a fence gets on the simulated cluster, without an engine. */
final class ContractContext implements FenceContext {

    private final SimulatedCluster cluster;
    private final CommandTransport transport;
    private final StateProbe probe;
    private final InstanceLocation oldMaster;
    private final List<CatalogRow> segments;
    private ClusterState state;

    /** Observes once, while the master is well. */
    ContractContext(SimulatedCluster cluster, CommandTransport transport) throws InterruptedException {
        this.cluster = cluster;
        this.transport = transport;
        this.probe = CompositeStateProbe.over(cluster, cluster.clock(), cluster.clock());
        this.oldMaster = cluster.spec().master();
        this.state = look();
        this.segments = state.segments();
    }

    @Override
    public ClusterSpec cluster() {
        return cluster.spec();
    }

    @Override
    public InstanceLocation oldMaster() {
        return oldMaster;
    }

    @Override
    public ClusterState state() {
        return state;
    }

    @Override
    public ClusterState observe() throws InterruptedException {
        state = look();
        return state;
    }

    private ClusterState look() throws InterruptedException {
        return probe.observe(ObservationRequest.builder(cluster.spec()).build());
    }

    @Override
    public CommandTransport transport() {
        return transport;
    }

    @Override
    public Instant now() {
        return cluster.clock().instant();
    }

    @Override
    public Sleeper sleeper() {
        return cluster.clock();
    }

    @Override
    public Optional<InstanceLocation> newMaster() {
        return cluster.spec().standby();
    }

    @Override
    public List<CatalogRow> segments() {
        return segments;
    }
}
