package io.github.gpfailover.testkit.internal;

import io.github.gpfailover.cluster.CatalogRow;
import java.util.ArrayList;
import java.util.List;

/** What a master does on the segments, and what it can't. */
public final class Dispatch {

    /** The answer of {@link #trouble} for a statement that does not end until packets arrive again (recordings 88, 90). */
    public static final String HANGS = "hangs";

    private final World world;
    private final List<Gang> gangs = new ArrayList<>();

    Dispatch(World world) {
        this.world = world;
    }

    /**
     * Says why a statement can't reach every segment: null if it can, {@link #HANGS}, or the error. Opens what is not open.
     */
    public String trouble(Dispatcher dispatcher) {
        Gang gang = dispatcher.gang();
        if (gang != null && gang.isCut()) {
            return lost(dispatcher, world.segments.get(0));
        }
        if (hangs(dispatcher)) {
            return HANGS;
        }
        SegmentInstance lost = dispatcher.gang().lost();
        if (lost != null) {
            return lost(dispatcher, lost);
        }
        String dead = dead(dispatcher.server.directory.catalog);
        if (dead == null) {
            world.transactions.heard(dispatcher.server);
        }
        return dead;
    }

    /**
     * Says whether a segment's host does not answer. Those that do have sessions then: all are called at the same time.
     */
    public boolean hangs(Dispatcher dispatcher) {
        List<CatalogRow> rows = dispatcher.server.directory.catalog.segments();
        if (dispatcher.gang() != null && dispatcher.gang().stale(rows)) {
            close(dispatcher);
        }
        if (dispatcher.gang() == null) {
            gangs.add(dispatcher.open(world.time.now()));
        }
        boolean hangs = false;
        SimHost last = null;
        for (CatalogRow row : rows) {
            SimHost host = row.role() == CatalogRow.Role.PRIMARY ? world.segment(row.dbid()).host : last;
            if (host != last) {
                hangs |= !dispatcher.gang().reaches(world.network, host) || host.hung;
                last = host;
            }
        }
        return hangs;
    }

    /**
     * Says whether what a session sends reaches its sessions on all segments, answers or not. A route on a segment's host stops
     * answers only: tried with two network namespaces, the next message on an open connection still came in where rp_filter was 0, and
     * not with 1 or 2. The model takes the worse case.
     */
    public boolean delivers(Dispatcher dispatcher) {
        Gang gang = dispatcher.gang();
        for (SegmentInstance segment : world.segments) {
            boolean reached = gang.on(segment) && world.network.sends(gang.from, segment.host);
            if (segment.primary && !reached) {
                return false;
            }
        }
        return true;
    }

    /** Ends a session's sessions on the segments, those that can be reached. */
    public void close(Dispatcher dispatcher) {
        Gang gang = dispatcher.gang();
        if (gang != null) {
            abandon(gang);
            dispatcher.leave();
        }
    }

    /** Ends those of all sessions of a server: its processes are gone. */
    void closeAll(Server server) {
        for (Gang gang : List.copyOf(gangs)) {
            if (gang.server == server) {
                abandon(gang);
            }
        }
    }

    private void abandon(Gang gang) {
        if (!gang.abandon(world.network)) {
            gangs.remove(gang);
        }
    }

    /** Lists the sessions that masters have on a segment. */
    public List<Gang> on(SegmentInstance segment) {
        return gangs.isEmpty()
                ? List.of()
                : gangs.stream().filter(g -> g.on(segment)).toList();
    }

    /** Lists those that servers of a host opened. */
    public List<Gang> from(SimHost host) {
        return gangs.stream().filter(g -> g.from == host).toList();
    }

    // The next statement opens new ones: that is what makes ending sessions alone no fence.
    private String lost(Dispatcher dispatcher, SegmentInstance segment) {
        int pid = dispatcher.gang().pid(segment);
        close(dispatcher);
        // From the product's source (cdbdisp_async.c and libpq); no recording has it.
        return "ERROR:  Error on receive from seg" + segment.content + ' ' + segment.host.address + ':' + segment.port
                + " pid=" + pid + ": server closed the connection unexpectedly\n"
                + "\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.\n";
    }

    private String dead(Catalog catalog) {
        for (CatalogRow row : catalog.segments()) {
            SegmentInstance segment = world.segment(row.dbid());
            if (row.role() == CatalogRow.Role.PRIMARY && (!segment.running || !segment.primary)) {
                // From the product's source (cdbgang.c and libpq); no recording has it.
                String where = segment.host.address + ":" + segment.port;
                return "ERROR:  failed to acquire resources on one or more segments\n"
                        + "DETAIL:  could not connect to server: Connection refused\n\tIs the server running on host \""
                        + segment.host.address + "\" and accepting\n\tTCP/IP connections on port " + segment.port
                        + "?\n (seg"
                        + segment.content + " " + where + ")\n";
            }
        }
        return null;
    }

    /** Does what FTS does in each live master: a dead primary's mirror takes over (recording 98). */
    public void probe() {
        for (Server server : List.copyOf(world.servers)) {
            if (server.isMaster() && server.host.on) {
                probe(server);
            }
        }
    }

    private void probe(Server server) {
        List<CatalogRow> rows = server.directory.catalog.segments();
        for (int i = 0; i + 1 < rows.size(); i++) {
            CatalogRow primary = rows.get(i);
            CatalogRow mirror = rows.get(i + 1);
            if (primary.content() != mirror.content()) {
                continue;
            }
            SegmentInstance dead = world.segment(primary.dbid());
            SegmentInstance next = world.segment(mirror.dbid());
            boolean gone = !dead.running || !dead.primary || !world.connected(server.host, dead.host);
            boolean ready =
                    mirror.up() && mirror.synchronised() && next.running && world.connected(server.host, next.host);
            if (gone && ready) {
                next.primary = true;
                next.primarySince = world.time.now();
                next.log.wal.beginTimeline();
                next.log.restarted();
                dead.primary = false;
                server.directory.catalog = server.directory.catalog.failedOver(primary.content());
                world.replication.write(server, 0x60);
            }
        }
    }
}
