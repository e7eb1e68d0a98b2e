package io.github.gpfailover.cluster;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Stable;

/**
 * The location of an instance: host, port and data directory together.
 *
 * <p>It exists because none of the three alone identifies a server: a host may hold several instances, and a standby may
 * live under another port and directory than the master. Immutable and thread-safe.
 *
 * @param host the host
 * @param port the port that it listens on, 1 to 65535
 * @param dataDirectory its data directory on that host
 * @since 0.1
 */
@Stable
public record InstanceLocation(HostName host, int port, DataDirectory dataDirectory) {

    /**
     * Checks the parts.
     *
     * @param host the host
     * @param port the port that it listens on, 1 to 65535
     * @param dataDirectory its data directory on that host
     * @throws NullPointerException if a part is null
     * @throws IllegalArgumentException if the port is not 1 to 65535
     */
    public InstanceLocation {
        Checks.notNull(host, "host");
        Checks.range(port, "port", 1, 65535);
        Checks.notNull(dataDirectory, "data directory");
    }

    /**
     * Gives the location of those parts.
     *
     * @param host the host's name
     * @param port the port, 1 to 65535
     * @param dataDirectory the absolute path of the data directory
     * @return the location
     * @throws NullPointerException if a part is null
     * @throws IllegalArgumentException if a part is not valid
     */
    public static InstanceLocation of(String host, int port, String dataDirectory) {
        return new InstanceLocation(HostName.of(host), port, DataDirectory.of(dataDirectory));
    }

    /** Returns {@code host:port:directory}. */
    @Override
    public String toString() {
        return host + ":" + port + ":" + dataDirectory;
    }
}
