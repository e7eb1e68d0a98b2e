package io.github.gpfailover.core.internal.engine;

import io.github.gpfailover.cluster.InstanceLocation;

/**
 * Exists to undo a stop that no promotion followed.
 *
 * @param stopped the server that was stopped; it is started only while it is proved stopped and nobody else is the master
 * @param command what starts it
 */
public record Undo(InstanceLocation stopped, HostCommand command) {

    /** Returns the command as a person would run it. */
    @Override
    public String toString() {
        return "'" + command.command() + "' on " + command.host();
    }
}
