package io.github.gpfailover.testkit;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A transport that reaches a model's hosts through others, as jump hosts do for real ones. It exists for fences and witnesses that go
 * through a third host.
 */
final class SimulatedWay implements CommandTransport {

    private final SimulatedCluster cluster;
    private final List<HostName> through;

    SimulatedWay(SimulatedCluster cluster, List<HostName> through) {
        this.cluster = cluster;
        this.through = through;
    }

    @Override
    public CommandResult execute(HostName host, Command command) throws InterruptedException {
        return cluster.execute(through, host, command);
    }

    @Override
    public Optional<CommandTransport> through(HostName host) {
        List<HostName> longer = new ArrayList<>(through);
        longer.add(Checks.notNull(host, "host"));
        return Optional.of(new SimulatedWay(cluster, List.copyOf(longer)));
    }

    @Override
    public String toString() {
        return cluster + " through " + through;
    }
}
