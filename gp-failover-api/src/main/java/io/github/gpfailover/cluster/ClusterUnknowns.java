package io.github.gpfailover.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The list of what a snapshot leaves open. It exists so that nobody takes missing information for good news. */
final class ClusterUnknowns {

    /**
     * A sign of life that is older was seen by an earlier observation: recording a0 shows what may have become of a stream since.
     */
    private static final Duration FRESH = Duration.ofSeconds(10);

    private ClusterUnknowns() {}

    static List<String> of(ClusterState s) {
        List<String> open = new ArrayList<>();
        for (InstanceState i : s.instances()) {
            if (i.liveness().isUnknown()) {
                open.add("whether " + i.location() + " runs: " + because(s, i));
            } else if (i.orphaned()) {
                open.add("what " + i.processes().size() + " processes on "
                        + i.location().host() + " still write, that outlived their postmaster");
            } else if (i.role() == InstanceRole.UNKNOWN) {
                open.add("what " + i.location() + " is: " + i.liveness().because());
            } else if (i.role() == InstanceRole.TRANSIENT) {
                open.add("what " + i.location() + " will be, since it starts, stops or recovers: "
                        + i.liveness().because());
            }
        }
        if (s.masters().size() > 1) {
            open.add("which of " + s.masters().size() + " masters has the cluster's catalog");
        } else if (s.catalog().isEmpty()) {
            open.add("what the catalog says: " + (s.masters().isEmpty() ? "no master answers" : "it was not told"));
        }
        s.catalog().stream()
                .filter(r -> r.unreadable().isPresent())
                .forEach(r -> open.add("where dbid " + r.dbid() + " (content " + r.content() + ") lives: "
                        + r.unreadable().get()));
        if (s.version().isEmpty()) {
            open.add("which product and version it is");
        }
        stream(s, open);
        return open;
    }

    /** What other hosts saw is listed by itself; here it counts only that nobody saw the server. */
    private static String because(ClusterState s, InstanceState i) {
        List<Sighting> seen = s.sightingsOf(i.location());
        Set<String> sightings = seen.stream().map(Sighting::toString).collect(Collectors.toSet());
        List<Evidence> direct = i.liveness().evidence().stream()
                .filter(e -> !sightings.contains(e.statement()))
                .toList();
        return Liveness.unknown(direct).because()
                + (seen.isEmpty() ? "" : "; none of " + seen.size() + " other hosts got an answer from it");
    }

    private static void stream(ClusterState s, List<String> open) {
        if (s.standby().isEmpty()) {
            return;
        }
        String host = s.standby().get().location().host().value();
        if (s.replication().isEmpty()) {
            return;
        }
        ReplicationState r = s.replication().get();
        if (r.lagBytes().isEmpty()) {
            open.add("how far the standby on " + host + " is behind");
        }
        boolean standbySeen = s.standbyInstance()
                .filter(x -> x.liveness().isRunning() && x.role() == InstanceRole.STANDBY)
                .isPresent();
        boolean fresh = r.freshness().age().filter(a -> a.compareTo(FRESH) < 0).isPresent();
        if (!fresh || !standbySeen) {
            open.add("whether the stream to " + host + " lives: the master says " + r.state() + "/" + r.syncState()
                    + ", " + r.freshness());
        }
    }
}
