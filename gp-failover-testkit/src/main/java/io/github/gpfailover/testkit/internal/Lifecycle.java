package io.github.gpfailover.testkit.internal;

import java.util.List;

/** Starts, stops, deaths and promotions of masters and standbys. */
public final class Lifecycle {

    /** How long a promotion takes until a utility session is let in (recording 82). */
    public static final long PROMOTION = 220_000_000L;

    private static final long DISPATCH_AFTER = 25_000_000L;

    private final World world;

    Lifecycle(World world) {
        this.world = world;
    }

    /** Starts a server on a directory: a standby if its marker is there. */
    public Server start(SimHost host, ServerDirectory directory, int port) {
        return start(host, directory, port, SimTime.epochSecond(world.time.now()));
    }

    /** Starts a server whose postmaster begins in that second. */
    public Server start(SimHost host, ServerDirectory directory, int port, long epoch) {
        long now = world.time.now();
        Server.State state = directory.isStandby() ? Server.State.STANDBY : Server.State.MASTER;
        Server server = new Server(host, directory, port, state, now, epoch);
        server.dispatchFrom = now;
        recover(directory, now);
        host.servers.add(server);
        world.servers.add(server);
        locks(server);
        if (state == Server.State.MASTER) {
            world.transactions.recover(server);
        } else {
            world.replication.receivers.started(server);
        }
        world.replication.connectAll();
        world.check();
        return server;
    }

    // What a start makes of the directory. A master that was not shut down replays its log to the end, and says so with
    // a
    // checkpoint.
    private static void recover(ServerDirectory directory, long now) {
        String label = directory.files.remove(ServerDirectory.BACKUP_LABEL);
        if (label != null) {
            directory.files.put(ServerDirectory.BACKUP_LABEL + ".old", label);
        }
        directory.dropTorn();
        directory.newWriter();
        ControlFile control = directory.control;
        if (directory.isStandby()) {
            if (control.minRecovery < control.checkpoint) {
                control.minRecovery = control.checkpoint;
                control.minRecoveryTimeline = control.timeline;
            }
            control.state(ControlFile.IN_ARCHIVE_RECOVERY, now);
        } else {
            if (!control.isShutDown()) {
                directory.checkpoint(WalRecord.Kind.CHECKPOINT_SHUTDOWN, now);
            }
            control.state(ControlFile.IN_PRODUCTION, now);
        }
    }

    /** Has a master let a standby's host in, as gpinitstandby does. */
    public void letIn(Server master, SimHost standby) {
        String text = master.directory.files.getOrDefault(ServerDirectory.ACCESS_FILE, "");
        master.directory.files.put(ServerDirectory.ACCESS_FILE, AccessRules.withStandby(text, standby));
        reload(master);
    }

    /** Has a server read its pg_hba.conf again. */
    public void reload(Server server) {
        world.replication.noteTries();
        server.access = server.directory.files.getOrDefault(ServerDirectory.ACCESS_FILE, server.access);
        world.replication.connectAll();
    }

    /** Copies a master into a new directory, marked as a standby of it. */
    public ServerDirectory baseBackup(Server master, SimHost host, String path, int dbid) {
        // As recording 26 and the positions after it show: a file of its own for the checkpoint and the end of the
        // backup.
        long now = world.time.now();
        Transactions.forget(master);
        master.directory.switchSegment();
        WalRecord began = master.directory.checkpoint(WalRecord.Kind.CHECKPOINT_ONLINE, now);
        long until = master.directory.note(WalRecord.Kind.BACKUP_END).end();
        master.directory.switchSegment();
        ServerDirectory copy = new ServerDirectory(path);
        copy.copyFrom(master.directory, began, until, now);
        copy.dbid(dbid);
        copy.files.put(
                ServerDirectory.RECOVERY_CONF, ServerDirectory.recoveryConf(master.host.name.value(), master.port));
        host.plainDirectories.remove(path);
        host.directories.put(path, copy);
        return copy;
    }

    /** Has a stopping master write its last checkpoint: all but its wal sender's work is done by then (d7 to d9). */
    public void shutDown(Server server) {
        ServerDirectory directory = server.directory;
        if (!server.shutDown) {
            server.shutDown = true;
            world.replication.flush(server);
            Transactions.forget(server);
            directory.checkpoint(WalRecord.Kind.CHECKPOINT_SHUTDOWN, world.time.now());
            world.replication.ship(server);
            directory.control.state(ControlFile.SHUT_DOWN, world.time.now());
        }
    }

    /** The wal sender, which a stopping master waits for, is gone. */
    void senderEnded(Server server) {
        if (server.alive && server.shutDown) {
            stopped(server);
        }
    }

    /** Ends a server in order: its log is flushed and shipped, its lock files go. */
    public void stopped(Server server) {
        ServerDirectory directory = server.directory;
        if (server.directory.isStandby()) {
            directory.restartpoint(world.time.now());
            directory.control.state(ControlFile.SHUT_DOWN_IN_RECOVERY, world.time.now());
        } else {
            shutDown(server);
        }
        removeLocks(server);
        vanish(server);
    }

    /** Ends a server at once, as {@code -m immediate} does: no last checkpoint, but its lock files go. */
    public void aborted(Server server) {
        removeLocks(server);
        vanish(server);
    }

    /**
     * Kills a postmaster with -9: its lock files stay, and so do sessions that are open. One whose commit waits for the standby waits no
     * more: it informs the segments, and not its client (j2, j3).
     */
    public void killed(Server server) {
        server.killed = true;
        server.waits.forEach(Runnable::run);
        server.waits.clear();
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
        directory.control.state(ControlFile.IN_PRODUCTION, world.time.now());
        server.state = Server.State.MASTER;
        // A promotion replays first what was received.
        server.replayHeldAt = -1;
        server.dispatchFrom = world.time.now() + DISPATCH_AFTER;
        world.transactions.recover(server);
        world.replication.connectAll();
        world.check();
    }

    /** Ends recovery on a directory: a new timeline, no marker, and the old master out of the catalog. */
    public void newTimeline(ServerDirectory directory) {
        directory.beginTimeline();
        directory.control.minRecovery =
                directory.note(WalRecord.Kind.END_OF_RECOVERY).end();
        directory.control.minRecoveryTimeline = directory.timeline;
        String marker = directory.files.remove(ServerDirectory.RECOVERY_CONF);
        if (marker != null) {
            directory.files.put(ServerDirectory.RECOVERY_DONE, marker);
        }
        directory.catalog = directory.catalog.promoted();
    }

    /** Takes a host's power: its processes are gone, its disk stays, its peers learn nothing. */
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
        world.replication.flush(server);
        Transactions.forget(server);
        server.directory.checkpoint(WalRecord.Kind.CHECKPOINT_ONLINE, world.time.now());
        world.replication.ship(server);
    }

    /** Names the socket of a port in the usual directory. */
    public static String socket(int port) {
        return "/tmp/.s.PGSQL." + port;
    }

    /** Has all servers of a host make their sockets in another directory from their next start on, which is now for those that run. */
    public void socketDirectory(SimHost host, String directory) {
        List<Server> running = host.servers.stream().filter(s -> s.alive).toList();
        running.forEach(this::removeLocks);
        host.socketDirectory = directory;
        running.forEach(Lifecycle::locks);
    }

    // Line 7 is the shared memory key and identifier, right-aligned (recording 26).
    private static void locks(Server server) {
        String where = server.host.socketDirectory;
        String head = server.pid + "\n" + server.directory.path + "\n" + server.startSecond + "\n" + server.port + "\n"
                + where + "\n";
        server.directory.files.put(ServerDirectory.PID_FILE, head + "*\n  " + server.port + "001         0\n");
        if (!where.isEmpty()) {
            server.host.files.put(socket(server), "");
            server.host.files.put(socket(server) + ".lock", head);
        }
    }

    private static String socket(Server server) {
        return server.host.socketDirectory + "/.s.PGSQL." + server.port;
    }

    private void removeLocks(Server server) {
        server.directory.files.remove(ServerDirectory.PID_FILE);
        server.host.files.remove(socket(server));
        server.host.files.remove(socket(server) + ".lock");
    }
}
