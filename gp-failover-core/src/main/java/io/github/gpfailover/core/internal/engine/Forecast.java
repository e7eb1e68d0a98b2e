package io.github.gpfailover.core.internal.engine;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.Freshness;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.cluster.ServerProcess;
import io.github.gpfailover.core.internal.inspect.DirectoryState;
import io.github.gpfailover.core.internal.inspect.ForecastInspection;
import io.github.gpfailover.core.internal.inspect.Inspection;
import io.github.gpfailover.core.internal.text.ControlData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Exists to walk a preview: a model of the cluster that each step changes as it expects to change the cluster. */
public final class Forecast implements Situation.Look {

    private static final String SOURCE = "forecast";

    private final ForecastInspection inspection;
    private List<CatalogRow> segments;
    private ClusterState state;
    private String identifier = "0";

    Forecast(ClusterState state, Inspection live) {
        this.state = state;
        this.segments = state.segments();
        this.inspection = new ForecastInspection(live, () -> this.state);
    }

    public ClusterState state() {
        return state;
    }

    @Override
    public ClusterState now() {
        return state;
    }

    @Override
    public InstanceState only(InstanceLocation at) {
        return state.instance(at).orElseThrow();
    }

    public ForecastInspection inspection() {
        return inspection;
    }

    /** The catalog's standby is gone, and its directory with it. */
    public void standbyRemoved() {
        state.standby().ifPresent(row -> {
            inspection.directory(row.location(), DirectoryState.absent());
            change(withRole(row.location(), InstanceRole.DOWN), withoutStandby(), Optional.empty());
        });
    }

    /** The catalog's standby is stopped and gone from the catalog; its directory stays. */
    public void standbyLeft() {
        state.standby().ifPresent(row -> {
            Optional<Lsn> position = state.instance(row.location()).flatMap(InstanceState::position);
            inspection.directory(row.location(), present("shut down in recovery", position));
            change(withRole(row.location(), InstanceRole.DOWN), withoutStandby(), Optional.empty());
        });
    }

    /** A standby streams. */
    public void standbyAdded(InstanceLocation at) {
        List<CatalogRow> rows = withoutStandby();
        int dbid = rows.stream().mapToInt(CatalogRow::dbid).max().orElse(0) + 1;
        rows.add(new CatalogRow(
                dbid,
                -1,
                CatalogRow.Role.MIRROR,
                CatalogRow.Role.MIRROR,
                true,
                true,
                at,
                at.host().value()));
        Optional<Lsn> position = state.master().flatMap(InstanceState::position);
        inspection.directory(at, present("in archive recovery", position));
        state.master().ifPresent(m -> inspection.upstream(at, m.location()));
        change(
                withRole(at, InstanceRole.STANDBY),
                rows,
                Optional.of(new ReplicationState(
                        "streaming",
                        "sync",
                        position,
                        position,
                        position,
                        position,
                        position,
                        SOURCE,
                        state.observedAt(),
                        new Freshness(Optional.empty(), Optional.of(Duration.ZERO)))));
    }

    /** A server is stopped cleanly. */
    public void stopped(InstanceLocation at) {
        Optional<Lsn> position = state.instance(at).flatMap(InstanceState::position);
        inspection.directory(at, present("shut down", position));
        change(withRole(at, InstanceRole.DOWN), List.of(), Optional.empty());
    }

    /** A standby was promoted, and is alone in its catalog. */
    public void promoted(InstanceLocation at) {
        List<CatalogRow> rows = new ArrayList<>(segments);
        rows.add(new CatalogRow(
                1,
                -1,
                CatalogRow.Role.PRIMARY,
                CatalogRow.Role.PRIMARY,
                true,
                true,
                at,
                at.host().value()));
        change(withRole(at, InstanceRole.MASTER), rows, Optional.empty());
    }

    /** A directory was renamed away. */
    public void retired(InstanceLocation at) {
        inspection.directory(at, DirectoryState.absent());
        inspection.changed();
    }

    private void change(List<InstanceState> instances, List<CatalogRow> catalog, Optional<ReplicationState> stream) {
        inspection.changed();
        if (!state.segments().isEmpty()) {
            segments = state.segments();
        }
        state = new ClusterState(state.observedAt(), state.version(), instances, catalog, stream, List.of());
    }

    private List<CatalogRow> withoutStandby() {
        return new ArrayList<>(state.catalog().stream()
                .filter(r -> !r.isMasterOrStandby() || r.role() == CatalogRow.Role.PRIMARY)
                .toList());
    }

    private List<InstanceState> withRole(InstanceLocation at, InstanceRole role) {
        List<InstanceState> all = new ArrayList<>();
        for (InstanceState i : state.instances()) {
            if (!i.location().equals(at)) {
                all.add(i);
            }
        }
        Optional<Lsn> position = state.instance(at)
                .flatMap(InstanceState::position)
                .or(() -> state.master().flatMap(InstanceState::position));
        List<Evidence> evidence = List.of(new Evidence(
                Evidence.Kind.PROCESS_TABLE, at.host(), SOURCE, "expected by the plan", state.observedAt()));
        boolean down = role == InstanceRole.DOWN;
        List<ServerProcess> processes = new ArrayList<>();
        if (!down) {
            processes.add(new ServerProcess(2, 1, ServerProcess.Kind.POSTMASTER, SOURCE));
            processes.add(new ServerProcess(
                    3,
                    2,
                    role == InstanceRole.STANDBY ? ServerProcess.Kind.WAL_RECEIVER : ServerProcess.Kind.WAL_SENDER,
                    SOURCE));
        }
        all.add(new InstanceState(
                at, down ? Liveness.stopped(evidence) : Liveness.running(evidence), role, position, processes));
        return all;
    }

    private DirectoryState present(String clusterState, Optional<Lsn> checkpoint) {
        ControlData control = new ControlData(identifier, clusterState, 1, checkpoint.orElse(new Lsn(0)));
        return new DirectoryState(DirectoryState.Presence.PRESENT, Optional.of(control), "");
    }

    /** Says by which number this cluster's directories are known. */
    public void identifier(String systemIdentifier) {
        identifier = systemIdentifier;
    }
}
