package io.github.gpfailover.testkit.contract;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.testkit.SimulatedCluster;
import java.time.Duration;
import java.util.Optional;

class SimulatedClusterContractTest extends CommandTransportContract {

    private SimulatedCluster cluster;

    @Override
    protected CommandTransport transport() {
        cluster = SimulatedCluster.builder().build();
        cluster.powerOff("sdw2");
        return cluster;
    }

    @Override
    protected HostName host() {
        return HostName.of("mdw");
    }

    @Override
    protected Optional<HostName> unknownHost() {
        return Optional.of(HostName.of("nosuch"));
    }

    @Override
    protected Optional<HostName> silentHost() {
        return Optional.of(HostName.of("sdw2"));
    }

    @Override
    protected Optional<HostName> hostBetween() {
        return Optional.of(HostName.of("sdw1"));
    }

    @Override
    protected Optional<Runnable> connectionBreaker() {
        return Optional.of(() -> cluster.cut("controller", "mdw"));
    }

    /** A model has no shell: it knows the programs that it was given, and is loud about any other. */
    @Override
    protected boolean hasShell() {
        return false;
    }

    @Override
    protected boolean tellsLinesAtOnce() {
        return false;
    }

    @Override
    protected Command endlessCommand(String marker) {
        return Command.of("sleep", marker);
    }

    /** Commands take no time but that of the cluster's clock, so that is where the event goes. */
    @Override
    protected CommandResult executeWhile(CommandTransport transport, Command command, Runnable meanwhile)
            throws InterruptedException {
        cluster.clock().schedule(Duration.ofSeconds(1), meanwhile);
        try {
            return transport.execute(host(), command);
        } finally {
            cluster.heal();
        }
    }

    @Override
    protected Sleeper sleeper() {
        return cluster.clock();
    }

    @Override
    protected String homeDirectory() {
        return "/home/gpadmin";
    }
}
