package io.github.gpfailover.core.internal.probe;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.ServerProcess;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The facts on which the sources of one observation contradict each other. They exist because guards treat such a fact as unknown.
 */
public final class Conflicts {

    private Conflicts() {}

    /** Gives the old one of two masters: a promotion begins a timeline, so the lower one is the old master's (recordings 73, 82). */
    public static Optional<InstanceState> oldMaster(ClusterState s) {
        List<InstanceState> byTimeline = s.masters().stream()
                .filter(m -> m.timeline().isPresent())
                .sorted(Comparator.comparingInt(m -> m.timeline().getAsInt()))
                .toList();
        if (byTimeline.size() < s.masters().size()
                || byTimeline.size() < 2
                || byTimeline.get(0).timeline().equals(byTimeline.get(1).timeline())) {
            return Optional.empty();
        }
        return Optional.of(byTimeline.get(0));
    }

    private static String older(ClusterState s) {
        return oldMaster(s)
                .map(o -> "; " + o.location() + " is the old one, by its timeline "
                        + o.timeline().getAsInt() + " (the other's is "
                        + s.masters().stream()
                                .mapToInt(m -> m.timeline().getAsInt())
                                .filter(t -> t > o.timeline().getAsInt())
                                .min()
                                .getAsInt()
                        + ")")
                .orElse("");
    }

    private static String primary(ClusterState s) {
        return s.catalog().stream()
                .filter(r -> r.isMasterOrStandby() && r.role() == CatalogRow.Role.PRIMARY)
                .findFirst()
                .map(r -> ": " + r.location()
                        + (r.address().equals(r.location().host().value()) ? "" : " (address " + r.address() + ")"))
                .orElse("");
    }

    /** Gives the state with its contradictions said in it. */
    public static ClusterState addedTo(ClusterState s) {
        List<String> found = new ArrayList<>(s.conflicts());
        if (s.masters().size() > 1) {
            found.add("two servers act as master: "
                    + s.masters().stream().map(InstanceState::location).toList() + older(s));
        }
        s.master().ifPresent(m -> {
            boolean named = s.catalog().stream()
                    .anyMatch(r -> r.isMasterOrStandby()
                            && r.role() == CatalogRow.Role.PRIMARY
                            && r.location().equals(m.location()));
            // A master that only other hosts could see reported no catalog, so it contradicts none.
            if (!named && !s.catalog().isEmpty()) {
                found.add(m.location() + " acts as master, but its own catalog names another place as the master"
                        + primary(s));
            }
            if (s.replication().isPresent() && s.replication().get().inSync()) {
                // A probe that sees no process at all has not searched for any.
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
        return found.size() == s.conflicts().size()
                ? s
                : s.toBuilder().conflicts(found).build();
    }
}
