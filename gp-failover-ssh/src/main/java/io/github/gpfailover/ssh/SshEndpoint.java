package io.github.gpfailover.ssh;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Stable;
import java.util.regex.Pattern;

/**
 * Where and as whom a host is reached over SSH.
 *
 * <p>It exists because the name that a cluster's catalog gives a host need not be the address that a controller reaches it by. Immutable
 * and thread-safe.
 *
 * @param host the host, as the cluster's catalog names it
 * @param address the name, IPv4 or IPv6 address to connect to
 * @param port the SSH server's port, 1 to 65535
 * @param user the user to log in as
 * @since 0.1
 */
@Stable
public record SshEndpoint(HostName host, String address, int port, String user) {

    private static final int DEFAULT_PORT = 22;
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@\\\\-]*\\$?");
    private static final Pattern IPV6 =
            Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:]*(\\d+\\.\\d+\\.\\d+\\.\\d+)?(%[A-Za-z0-9_.-]+)?");

    /**
     * Checks the parts.
     *
     * @param host the host, as the cluster's catalog names it
     * @param address the name, IPv4 or IPv6 address to connect to
     * @param port the SSH server's port, 1 to 65535
     * @param user the user to log in as
     * @throws NullPointerException if a part is null
     * @throws IllegalArgumentException if the address is no host name and no address, the port is not 1 to 65535, or the user's name
     *     is not one that a system has
     */
    public SshEndpoint {
        Checks.notNull(host, "host");
        Checks.notNull(address, "address");
        if (address.indexOf(':') < 0) {
            HostName.of(address);
        } else {
            Checks.text(
                    address,
                    "address",
                    IPV6,
                    64,
                    "must be a name, or an IPv4 or IPv6 address; write for example fd00::11");
        }
        Checks.range(port, "port", 1, 65535);
        Checks.text(
                user,
                "user",
                USER,
                128,
                "may hold only letters, digits, '_', '-', '.', '@' and a backslash, and begins with a letter, a digit or '_'; write"
                        + " for example gpadmin");
    }

    /**
     * Gives the endpoint of a host that is reached by its own name, on port 22.
     *
     * @param host the host's name
     * @param user the user to log in as
     * @return the endpoint
     * @throws NullPointerException if one is null
     * @throws IllegalArgumentException if one is not valid
     */
    public static SshEndpoint of(String host, String user) {
        HostName name = HostName.of(host);
        return new SshEndpoint(name, name.value(), DEFAULT_PORT, user);
    }

    /**
     * Gives this endpoint reached by another address.
     *
     * @param other the name, IPv4 or IPv6 address to connect to
     * @return that endpoint
     * @throws NullPointerException if it is null
     * @throws IllegalArgumentException if it is not a host name or address
     */
    public SshEndpoint withAddress(String other) {
        return new SshEndpoint(host, other, port, user);
    }

    /**
     * Gives this endpoint on another port.
     *
     * @param other the port, 1 to 65535
     * @return that endpoint
     * @throws IllegalArgumentException if it is not 1 to 65535
     */
    public SshEndpoint withPort(int other) {
        return new SshEndpoint(host, address, other, user);
    }

    /** Returns {@code user@address:port}, an IPv6 address in brackets. */
    @Override
    public String toString() {
        return user + "@" + (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + port;
    }
}
