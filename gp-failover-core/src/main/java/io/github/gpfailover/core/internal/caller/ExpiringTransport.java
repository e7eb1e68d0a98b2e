package io.github.gpfailover.core.internal.caller;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import java.util.Optional;

/**
 * A transport that is valid during one call only. It exists because a call that was given up may go on, and what it sent then would belong to
 * another step.
 */
public final class ExpiringTransport implements CommandTransport {

    private final CommandTransport transport;
    private final Expiry expiry;

    /** Whether the call has ended; shared by a transport and the routes that were made from it. */
    private static final class Expiry {
        private volatile boolean ended;
    }

    /** Makes a transport that is valid until {@link #end}. */
    public ExpiringTransport(CommandTransport transport) {
        this(transport, new Expiry());
    }

    private ExpiringTransport(CommandTransport transport, Expiry expiry) {
        this.transport = transport;
        this.expiry = expiry;
    }

    @Override
    public CommandResult execute(HostName host, Command command) throws InterruptedException {
        if (expiry.ended) {
            throw new TransportException(
                    TransportException.Reason.NOT_STARTED,
                    host,
                    "'" + command + "' was not sent: the call that this transport was handed to has ended",
                    null);
        }
        return transport.execute(host, command);
    }

    @Override
    public Optional<CommandTransport> through(HostName host) {
        return transport.through(host).map(t -> new ExpiringTransport(t, expiry));
    }

    /** Ends it: nothing is sent from now on. */
    public void end() {
        expiry.ended = true;
    }
}
