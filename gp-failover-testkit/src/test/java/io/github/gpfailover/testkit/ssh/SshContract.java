package io.github.gpfailover.testkit.ssh;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.testkit.contract.CommandTransportContract;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/**
 * The base of the transport's contract before two servers, by links that are there, closed, silent, and cut on order. It exists so that
 * both servers are judged alike.
 */
abstract class SshContract extends CommandTransportContract {

    static final HostName HOST = HostName.of("mdw");
    static final HostName BETWEEN = HostName.of("sdw1");
    static final HostName REFUSES = HostName.of("refuses");
    static final HostName SILENT = HostName.of("silent");

    FaultyLink link;
    FaultyLink closed;
    FaultyLink silent;

    /** Makes the links to a server, once a test. */
    final void openLinks(int port) {
        if (link == null) {
            link = FaultyLink.to(port);
            closed = FaultyLink.to(port);
            closed.refuse();
            silent = FaultyLink.to(port);
            silent.swallow();
        }
    }

    @AfterEach
    final void closeLinks() {
        if (link != null) {
            silent.close();
            closed.close();
            link.close();
        }
    }

    @Override
    protected final HostName host() {
        return HOST;
    }

    @Override
    protected final Optional<HostName> unknownHost() {
        return Optional.of(HostName.of("no-such-host.invalid"));
    }

    @Override
    protected final Optional<HostName> refusingHost() {
        return Optional.of(REFUSES);
    }

    @Override
    protected final Optional<HostName> silentHost() {
        return Optional.of(SILENT);
    }

    @Override
    protected final Optional<HostName> hostBetween() {
        return Optional.of(BETWEEN);
    }

    @Override
    protected final Optional<Runnable> connectionBreaker() {
        return Optional.of(() -> link.cut());
    }
}
