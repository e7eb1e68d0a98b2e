package io.github.gpfailover.cluster;

import java.util.ArrayList;
import java.util.List;

/** Exists to say in one place what a snapshot leaves open, so that nobody takes silence for good news. */
final class ClusterUnknowns {

    private ClusterUnknowns() {}

    static List<String> of(ClusterState s) {
        List<String> open = new ArrayList<>();
        for (InstanceState i : s.instances()) {
            if (i.liveness().isUnknown()) {
                open.add("whether " + i.location() + " runs: " + i.liveness().because());
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
        if (s.version().isEmpty()) {
            open.add("which product and version it is");
        }
        stream(s, open);
        return open;
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
        if (r.freshness().age().isEmpty()) {
            open.add("whether the stream to " + host + " lives: the master says " + r.state() + "/" + r.syncState()
                    + ", " + r.freshness());
        }
    }
}
