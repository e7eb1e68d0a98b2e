package io.github.gpfailover.testkit.internal;

import io.github.gpfailover.cluster.CatalogRow;
import java.util.List;

/** What a master does on the segments, and what it can't. */
public final class Dispatch {

    /** The answer of {@link #trouble} for a statement that never ends (recordings 88, 90). */
    public static final String HANGS = "hangs";

    private final World world;

    Dispatch(World world) {
        this.world = world;
    }

    /** Tells why a statement can't reach every segment from there: null if it can, {@link #HANGS}, or the error. */
    public String trouble(SimHost from, Catalog catalog) {
        for (CatalogRow row : catalog.segments()) {
            if (row.role() != CatalogRow.Role.PRIMARY) {
                continue;
            }
            SegmentInstance segment = world.segment(row.dbid());
            if (!world.connected(from, segment.host) || segment.host.hung) {
                return HANGS;
            }
            if (!segment.running || !segment.primary) {
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

    /** Does what FTS does in each live master: a dead primary's mirror takes its place (recording 98). */
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
                dead.primary = false;
                server.directory.catalog = server.directory.catalog.failedOver(primary.content());
                world.replication.write(server, 0x60);
            }
        }
    }
}
