package io.github.gpfailover.testkit;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.stability.Evolving;

/**
 * A command was run that the simulated cluster can't answer truthfully, because no recording covers it.
 *
 * <p>It exists so that a simulator never makes an answer up: whoever sends a new command has to record it on a running cluster first.
 * Not retryable.
 *
 * @since 0.1
 */
@Evolving
public final class UnknownCommandException extends GpFailoverException {

    private static final long serialVersionUID = 1L;

    /**
     * Names the command.
     *
     * @param host the host that it was to run on
     * @param command the command
     * @param why what about it is not covered
     */
    public UnknownCommandException(HostName host, Command command, String why) {
        super(
                host + ": no recording covers '" + command.toShell() + "' (" + why
                        + "); record it on a running cluster and give the simulated one a rule for it",
                false,
                null);
    }
}
