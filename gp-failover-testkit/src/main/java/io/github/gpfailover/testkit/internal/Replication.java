package io.github.gpfailover.testkit.internal;

import java.util.List;

/** The streams from masters to standbys: how they begin, ship, break unnoticed and end. */
public final class Replication {

    /** How much of the log in recordings d0 and d1 was the beginning of a record. */
    private static final long TORN = 0x440;
    /** Half of the walwriter's delay, 200 ms. */
    private static final long WALWRITER = 100_000_000L;

    /** What the receivers write of themselves. */
    final ReceiverLog receivers;

    private final World world;

    Replication(World world) {
        this.world = world;
        receivers = new ReceiverLog(world);
    }

    /** Writes to a master's log, and ships it where the stream is whole. */
    public void write(Server master, int bytes) {
        flush(master);
        master.directory.append(bytes);
        shipOrConnect(master);
    }

    /** Ships what a master has written, to a standby that finds it now if none did before. */
    public void shipOrConnect(Server master) {
        if (master.sends == null && world.servers.size() > 1) {
            connectAll();
        }
        ship(master);
    }

    /** Ships what a master has written, unless its postmaster and with it its senders are gone. */
    public void shipIfAlive(Server master) {
        if (master.alive) {
            ship(master);
        }
    }

    /**
     * Writes to a master's log and flushes no more of it than the walwriter does by itself: whole pages. What a page's end cuts in two
     * can't be replayed before the rest follows (d0, d1).
     */
    public void writeUnflushed(Server master, long bytes) {
        ServerDirectory log = master.directory;
        long end = log.position + master.buffered + bytes;
        long flushed = end / WalPosition.PAGE * WalPosition.PAGE;
        if (flushed <= log.position) {
            master.buffered += bytes;
            return;
        }
        log.torn = Math.min(TORN, flushed - log.position);
        log.extend(flushed - log.position);
        master.buffered = end - flushed;
        ship(master);
    }

    /** Flushes all that a master has written, and ships it. */
    public void flush(Server master) {
        if (master.buffered > 0 || master.directory.torn > 0) {
            master.directory.extend(master.buffered);
            master.buffered = 0;
            master.directory.torn = 0;
            shipOrConnect(master);
        }
    }

    /** Has the walwriter flush all that a master has written, a moment later, as it does for a commit that waits for no flush. */
    public void flushSoon(Server master) {
        world.time.at(world.time.now() + WALWRITER, () -> {
            if (master.alive) {
                flush(master);
            }
        });
    }

    /** Ships what a master has written. */
    public void ship(Server master) {
        Stream stream = master.sends;
        if (stream == null || stream.broken() || stream.catchingUp) {
            return;
        }
        if (fills(stream.standby, master)) {
            end(stream);
            return;
        }
        ServerDirectory to = stream.standby.directory;
        ServerDirectory from = master.directory;
        stream.sentAnything |= to.position != from.position;
        to.wal = stream.shipped();
        to.position = from.position;
        to.torn = from.torn;
        stream.flushed = to.position;
        to.catalog = from.catalog;
        to.nextXid = from.nextXid;
    }

    /** Says when a commit on that master may end: now, or when the sender gives its silent standby up. */
    public long releaseTime(Server master) {
        Stream stream = master.sends;
        return stream == null || !stream.broken() || stream.catchingUp ? world.time.now() : stream.senderExpires;
    }

    /** Makes a standby find its master, where it can. */
    public void connect(Server standby) {
        if (standby.receives != null || !standby.alive || standby.state != Server.State.STANDBY || !standby.host.on) {
            return;
        }
        Server master = sought(standby);
        if (master == null || !letIn(standby, master)) {
            return;
        }
        learnHistories(standby.directory, master.directory);
        if (!follows(standby.directory, master.directory) || fills(standby, master)) {
            return;
        }
        if (master.sends != null) {
            end(master.sends);
        }
        if (!standby.directory.isPrefixOf(master.directory)) {
            world.differs(standby, master);
        }
        Stream stream = new Stream(master, standby, world.network.source(standby.host, master.host), world.time.now());
        master.sends = stream;
        standby.receives = stream;
        receivers.begins(stream);
        standby.directory.timeline = master.directory.timeline;
        standby.directory.history.clear();
        standby.directory.history.addAll(master.directory.history);
        ship(master);
    }

    /** Makes every standby without a stream find its master, where it can. */
    public void connectAll() {
        for (Server server : List.copyOf(world.servers)) {
            connect(server);
        }
    }

    /** Checks all streams after power, links or routes changed. */
    public void linksChanged() {
        long now = world.time.now();
        for (Server server : List.copyOf(world.servers)) {
            Stream stream = server.sends;
            if (stream == null) {
                continue;
            }
            boolean whole = world.network.carries(stream.standby.host, stream.clientAddress, stream.master.host);
            if (!whole && !stream.broken()) {
                lose(stream, now);
            } else if (whole && stream.broken()) {
                find(stream);
            }
        }
        connectAll();
        for (Server server : List.copyOf(world.servers)) {
            // A sender whose standby takes the last record after all has nothing left to wait for.
            if (server.alive && server.shutDown && server.sends != null && releaseTime(server) <= now) {
                world.lifecycle.stopped(server);
            }
        }
    }

    /** Ends a stream for both ends. */
    public void end(Stream stream) {
        if (stream.master.sends == stream) {
            stream.master.sends = null;
        }
        if (stream.standby.receives == stream) {
            stream.standby.receives = null;
            receivers.lost(stream.standby);
        }
    }

    /** One end's processes are gone: the other end learns it at once if its host can be reached. */
    public void processEnded(Server server) {
        Stream sent = server.sends;
        if (sent != null) {
            server.sends = null;
            if (!sent.broken()) {
                end(sent);
            }
        }
        Stream received = server.receives;
        if (received != null) {
            server.receives = null;
            if (!received.broken()) {
                end(received);
            }
        }
    }

    /** The receiver gives its stream up because its server was promoted. */
    public void receiverPromoted(Server server) {
        processEnded(server);
    }

    /** The master's socket is destroyed: its sender ends at once (recording b1). */
    void senderCut(Stream stream) {
        stream.master.sends = null;
        world.lifecycle.senderEnded(stream.master);
        if (!stream.broken()) {
            end(stream);
        }
    }

    /** The standby's socket is destroyed: its receiver ends at once. */
    void receiverCut(Stream stream) {
        stream.standby.receives = null;
        if (!stream.broken()) {
            end(stream);
        }
    }

    /**
     * A terminate reached the sender: one that is stuck in a send never ends after it (a8, a9), an idle one ends, and another replaces it
     * where the standby can connect (before e3).
     */
    public void terminateSender(Stream stream) {
        if (stream.broken() && stream.master.directory.position > stream.flushed) {
            stream.senderExpires = Long.MAX_VALUE;
        } else if (stream.broken()) {
            stream.master.sends = null;
        } else {
            end(stream);
            receivers.terminated(stream);
            connectAll();
        }
    }

    /** Leaves the standby that many bytes behind; 0 lets it catch up. */
    public void lag(Server master, long bytes) {
        Stream stream = master.sends;
        if (stream == null) {
            throw new IllegalStateException(master.host.name + " has no standby connected that could lag");
        }
        stream.catchingUp = bytes > 0;
        if (bytes > 0) {
            master.directory.extend(bytes);
        } else {
            ship(master);
        }
    }

    private void lose(Stream stream, long now) {
        stream.brokenAt = now;
        stream.senderExpires = now + Stream.SENDER_TIMEOUT;
        stream.receiverExpires = now + Stream.RECEIVER_TIMEOUT;
        world.time.at(stream.senderExpires, () -> {
            if (stream.master.sends == stream && stream.senderExpires <= world.time.now()) {
                stream.master.sends = null;
                world.lifecycle.senderEnded(stream.master);
                connectAll();
            }
        });
        world.time.at(stream.receiverExpires, () -> {
            if (stream.standby.receives == stream && stream.receiverExpires <= world.time.now()) {
                stream.standby.receives = null;
                connectAll();
            }
        });
    }

    // Both ends still have the connection: TCP sends again what was lost. Only one has it: the other's host resets it.
    private void find(Stream stream) {
        if (stream.standby.receives == stream && stream.standby.alive && stream.master.alive) {
            stream.brokenAt = -1;
            stream.senderExpires = Long.MAX_VALUE;
            stream.receiverExpires = Long.MAX_VALUE;
            ship(stream.master);
        } else {
            end(stream);
        }
    }

    /** Gives what the end of the log holds that the server of a directory wrote there (recordings i0 to i7). */
    public String logEnd(SimHost host, String logs) {
        noteTries();
        ServerDirectory directory = host.directoryOf(logs);
        return directory == null ? "" : directory.log.text();
    }

    /**
     * Writes what the receivers without a stream have tried by now into the logs: before somebody reads, or their obstacle changes.
     */
    public void noteTries() {
        for (Server standby : world.servers) {
            if (standby.alive && standby.state == Server.State.STANDBY && standby.receives == null) {
                Server master = sought(standby);
                receivers.tried(standby, master == null ? null : obstacle(standby, master), master);
            }
        }
    }

    /** Notes a login that a standby turned away. */
    public void refusedLogin(Server standby) {
        receivers.refused(standby);
    }

    // Null if nobody is met there.
    private Server sought(Server standby) {
        SimHost host = world.host(standby.directory.conninfo("host"));
        String port = standby.directory.conninfo("port");
        if (host == null || port.isEmpty() || !world.connected(standby.host, host)) {
            return null;
        }
        Server master = host.listening(Integer.parseInt(port));
        return master != null && master.isMaster() ? master : null;
    }

    private ReceiverLog.Obstacle obstacle(Server standby, Server master) {
        ServerDirectory own = standby.directory;
        ServerDirectory other = master.directory;
        if (own.systemIdentifier != other.systemIdentifier) {
            return null;
        }
        AccessRules.Verdict verdict = access(standby, master);
        if (verdict != AccessRules.Verdict.TRUSTED) {
            return switch (verdict) {
                case REJECTED -> ReceiverLog.Obstacle.REJECTED;
                case OTHER_METHOD -> ReceiverLog.Obstacle.PASSWORD;
                default -> ReceiverLog.Obstacle.NO_ENTRY;
            };
        }
        if (own.timeline > other.timeline) {
            return ReceiverLog.Obstacle.TIMELINE_AHEAD;
        }
        if (own.position / WalPosition.SEGMENT * WalPosition.SEGMENT < other.oldestKept) {
            return ReceiverLog.Obstacle.LOG_REMOVED;
        }
        if (own.timeline < other.timeline
                && other.leftAt(own.timeline) >= 0
                && own.position > other.leftAt(own.timeline)) {
            return ReceiverLog.Obstacle.PAST_THE_FORK;
        }
        return fills(standby, master) ? ReceiverLog.Obstacle.DISK_FULL : null;
    }

    // What the master has goes on in a file that the standby has no space for.
    private static boolean fills(Server standby, Server master) {
        long end = standby.directory.position + WalPosition.SEGMENT - 1;
        return standby.host.freeKibibytes * 1024 < WalPosition.SEGMENT
                && master.directory.position > end / WalPosition.SEGMENT * WalPosition.SEGMENT;
    }

    private boolean letIn(Server standby, Server master) {
        return standby.directory.systemIdentifier == master.directory.systemIdentifier
                && access(standby, master) == AccessRules.Verdict.TRUSTED;
    }

    private AccessRules.Verdict access(Server standby, Server master) {
        String address = world.network.source(standby.host, master.host);
        return AccessRules.replication(master.access, standby.directory.conninfo("user"), address, master.host);
    }

    // A receiver fetches the histories that its server lacks, whether or not that follows them.
    private static void learnHistories(ServerDirectory standby, ServerDirectory master) {
        for (int timeline = standby.timeline + 1; timeline <= master.timeline; timeline++) {
            String path = Histories.path(timeline);
            if (master.files.containsKey(path)) {
                standby.files.putIfAbsent(path, master.files.get(path));
            }
        }
    }

    /**
     * Says whether a master's sender and a standby's startup agree to go on, which compare timelines and positions only. One whose log
     * goes on past the fork is let in as well, if its checkpoint does not lie there: PostgreSQL does so where the history came first,
     * from an archive for instance, and else goes no further; the model takes the worse case.
     */
    private static boolean follows(ServerDirectory standby, ServerDirectory master) {
        boolean kept = standby.position / WalPosition.SEGMENT * WalPosition.SEGMENT >= master.oldestKept;
        if (!kept || standby.position > master.position) {
            return false;
        }
        if (standby.timeline == master.timeline) {
            return true;
        }
        return standby.followsLatest()
                && master.leftAt(standby.timeline) >= 0
                && standby.control.checkpoint < master.leftAt(standby.timeline);
    }
}
