package io.github.gpfailover.testkit.internal;

import java.time.Duration;
import java.util.List;

/** What a test does to a world. */
public final class HostFaults {

    private static final int KILLED = 137;

    private final World world;

    /** Makes the verbs. */
    public HostFaults(World world) {
        this.world = world;
    }

    /** Finds the server whose postmaster runs on a host. */
    public Server server(SimHost host) {
        for (Server server : host.servers) {
            if (server.alive) {
                return server;
            }
        }
        throw new IllegalStateException("no postmaster of a master or standby runs on " + host.name);
    }

    /** Gives power back. */
    public void powerOn(SimHost host) {
        host.on = true;
        world.replication.linksChanged();
    }

    /** Kills a segment's postmaster: the acting primary's or the mirror's. */
    public void killSegment(int content, boolean primary) {
        for (SegmentInstance segment : world.segments) {
            if (segment.content == content && segment.primary == primary) {
                segment.end();
                return;
            }
        }
        throw new IllegalArgumentException("content " + content + " has no acting " + (primary ? "primary" : "mirror"));
    }

    /** Cuts a link. */
    public void cut(SimHost from, SimHost to, boolean bothWays) {
        world.network.cut(from, to);
        if (bothWays) {
            world.network.cut(to, from);
        }
        world.replication.linksChanged();
    }

    /** Heals a link. */
    public void heal(SimHost a, SimHost b) {
        world.network.heal(a, b);
        world.network.heal(b, a);
        world.replication.linksChanged();
    }

    /** Heals all links. */
    public void healAll() {
        world.network.heal();
        world.replication.linksChanged();
    }

    /** Gives a host an unreachable route. */
    public boolean route(SimHost at, String address) {
        boolean added = world.network.route(at, address);
        world.replication.linksChanged();
        return added;
    }

    /** Takes an unreachable route away. */
    public boolean unroute(SimHost at, String address) {
        boolean removed = world.network.unroute(at, address);
        world.replication.linksChanged();
        return removed;
    }

    /** Gives a host a further address. */
    public void addAddress(SimHost host, String address) {
        SimHost other = world.hostAt(address);
        if (other != null) {
            throw new IllegalArgumentException("address " + address + " belongs to " + other.name + " already");
        }
        host.addresses.add(address);
        world.replication.linksChanged();
    }

    /** Destroys a host's sockets to all addresses of another. */
    public void destroySockets(SimHost at, SimHost to) {
        to.addresses.forEach(address -> world.sockets.destroy(at, address));
    }

    /** Has a master write. */
    public void writeLog(SimHost host, long bytes) {
        Server server = server(host);
        if (!server.isMaster()) {
            throw new IllegalStateException("no master runs on " + host.name);
        }
        world.replication.flush(server);
        server.directory.extend(bytes);
        world.replication.ship(server);
    }

    /** Has a master write, and flush no more than whole pages. */
    public void writeUnflushed(SimHost host, long bytes) {
        Server server = server(host);
        if (!server.isMaster()) {
            throw new IllegalStateException("no master runs on " + host.name);
        }
        world.replication.writeUnflushed(server, bytes);
    }

    /** Kills all jobs that run on a host. */
    public void killJobs(SimHost host) {
        for (SimJob job : List.copyOf(world.jobs)) {
            if (job.host() == host) {
                job.kill(KILLED);
            }
        }
    }

    /** Sends a terminate to a master's wal sender. */
    public void terminateSender(SimHost host) {
        Server master = server(host);
        if (!master.isMaster() || master.sends == null) {
            throw new IllegalStateException("no master with a wal sender runs on " + host.name);
        }
        world.replication.terminateSender(master.sends);
    }

    /** Shortens a content's distributed log. */
    public void truncate(int content, int kept) {
        SegmentLog log = world.segmentLog(content);
        if (log == null) {
            throw new IllegalArgumentException("there is no content " + content);
        }
        log.truncate(kept);
    }

    /** Leaves the connected standby behind. */
    public void lag(long bytes) {
        for (Server server : world.servers) {
            if (server.isMaster() && server.sends != null) {
                world.replication.lag(server, bytes);
                return;
            }
        }
        throw new IllegalStateException("no standby is connected to a master");
    }

    /** Has every live master call a pair of segments not synchronised. */
    public void desynchronise(int content) {
        if (world.segments.stream().noneMatch(s -> s.content == content && s.partner != null)) {
            throw new IllegalArgumentException("content " + content + " has no mirror");
        }
        for (Server server : world.servers) {
            if (server.isMaster()) {
                server.directory.catalog = server.directory.catalog.apart(content);
                world.replication.write(server, 0x60);
            }
        }
    }

    /**
     * Has the segments of a content both up and in sync again, in the roles that they have, as {@code gprecoverseg -a} does (j1).
     */
    public void recover(int content) {
        for (SegmentInstance segment : world.segments) {
            if (segment.content == content && !segment.running) {
                segment.start(world.time.now());
            }
        }
        for (Server server : world.servers) {
            if (server.isMaster()) {
                server.directory.catalog = server.directory.catalog.recovered(content);
                world.replication.write(server, 0x60);
            }
        }
    }

    /** Removes a file. */
    public void remove(SimHost host, String path) {
        if (host.files.remove(path) == null) {
            ServerDirectory directory = host.directoryOf(path);
            if (directory != null) {
                directory.files.remove(path.substring(directory.path.length() + 1));
            }
        }
    }

    /** Installs another version. */
    public void version(SimHost host, String text) {
        if (text.startsWith("PostgreSQL")) {
            host.serverVersion = text;
        } else {
            host.productVersion = text;
        }
    }

    /** Opens a session. */
    public ServerSession openSession(SimHost host) {
        for (Server server : host.servers) {
            if (server.isMaster() && host.on) {
                ServerSession session = new ServerSession(server);
                server.sessions.add(session);
                return session;
            }
        }
        throw new IllegalStateException("no master takes sessions on " + host.name);
    }

    /** Holds a standby's replay for a while. */
    public void holdReplay(SimHost host, Duration length) {
        Server standby = host.servers.stream()
                .filter(s -> s.alive && s.state == Server.State.STANDBY)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no standby runs on " + host.name));
        standby.replayHeldAt = standby.directory.position;
        world.time.at(world.time.now() + length.toNanos(), () -> standby.replayHeldAt = -1);
    }

    /** Starts the one server of a host. */
    public void start(SimHost host) {
        List<ServerDirectory> able = host.directories.values().stream()
                .filter(d -> d.systemIdentifier != 0 && !d.path.contains(".retired-") && !d.path.endsWith("-back"))
                .toList();
        if (!host.on || able.size() != 1 || !host.servers.isEmpty()) {
            throw new IllegalStateException(
                    "can't start a server on " + host.name + ": power " + (host.on ? "on" : "off") + ", directories "
                            + host.directories.keySet() + ", running " + host.servers.size());
        }
        String failure = StartRules.failure(able.get(0));
        if (failure != null) {
            throw new IllegalStateException("the server on " + host.name + " does not start: " + failure);
        }
        world.lifecycle.start(host, able.get(0), 5432);
    }
}
