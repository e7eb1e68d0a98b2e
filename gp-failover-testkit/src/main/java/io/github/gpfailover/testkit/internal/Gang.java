package io.github.gpfailover.testkit.internal;

import io.github.gpfailover.cluster.CatalogRow;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The sessions that one session of a master holds on the segments. They exist because the master writes through them, and they can be ended
 * there, or outlive it.
 */
public final class Gang {

    private static final int FIRST_PORT = 40000;
    private static final int PORTS = 20000;

    /** The number of the session that they belong to. */
    public final int number;
    /** Where that session's server runs. */
    public final SimHost from;
    /** That server. */
    final Server server;

    private final List<CatalogRow> segments;
    private final long since;
    private final Map<SimHost, String> addresses = new HashMap<>();
    private final Map<SegmentInstance, Integer> pids = new HashMap<>();
    private final Set<SegmentInstance> ended = new HashSet<>();
    private Set<SimHost> untold;
    private boolean cut;

    Gang(Server server, int number, long now) {
        this.number = number;
        this.server = server;
        from = server.host;
        segments = server.directory.catalog.segments();
        since = now;
    }

    /** Says whether it was opened to other primaries than those that act now. */
    boolean stale(List<CatalogRow> now) {
        return segments != now;
    }

    /** Says whether a host answers on its connection, which is opened if there is none. */
    boolean reaches(Network network, SimHost host) {
        String address = addresses.get(host);
        if (address == null) {
            address = network.source(from, host);
            if (address == null) {
                return false;
            }
            addresses.put(host, address);
        }
        return network.carries(from, address, host);
    }

    /** Says where the session on a segment comes from. */
    public String address(SegmentInstance segment) {
        return addresses.get(segment.host);
    }

    /** Gives the port that it comes from. */
    public int port(SegmentInstance segment) {
        return FIRST_PORT + (number * 64 + segment.dbid) % PORTS;
    }

    /** Gives its process. */
    public int pid(SegmentInstance segment) {
        return pids.computeIfAbsent(segment, s -> s.host.newPid());
    }

    /** Says whether a segment has a session of it. */
    public boolean on(SegmentInstance segment) {
        return holds(segment) && !ended.contains(segment) && (untold == null || untold.contains(segment.host));
    }

    /** Says whether the master's end of the connection to a segment is there, whatever became of the other end. */
    boolean knows(SegmentInstance segment) {
        return holds(segment) && untold == null && !cut;
    }

    private boolean holds(SegmentInstance segment) {
        return segment.running
                && segment.primary
                && segment.primarySince <= since
                && addresses.containsKey(segment.host);
    }

    /** Ends the session on a segment; the master learns it when it uses it. */
    public void end(SegmentInstance segment) {
        ended.add(segment);
    }

    /** The master's ends are gone: it knows at once. */
    void cut() {
        cut = true;
    }

    /** Says whether the master's ends are gone. */
    boolean isCut() {
        return cut;
    }

    /** Gives a segment whose session was ended, or null. */
    SegmentInstance lost() {
        return ended.isEmpty() ? null : ended.iterator().next();
    }

    /**
     * Its owner is gone: hosts that can be reached end their sessions, the others keep them. Answers whether any does.
     */
    boolean abandon(Network network) {
        if (untold == null) {
            untold = new HashSet<>();
            addresses.forEach((host, address) -> {
                if (!network.carries(from, address, host)) {
                    untold.add(host);
                }
            });
        }
        return !untold.isEmpty();
    }
}
