package io.github.gpfailover.core.internal.process;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;

/**
 * A program of administration. It exists to distinguish a program that is not installed from one that found nothing.
 */
public final class SystemProgram {

    // What a shell ends with that finds no such program.
    private static final int NOT_FOUND = 127;

    private SystemProgram() {}

    /** Runs it; one that is on no path comes out as {@code NOT_STARTED}, as a transport says it of any other program. */
    public static CommandResult run(CommandTransport transport, HostName host, Command command)
            throws InterruptedException {
        CommandResult result = transport.execute(host, command);
        if (result.exitCode().isPresent() && result.exitCode().getAsInt() == NOT_FOUND) {
            throw new TransportException(
                    TransportException.Reason.NOT_STARTED,
                    host,
                    "'" + command + "' was not run: there is no "
                            + command.program().get(0) + " on the path, nor in /usr/sbin or /sbin; install it there",
                    null);
        }
        return result;
    }
}
