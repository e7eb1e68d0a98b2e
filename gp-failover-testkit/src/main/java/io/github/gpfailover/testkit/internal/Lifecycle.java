package io.github.gpfailover.testkit.internal;

import java.util.List;
import java.util.Locale;

/** Starts, stops, deaths and promotions of masters and standbys. */
public final class Lifecycle {

    /** How long a promotion takes until a utility session is let in (recording 82). */
    public static final long PROMOTION = 220_000_000L;

    private static final long DISPATCH_AFTER = 25_000_000L;
    private static final int SHUTDOWN_CHECKPOINT = 0xC0;
    private static final int END_OF_RECOVERY = 0x28;

    private final World world;

    Lifecycle(World world) {
        this.world = world;
    }

    /** Starts a server on a directory: a standby if its marker is there. */
    public Server start(SimHost host, ServerDirectory directory, int port) {
        long now = world.time.now();
        Server.State state = directory.isStandby() ? Server.State.STANDBY : Server.State.MASTER;
        Server server = new Server(host, directory, port, state, now);
        server.dispatchFrom = now;
        directory.controlState = directory.isStandby() ? "in archive recovery" : "in production";
        directory.controlTime = now;
        host.servers.add(server);
        world.servers.add(server);
        long epoch = SimTime.epochSecond(now);
        // Line 7 is the shared memory key and identifier, right-aligned (recording 26).
        directory.files.put(
                ServerDirectory.PID_FILE,
                server.pid + "\n" + directory.path + "\n" + epoch + "\n" + port + "\n/tmp\n*\n  " + port
                        + "001         0\n");
        host.files.put(socket(port), "");
        host.files.put(
                socket(port) + ".lock", server.pid + "\n" + directory.path + "\n" + epoch + "\n" + port + "\n/tmp\n");
        if (state == Server.State.MASTER) {
            directory.checkpoint(now);
            recoverDistributed();
        }
        world.replication.connectAll();
        world.check();
        return server;
    }

    /** Copies a master into a new directory, marked as a standby of it. */
    public ServerDirectory baseBackup(Server master, SimHost host, String path, int dbid) {
        ServerDirectory copy = new ServerDirectory(path);
        copy.copyFrom(master.directory, world.time.now());
        copy.dbid(dbid);
        copy.files.put(
                ServerDirectory.RECOVERY_CONF, ServerDirectory.recoveryConf(master.host.name.value(), master.port));
        host.plainDirectories.remove(path);
        host.directories.put(path, copy);
        return copy;
    }

    /** Ends a server in order: its log is flushed and shipped, its lock files go. */
    public void stopped(Server server) {
        ServerDirectory directory = server.directory;
        if (server.directory.isStandby()) {
            directory.controlState = "shut down in recovery";
        } else {
            directory.checkpoint(world.time.now());
            world.replication.write(server, SHUTDOWN_CHECKPOINT);
            directory.controlState = "shut down";
        }
        directory.controlTime = world.time.now();
        removeLocks(server);
        vanish(server);
    }

    /** Ends a server at once, as {@code -m immediate} does: no last checkpoint, but its lock files go. */
    public void aborted(Server server) {
        removeLocks(server);
        vanish(server);
    }

    /** Kills a postmaster with -9: its lock files stay, and so do sessions that are open. */
    public void killed(Server server) {
        server.alive = false;
        world.replication.processEnded(server);
        if (server.sessions.isEmpty()) {
            vanish(server);
        }
    }

    /** Ends one session; what it had not committed is gone. */
    public void endSession(ServerSession session) {
        session.open = false;
        session.uncommitted.clear();
        world.dispatch.close(session.dispatcher);
        Server server = session.server;
        server.sessions.remove(session);
        if (server.sessions.isEmpty()) {
            if (!server.alive) {
                vanish(server);
            } else if (server.state == Server.State.STOPPING && !server.host.stopHangs) {
                stopped(server);
            }
        }
    }

    /** Ends all sessions. */
    public void endSessions(Server server) {
        for (ServerSession session : List.copyOf(server.sessions)) {
            session.open = false;
            session.uncommitted.clear();
            world.dispatch.close(session.dispatcher);
            server.sessions.remove(session);
        }
    }

    /** All processes of a server are gone. */
    public void vanish(Server server) {
        endSessions(server);
        server.alive = false;
        server.logging = false;
        server.host.servers.remove(server);
        world.servers.remove(server);
        world.replication.processEnded(server);
        world.dispatch.closeAll(server);
        world.check();
    }

    /** Begins a promotion; it ends by itself. */
    public void promote(Server server) {
        server.state = Server.State.PROMOTING;
        world.time.at(world.time.now() + PROMOTION, () -> {
            if (server.alive && server.state == Server.State.PROMOTING) {
                promoted(server);
            }
        });
    }

    /** Makes a standby the master of its own catalog, on a new timeline. */
    public void promoted(Server server) {
        ServerDirectory directory = server.directory;
        world.replication.receiverPromoted(server);
        newTimeline(directory);
        directory.controlState = "in production";
        directory.controlTime = world.time.now();
        server.state = Server.State.MASTER;
        // A promotion replays first what was received.
        server.replayHeldAt = -1;
        server.dispatchFrom = world.time.now() + DISPATCH_AFTER;
        recoverDistributed();
        world.replication.connectAll();
        world.check();
    }

    /** Ends recovery on a directory: a new timeline, no marker, and the old master out of the catalog. */
    public void newTimeline(ServerDirectory directory) {
        directory.history.add(new ServerDirectory.Fork(directory.timeline, directory.position));
        directory.timeline++;
        StringBuilder history = new StringBuilder();
        for (ServerDirectory.Fork fork : directory.history) {
            Texts.lsn(history.append(fork.timeline()).append('\t'), fork.position())
                    .append("\tno recovery target specified\n");
        }
        directory.files.put("pg_xlog/" + hex8(directory.timeline) + ".history", history.toString());
        directory.position += END_OF_RECOVERY;
        String marker = directory.files.remove(ServerDirectory.RECOVERY_CONF);
        if (marker != null) {
            directory.files.put("recovery.done", marker);
        }
        directory.catalog = directory.catalog.promoted();
    }

    /** Takes a host's power: its processes are gone, its disk stays, its peers are not told. */
    public void powerOff(SimHost host) {
        host.on = false;
        host.hung = false;
        host.powerLosses++;
        world.network.forgetRoutes(host);
        // Before the processes go: who was connected must find the silence, not an end.
        world.replication.linksChanged();
        for (Server server : List.copyOf(host.servers)) {
            vanish(server);
        }
        for (SegmentInstance segment : host.segments) {
            segment.running = false;
        }
        host.segmentsChanged();
        // /tmp outlives a crash on the recorded hosts' disks: a stale lock file stays.
        world.check();
    }

    /** Starts a checkpoint record in a server's log and its pg_control. */
    public void checkpoint(Server server) {
        world.replication.write(server, 0x80);
        server.directory.checkpoint(world.time.now());
    }

    /** Names the socket of a port. */
    public static String socket(int port) {
        return "/tmp/.s.PGSQL." + port;
    }

    private void removeLocks(Server server) {
        server.directory.files.remove(ServerDirectory.PID_FILE);
        server.host.files.remove(socket(server.port));
        server.host.files.remove(socket(server.port) + ".lock");
    }

    // A new master ends the prepared transactions that it knows no decision for, on all segments (recording 85).
    private void recoverDistributed() {
        for (PreparedWrite write : world.prepared) {
            write.aborted = true;
        }
    }

    private static String hex8(int number) {
        String hex = Integer.toHexString(number).toUpperCase(Locale.ROOT);
        return "00000000".substring(hex.length()) + hex;
    }
}
