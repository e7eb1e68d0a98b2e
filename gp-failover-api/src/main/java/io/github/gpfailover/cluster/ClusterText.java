package io.github.gpfailover.cluster;

import java.util.List;
import java.util.Locale;

/**
 * A snapshot as text for people: each server's role first, then what is wrong, then what is not known. It exists so that an operator can
 * judge a cluster at a glance.
 */
final class ClusterText {

    private static final int MOST_SEGMENTS_NAMED = 20;

    private ClusterText() {}

    static String of(ClusterState s) {
        StringBuilder out = new StringBuilder(s.summary()).append('\n');
        row(out, "observed", s.observedAt() + s.version().map(v -> ", " + v).orElse(", version not known"));
        servers(s, out);
        list(
                out,
                "fenced",
                s.evidence().stream()
                        .filter(e -> e.kind() == Evidence.Kind.FENCE)
                        .map(e -> e.about() + " by " + e.source() + ": " + e.statement())
                        .toList());
        row(out, "stream", stream(s));
        row(out, "segments", segments(s));
        List<CatalogRow> odd = s.segments().stream()
                .filter(r -> r.degraded() || !r.synchronised())
                .toList();
        odd.stream().limit(MOST_SEGMENTS_NAMED).forEach(r -> row(out, "", r.toString()));
        if (odd.size() > MOST_SEGMENTS_NAMED) {
            row(out, "", "and " + (odd.size() - MOST_SEGMENTS_NAMED) + " more");
        }
        list(out, "seen from", s.sightings().stream().map(Sighting::toString).toList());
        list(out, "CONFLICT", s.conflicts());
        list(out, "diagnosis", s.diagnosis());
        list(out, "not known", s.unknowns());
        return out.toString();
    }

    /** Who is master and standby, in one line. */
    static String summary(ClusterState s) {
        if (s.instances().isEmpty()) {
            return "not observed";
        }
        List<InstanceState> masters = s.masters();
        String who = switch (masters.size()) {
            case 0 -> "no master answers" + orphans(s);
            case 1 -> "master " + masters.get(0).location().host();
            default ->
                "TWO MASTERS: "
                        + String.join(
                                " and ",
                                masters.stream()
                                        .map(m -> m.location().host().value())
                                        .toList());
        };
        String standbyText = s.catalog().isEmpty()
                ? "standby not known"
                : s.standby()
                        .map(r -> "standby " + r.location().host()
                                + s.replication()
                                        .map(x -> " (" + x + (standbySeen(s) ? ")" : ", by the master's word alone)"))
                                        .orElse(" (not replicating)"))
                        .orElse("no standby");
        return who + ", " + standbyText
                + (s.conflicts().isEmpty() ? "" : ", in conflict: " + String.join("; ", s.conflicts()));
    }

    private static boolean standbySeen(ClusterState s) {
        return s.standbyInstance().filter(x -> x.liveness().isRunning()).isPresent();
    }

    private static String orphans(ClusterState s) {
        return String.join(
                "",
                s.instances().stream()
                        .filter(InstanceState::orphaned)
                        .map(i -> ", but " + i.processes().size() + " processes on "
                                + i.location().host() + " outlived their postmaster")
                        .toList());
    }

    private static void servers(ClusterState s, StringBuilder out) {
        int widest = s.instances().stream()
                .mapToInt(i -> i.location().toString().length())
                .max()
                .orElse(0);
        String label = "servers";
        for (InstanceState i : s.instances()) {
            String place = String.format(Locale.ROOT, "%-" + Math.max(1, widest) + "s", i.location());
            boolean unseen = i.role() == InstanceRole.UNKNOWN && i.liveness().isUnknown();
            String said = (unseen
                            ? "role and liveness not known"
                            : i.role() + ", " + i.liveness().status())
                    + i.position()
                            .map(p -> (i.role() == InstanceRole.STANDBY ? ", replayed " : ", at ") + p)
                            .orElse("")
                    + i.received()
                            .filter(r -> !i.position().equals(i.received()))
                            .map(r -> ", received " + r)
                            .orElse("")
                    + (i.timeline().isPresent() ? ", timeline " + i.timeline().getAsInt() : "")
                    + (i.orphaned() ? ", " + i.processes().size() + " processes outlived their postmaster" : "");
            row(out, label, place + "  " + said);
            label = "";
        }
    }

    private static String stream(ClusterState s) {
        if (s.replication().isPresent()) {
            return s.replication().get() + "; " + s.replication().get().freshness();
        }
        if (s.catalog().isEmpty()) {
            return "not known";
        }
        return s.standby().isEmpty() ? "none, the cluster has no standby" : "none, though the catalog names a standby";
    }

    private static String segments(ClusterState s) {
        if (s.catalog().isEmpty()) {
            return "not known";
        }
        List<CatalogRow> all = s.segments();
        long primaries =
                all.stream().filter(r -> r.role() == CatalogRow.Role.PRIMARY).count();
        long down = all.stream().filter(r -> !r.up()).count();
        long switched = all.stream().filter(r -> r.role() != r.preferredRole()).count();
        boolean mirrored = primaries < all.size();
        long apart = mirrored ? all.stream().filter(r -> !r.synchronised()).count() : 0;
        // It is what the master's catalog says: a dead mirror is called up there until somebody asks it (recording 95).
        String sizes = primaries + " primaries, " + (all.size() - primaries) + " mirrors, by the catalog ";
        return sizes
                + (down + switched + apart == 0
                        ? "all up and in their roles" + (mirrored ? ", synchronised" : "")
                        : down + " down, " + switched + " not in their preferred role, " + apart + " not synchronised");
    }

    private static void list(StringBuilder out, String label, List<String> lines) {
        String shown = label;
        for (String line : lines) {
            row(out, shown, line);
            shown = "";
        }
    }

    private static void row(StringBuilder out, String label, String text) {
        out.append(String.format(Locale.ROOT, "  %-10s %s%n", label, text.replace('\n', ' ')));
    }
}
