package io.github.gpfailover.testkit;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.stability.Evolving;

/**
 * A command that reached a simulated cluster's transport, whatever became of it.
 *
 * @param host the host that it was sent to
 * @param command the command
 * @since 0.1
 */
@Evolving
public record SentCommand(HostName host, Command command) {

    /**
     * Makes one.
     *
     * @param host the host that it was sent to
     * @param command the command
     * @throws NullPointerException if a part is null
     */
    public SentCommand {
        Checks.notNull(host, "host");
        Checks.notNull(command, "command");
    }

    /** Returns the host, a colon, and the command as reports show it. */
    @Override
    public String toString() {
        return host + ": " + command;
    }
}
