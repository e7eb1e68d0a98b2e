package io.github.gpfailover.testkit.internal.ssh;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.testkit.SimulatedCluster;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The record of which connection came out of which simulated host, and so of the links that it crosses. It exists because on one machine
 * every connection seems to come from the same host.
 */
final class Routes {

    private final SimulatedCluster cluster;
    private final Map<Integer, HostName> servers = new ConcurrentHashMap<>();
    private final Map<Integer, List<HostName>> tunnels = new ConcurrentHashMap<>();

    Routes(SimulatedCluster cluster) {
        this.cluster = cluster;
    }

    void listens(HostName host, int port) {
        servers.put(port, host);
    }

    Optional<HostName> listeningOn(int port) {
        return Optional.ofNullable(servers.get(port));
    }

    /** A tunnel out of the last of these hosts has that local address. */
    void tunnelOpened(SocketAddress from, List<HostName> through) {
        tunnels.put(port(from), through);
    }

    void tunnelClosed(SocketAddress from) {
        tunnels.remove(port(from));
    }

    /** Names the hosts that a connection came through; none if it comes from the controller. Known from its first byte on. */
    List<HostName> through(SocketAddress from) {
        return tunnels.getOrDefault(port(from), List.of());
    }

    /** Says whether each link between the controller and a host holds. */
    boolean open(List<HostName> through, HostName to) {
        List<HostName> way = new ArrayList<>(through);
        way.add(to);
        HostName from = cluster.controller();
        for (HostName next : way) {
            if (!linked(from, next)) {
                return false;
            }
            from = next;
        }
        return true;
    }

    /** Says whether the link between two hosts holds. */
    boolean linked(HostName from, HostName to) {
        return cluster.truth().canConnect(from, to);
    }

    private static int port(SocketAddress address) {
        return ((InetSocketAddress) address).getPort();
    }
}
