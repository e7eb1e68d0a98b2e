package io.github.gpfailover.testkit.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * The connections that a host's kernel knows, listed and destroyed: those of replication between masters and standbys, and
 * those of masters to segments. Others (mirrors, ssh, clients) are left out.
 */
public final class Sockets {

    /** One end of an established connection, and how it is destroyed. */
    public record Socket(String address, int port, String peerAddress, int peerPort, Runnable destroy) {}

    private final World world;

    Sockets(World world) {
        this.world = world;
    }

    /** Lists those of a host to an address. */
    public List<Socket> list(SimHost at, String peer) {
        List<Socket> all = new ArrayList<>();
        for (Server server : at.servers) {
            streams(all, server);
        }
        for (Gang gang : world.dispatch.from(at)) {
            for (SegmentInstance segment : world.segments) {
                if (segment.host.address.equals(peer) && gang.knows(segment)) {
                    all.add(new Socket(gang.address(segment), gang.port(segment), peer, segment.port, gang::cut));
                }
            }
        }
        for (SegmentInstance segment : at.segments) {
            for (Gang gang : world.dispatch.on(segment)) {
                all.add(new Socket(
                        at.address, segment.port, gang.address(segment), gang.port(segment), () -> gang.end(segment)));
            }
        }
        all.removeIf(s -> !s.peerAddress.equals(peer));
        return all;
    }

    private void streams(List<Socket> all, Server server) {
        Stream sent = server.sends;
        if (sent != null) {
            all.add(new Socket(
                    server.host.address,
                    server.port,
                    sent.clientAddress,
                    sent.clientPort,
                    () -> world.replication.senderCut(sent)));
        }
        Stream received = server.receives;
        if (received != null) {
            all.add(new Socket(
                    received.clientAddress,
                    received.clientPort,
                    received.master.host.address,
                    received.master.port,
                    () -> world.replication.receiverCut(received)));
        }
    }

    /** Destroys those of a host to an address; answers which. */
    public List<Socket> destroy(SimHost at, String peer) {
        List<Socket> all = list(at, peer);
        all.forEach(s -> s.destroy.run());
        world.replication.connectAll();
        return all;
    }
}
