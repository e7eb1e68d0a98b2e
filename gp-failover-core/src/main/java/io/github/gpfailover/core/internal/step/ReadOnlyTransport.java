package io.github.gpfailover.core.internal.step;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.step.ReasonCode;
import java.util.Optional;

/**
 * A transport that refuses each command that may change something. It exists so that a preview can't change anything, whatever a step or a
 * fence of the caller's own tries.
 */
public final class ReadOnlyTransport implements CommandTransport {

    private final CommandTransport transport;

    public ReadOnlyTransport(CommandTransport transport) {
        this.transport = transport;
    }

    @Override
    public CommandResult execute(HostName host, Command command) throws InterruptedException {
        if (command.mutating()) {
            throw new StoppedException(
                    ReasonCode.PREVIEW_SENDS_NOTHING,
                    "a preview changes nothing: '" + command + "' was not sent to " + host,
                    null);
        }
        return transport.execute(host, command);
    }

    @Override
    public Optional<CommandTransport> through(HostName host) {
        return transport.through(host).map(ReadOnlyTransport::new);
    }
}
