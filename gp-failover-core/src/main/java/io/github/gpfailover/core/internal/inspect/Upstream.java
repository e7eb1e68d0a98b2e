package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;

/**
 * The server that a standby follows, by host and port, as its own file names it.
 *
 * @param host its host, as the standby's file has it
 * @param port its port
 */
public record Upstream(HostName host, int port) {

    /** Whether that location is meant. */
    public boolean is(InstanceLocation place) {
        return place.host().equals(host) && place.port() == port;
    }

    /** Returns host and port. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
