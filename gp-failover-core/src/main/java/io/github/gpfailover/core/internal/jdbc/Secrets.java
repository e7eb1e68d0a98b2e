package io.github.gpfailover.core.internal.jdbc;

import io.github.gpfailover.cluster.HostName;
import java.util.Optional;

/**
 * The source of passwords. It exists so that a login asks for its password when it needs it; the array that is given is wiped after use.
 */
@FunctionalInterface
public interface Secrets {

    /** The password for a login; empty for one without. */
    Optional<char[]> password(HostName host, int port, String database, String user);
}
