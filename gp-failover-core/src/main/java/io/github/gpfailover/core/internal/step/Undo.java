package io.github.gpfailover.core.internal.step;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.dialect.Dialect;
import java.time.Duration;

/**
 * The undoing of a stop. It exists because a stop that no promotion followed leaves the cluster without a master.
 *
 * @param stopped the server that was stopped; it is started only while it is proved stopped and nobody else is the master
 * @param command what starts it
 */
public record Undo(InstanceLocation stopped, HostCommand command) {

    private static final Duration START = Duration.ofSeconds(60);

    /** Undoes the stop of a server by starting it. */
    public static Undo start(InstanceLocation stopped, Dialect dialect) {
        return new Undo(stopped, new HostCommand(stopped.host(), dialect.start(stopped, START)));
    }

    /** Returns the command as a person would run it. */
    @Override
    public String toString() {
        return "'" + command.command() + "' on " + command.host();
    }
}
