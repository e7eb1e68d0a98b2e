package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.cluster.ServerProcess;
import io.github.gpfailover.core.internal.gpstate.ClusterStatus;
import io.github.gpfailover.core.internal.gpstate.SegmentStatus;
import io.github.gpfailover.core.internal.steps.HealthFault.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All that is not well in a cluster, from the catalog, the process tables and {@code gpstate -s}, each fault once. */
final class HealthFaults {

    // The two states of mirrors that are well, in recordings 06, 50, 92 and 95; any other counts as not synchronised.
    private static final Set<String> IN_STEP = Set.of("Synchronized", "Streaming");
    // As pg_stat_replication names a stream before it is in sync.
    private static final Set<String> COMING = Set.of("startup", "catchup");
    /** What gpstate says where its own ssh failed (recording a0). */
    private static final String UNDETERMINED = "Status could not be determined";

    private static final String PASSIVE = "Standby host passive";

    private HealthFaults() {}

    /**
     * What the catalog, the master's view of its stream and the standby itself report.
     *
     * @param awaited whether a later step waits for the standby: then one that is catching up is no fault
     */
    static List<HealthFault> seen(ClusterState state, boolean awaited) {
        List<HealthFault> faults = new ArrayList<>();
        for (CatalogRow row : state.degradedSegments()) {
            faults.add(new HealthFault(row.up() ? Kind.SEGMENT_SWITCHED : Kind.SEGMENT_DOWN, row.toString()));
        }
        for (CatalogRow row : state.unsynchronisedMirrors()) {
            faults.add(new HealthFault(Kind.MIRROR_NOT_SYNCHRONISED, row + " is not synchronised with its primary"));
        }
        state.standby().ifPresent(row -> {
            running(state, row).ifPresent(faults::add);
            if (!(awaited && comingIntoStep(state))) {
                streaming(state, row).ifPresent(faults::add);
            }
        });
        return faults;
    }

    /** What gpstate reports beyond that. */
    static List<HealthFault> told(ClusterState state, ClusterStatus status) {
        List<CatalogRow> degraded = state.degradedSegments();
        List<CatalogRow> apart = state.unsynchronisedMirrors();
        List<HealthFault> faults = new ArrayList<>();
        for (SegmentStatus segment : status.segments()) {
            segment(degraded, apart, segment).ifPresent(faults::add);
        }
        boolean passive = status.standbyState().filter(s -> !s.equals(PASSIVE)).isEmpty();
        state.standby()
                .filter(row -> !passive
                        && running(state, row).isEmpty()
                        && undetermined(state, status).isEmpty())
                .ifPresent(row -> faults.add(new HealthFault(
                        Kind.STANDBY_NOT_RUNNING,
                        name(row) + ": gpstate -s says '"
                                + status.standbyState().orElseThrow() + "'")));
        return faults;
    }

    /**
     * What gpstate could not learn of a standby that is observed in sync by all other sources: its own ssh there failed, which is no fault of
     * the standby.
     */
    static Optional<String> undetermined(ClusterState state, ClusterStatus status) {
        boolean observed = state.standbyInstance()
                        .filter(i -> i.role() == InstanceRole.STANDBY && i.has(ServerProcess.Kind.WAL_RECEIVER))
                        .isPresent()
                && state.replication().filter(ReplicationState::inSync).isPresent();
        return status.standbyState()
                .filter(s -> observed && s.startsWith(UNDETERMINED))
                .map(
                        s -> "gpstate says of the standby '" + s
                                + "', though it is observed in sync: the ssh of gpstate itself fails,"
                                + " or a start-up file of the login disturbs it; checkEnvironment() names what the logins there print and set");
    }

    /** What gpstate alone knows: recording 95 has a dead mirror that the catalog still called up and synchronised. */
    private static Optional<HealthFault> segment(List<CatalogRow> degraded, List<CatalogRow> apart, SegmentStatus s) {
        boolean known = degraded.stream().anyMatch(r -> !r.up() && same(r, s));
        if (known) {
            return Optional.empty();
        }
        String name = s.currentRole() + " " + s.host() + ":" + s.port() + ":" + s.directory();
        if (!s.up()) {
            return Optional.of(new HealthFault(Kind.SEGMENT_SILENT, name + ": " + s.statusText()));
        }
        boolean mirror = s.currentRole().equals("Mirror");
        if (mirror
                && !s.mirrorStatus().isEmpty()
                && !IN_STEP.contains(s.mirrorStatus())
                && apart.stream().noneMatch(r -> same(r, s))) {
            return Optional.of(new HealthFault(
                    Kind.MIRROR_NOT_SYNCHRONISED, name + ": gpstate -s calls it '" + s.mirrorStatus() + "'"));
        }
        return Optional.empty();
    }

    private static boolean same(CatalogRow row, SegmentStatus s) {
        // The catalog's name of a host may be another than the one that it is known by here.
        boolean there = row.location().host().value().equalsIgnoreCase(s.host())
                || row.location().dataDirectory().path().equals(s.directory());
        return there && row.location().port() == s.port();
    }

    private static Optional<HealthFault> running(ClusterState state, CatalogRow row) {
        Optional<InstanceState> server = state.standbyInstance();
        String name = name(row);
        if (server.isEmpty()) {
            return Optional.of(new HealthFault(Kind.STANDBY_NOT_RUNNING, name + " was not observed"));
        }
        if (server.get().role() != InstanceRole.STANDBY) {
            return Optional.of(new HealthFault(
                    Kind.STANDBY_NOT_RUNNING,
                    name + " does not run as one: " + server.get().liveness().because()));
        }
        return Optional.empty();
    }

    private static String name(CatalogRow row) {
        return "the standby on " + row.location().host();
    }

    /** Whether the standby receives what it lacks. */
    static boolean comingIntoStep(ClusterState state) {
        boolean runs = state.standbyInstance()
                .filter(i -> i.role() == InstanceRole.STANDBY)
                .isPresent();
        return runs
                && state.replication().filter(r -> COMING.contains(r.state())).isPresent();
    }

    private static Optional<HealthFault> streaming(ClusterState state, CatalogRow row) {
        Optional<ReplicationState> stream = state.replication();
        String name = name(row);
        if (stream.filter(r -> r.state().equals("streaming")).isEmpty()) {
            return Optional.of(new HealthFault(
                    Kind.STANDBY_NOT_STREAMING,
                    name + " does not stream: "
                            + stream.map(ReplicationState::toString).orElse("the master has no stream")));
        }
        return stream.get().lagBytes().isPresent()
                ? Optional.empty()
                : Optional.of(new HealthFault(
                        Kind.STANDBY_NOT_STREAMING, name + " streams, but how far it is behind is not told"));
    }
}
