package io.github.gpfailover.core.internal.step;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Command;

/** A command and the host that it is meant for. */
public record HostCommand(HostName host, Command command) {

    /** Returns both as a person would write them. */
    @Override
    public String toString() {
        return host + ": " + command;
    }
}
