package io.github.gpfailover.core.internal.caller;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.OutputListener;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.util.Optional;

/**
 * A transport that keeps its promises whatever the transport behind it does. It exists because the engine decides by the typed end of a
 * command: a null, an unexpected exception or a call without an end must read as a command whose end is not known.
 */
public final class CallerTransport implements CommandTransport {

    /** A transport ends its command by itself; one that is this late will not. */
    private static final Duration LATE = Duration.ofSeconds(30);

    private static final String OURS = "io.github.gpfailover.";

    private final CommandTransport transport;
    private final Sleeper sleeper;
    /** The library's own transports pass the contract that bounds lateness. */
    private final boolean bounded;

    private CallerTransport(CommandTransport transport, Sleeper sleeper) {
        this.transport = transport;
        this.sleeper = sleeper;
        this.bounded = transport.getClass().getName().startsWith(OURS);
    }

    /** Contains a transport. The result closes nothing. */
    public static CommandTransport of(CommandTransport transport, Sleeper sleeper) {
        return new CallerTransport(transport, sleeper);
    }

    @Override
    public CommandResult execute(HostName host, Command command) throws InterruptedException {
        return contained(host, command, () -> transport.execute(host, command));
    }

    @Override
    public CommandResult execute(HostName host, Command command, OutputListener listener) throws InterruptedException {
        return contained(host, command, () -> transport.execute(host, command, listener));
    }

    private CommandResult contained(HostName host, Command command, Sleeper.Task<CommandResult> run)
            throws InterruptedException {
        String what = "the transport " + transport.getClass().getName();
        try {
            return bounded
                    ? CallerCode.here(what, run)
                    : CallerCode.call(what, sleeper, command.timeout().plus(LATE), run);
        } catch (CallerException e) {
            throw new TransportException(
                    TransportException.Reason.LOST,
                    host,
                    "what became of '" + command + "' is not known: " + e.getMessage(),
                    e.getCause());
        }
    }

    @Override
    public Optional<CommandTransport> through(HostName host) {
        try {
            return CallerCode.here("through() of the transport", () -> transport.through(host))
                    .map(t -> of(t, sleeper));
        } catch (CallerException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
