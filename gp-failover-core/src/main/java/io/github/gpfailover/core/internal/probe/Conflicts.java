package io.github.gpfailover.core.internal.probe;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.ServerProcess;
import java.util.ArrayList;
import java.util.List;

/** Exists to find where the sources of one observation contradict each other: guards treat that as unknown. */
public final class Conflicts {

    private Conflicts() {}

    /** Gives the state with its contradictions said in it. */
    public static ClusterState addedTo(ClusterState s) {
        List<String> found = new ArrayList<>(s.conflicts());
        if (s.masters().size() > 1) {
            found.add("two servers act as master: "
                    + s.masters().stream().map(InstanceState::location).toList());
        }
        s.master().ifPresent(m -> {
            boolean named = s.catalog().stream()
                    .anyMatch(r -> r.isMasterOrStandby()
                            && r.role() == CatalogRow.Role.PRIMARY
                            && r.location().equals(m.location()));
            // A master that only other hosts could see told no catalog, so it contradicts none.
            if (!named && !s.catalog().isEmpty()) {
                found.add(m.location() + " acts as master, but its own catalog names another place as the master");
            }
            if (s.replication().isPresent() && s.replication().get().inSync()) {
                // A probe that sees no process at all has not looked for any.
                if (!m.processes().isEmpty() && !m.has(ServerProcess.Kind.WAL_SENDER)) {
                    found.add("pg_stat_replication says streaming, but "
                            + m.location().host() + " has no wal sender process");
                }
                s.standbyInstance()
                        .filter(x -> x.liveness().isStopped())
                        .ifPresent(x -> found.add("pg_stat_replication says streaming, but the standby on "
                                + x.location().host() + " is stopped"));
            }
        });
        return found.size() == s.conflicts().size() ? s : s.withConflicts(found);
    }
}
