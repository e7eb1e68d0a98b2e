package io.github.gpfailover.testkit.ssh;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.ssh.SshTransport;
import io.github.gpfailover.testkit.contract.CommandTransportContract;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/**
 * The base of the transport's contract before two servers, by links that are there, closed, silent, and cut on order. It exists so that
 * both servers are judged alike, and so are commands that workers run and commands that have a session of their own.
 */
abstract class SshContract extends CommandTransportContract {

    static final HostName HOST = HostName.of("mdw");
    static final HostName BETWEEN = HostName.of("sdw1");
    static final HostName REFUSES = HostName.of("refuses");
    static final HostName SILENT = HostName.of("silent");

    FaultyLink link;
    FaultyLink closed;
    FaultyLink silent;

    /** Makes the transport; workers run its commands, or each has a session of its own. */
    abstract SshTransport transport(boolean workers) throws IOException, InterruptedException;

    /** Says whether workers run the commands. */
    boolean workers() {
        return true;
    }

    /** Has workers run the commands from the first one on, where without this one is started beside the second one. */
    @Override
    protected final CommandTransport transport() throws IOException, InterruptedException {
        SshTransport made = transport(workers());
        if (workers()) {
            Workers.await(made, HOST);
        }
        return wrapped(made);
    }

    /** Gives the transport that is judged. */
    CommandTransport wrapped(SshTransport made) {
        return made;
    }

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
