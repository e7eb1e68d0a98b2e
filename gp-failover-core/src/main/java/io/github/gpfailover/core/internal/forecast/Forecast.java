package io.github.gpfailover.core.internal.forecast;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterSpec;
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
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.inspect.DirectoryAt;
import io.github.gpfailover.core.internal.inspect.DirectoryState;
import io.github.gpfailover.core.internal.inspect.Inspection;
import io.github.gpfailover.core.internal.known.Observations;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.core.internal.text.TimelineHistory;
import io.github.gpfailover.core.internal.text.WalEnd;
import io.github.gpfailover.core.internal.text.WalRecords;
import io.github.gpfailover.step.AddStandby;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A model of the cluster that each step changes as it expects to change the cluster. A preview walks a plan over it.
 */
public final class Forecast implements Observations {

    private static final String SOURCE = "forecast";
    // About that of a checkpoint; how long it is changes no decision.
    private static final int SHUTDOWN_LENGTH = 120;

    private final ForecastInspection inspection;
    private List<CatalogRow> segments;
    private final Set<InstanceLocation> stopped = new HashSet<>();
    private ClusterState state;
    private ControlData control = new ControlData("0", "in production", 1, new Lsn(0));
    private boolean ownKnown;
    private OptionalInt timeline;
    private Optional<CatalogRow> lastStandby;

    private Forecast(ClusterSpec cluster, ClusterState state, Inspection live, Supplier<Dialect> words) {
        this.state = state;
        this.segments = state.segments();
        this.timeline = state.master().map(InstanceState::timeline).orElse(OptionalInt.empty());
        this.lastStandby = state.standby();
        this.inspection = new ForecastInspection(live, words, cluster, () -> this.state);
    }

    /** Makes the forecast of a cluster as it was observed, with what the master's own {@code pg_control} has. */
    public static Forecast of(ClusterSpec cluster, ClusterState state, Inspection live, Supplier<Dialect> words)
            throws InterruptedException {
        Forecast forecast = new Forecast(cluster, state, live, words);
        Optional<ControlData> own = state.master().isPresent()
                ? live.ask(new DirectoryAt(state.master().get().location())).control()
                : Optional.empty();
        own.ifPresent(forecast::own);
        return forecast;
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
            boolean seen = state.instance(row.location())
                    .filter(i -> !i.liveness().isUnknown())
                    .isPresent();
            // A host that nobody reaches keeps what it has.
            inspection.directory(
                    row.location(),
                    seen ? DirectoryState.absent() : DirectoryState.unknown("its host can't be reached now"));
            change(
                    seen ? withRole(row.location(), InstanceRole.DOWN) : state.instances(),
                    withoutStandby(),
                    Optional.empty());
        });
    }

    /** The catalog's standby is stopped and gone from the catalog; its directory stays, and what its master has of its log too. */
    public void standbyLeft() {
        state.standby().ifPresent(row -> {
            InstanceLocation at = row.location();
            Optional<Lsn> reached = state.instance(at).flatMap(InstanceState::position);
            // It goes on from a checkpoint of its master; which one can't be foreseen, and the latest one known
            // suffices.
            Lsn from = control.checkpoint();
            ControlData then = control.after(from, timeline.orElse(1), "shut down in recovery");
            inspection.directory(
                    at,
                    new DirectoryState(
                            DirectoryState.Presence.PRESENT,
                            Optional.of(reached.map(r -> then.recovering(r, timeline.orElse(1)))
                                    .orElse(then)),
                            ""));
            inspection.stopped(
                    at,
                    new WalRecords.Entry("XLOG", SHUTDOWN_LENGTH, from, new Lsn(0), "checkpoint: redo " + from),
                    state.master().map(InstanceState::location));
            change(withRole(at, InstanceRole.DOWN), withoutStandby(), Optional.empty());
        });
    }

    /** A standby streams, made by that strategy. */
    public void standbyAdded(InstanceLocation at, AddStandby.Strategy way) throws InterruptedException {
        List<CatalogRow> rows = withoutStandby();
        int dbid = rows.stream().mapToInt(CatalogRow::dbid).max().orElse(0) + 1;
        rows.add(CatalogRow.builder(at, CatalogRow.Role.MIRROR)
                .dbid(dbid)
                .content(-1)
                .synchronised(true)
                .up(true)
                .address(at.host().value())
                .build());
        Optional<Lsn> position = state.master().flatMap(InstanceState::position);
        inspection.directory(at, present("in archive recovery", position));
        if (state.master().isPresent()) {
            InstanceLocation master = state.master().get().location();
            inspection.upstream(at, master);
            inspection.added(at, master, dbid, way);
        }
        stopped.remove(at);
        change(withRole(at, InstanceRole.STANDBY), rows, Optional.of(stream(position)));
    }

    /** The catalog's standby has come into step with its master. */
    public void inSync() {
        Optional<Lsn> position = state.master().flatMap(InstanceState::position);
        state = ClusterState.builder(state.observedAt())
                .version(state.version())
                .instances(state.instances())
                .catalog(state.catalog())
                .replication(Optional.of(stream(position)))
                .conflicts(state.conflicts())
                .build();
    }

    private ReplicationState stream(Optional<Lsn> position) {
        return ReplicationState.builder(SOURCE, state.observedAt())
                .state("streaming")
                .syncState("sync")
                .sent(position)
                .write(position)
                .flush(position)
                .replay(position)
                .masterPosition(position)
                .freshness(new Freshness(Optional.empty(), Optional.of(Duration.ZERO)))
                .build();
    }

    /**
     * A server is stopped cleanly. A master writes a last record, and a standby that streams gets it; what another server's last one
     * is nobody foresees.
     */
    public void stopped(InstanceLocation at) {
        if (!stopped.add(at)) {
            return;
        }
        Optional<Lsn> position = state.instance(at).flatMap(InstanceState::position);
        Optional<WalRecords.Entry> last = state.master()
                .filter(m -> m.location().equals(at))
                .flatMap(m -> position)
                .flatMap(this::shutdown);
        Optional<Lsn> end = last.flatMap(this::end);
        boolean streams = state.replication().filter(ReplicationState::inSync).isPresent();
        Optional<InstanceLocation> follower =
                state.standby().filter(r -> streams).map(CatalogRow::location);
        inspection.directory(
                at,
                present(ControlData.SHUT_DOWN, last.map(WalRecords.Entry::at).or(() -> position)));
        last.ifPresent(l -> inspection.stopped(at, l, follower));
        List<InstanceState> all = withRole(at, InstanceRole.DOWN);
        all.replaceAll(i -> end.isPresent()
                        && (i.location().equals(at)
                                || follower.filter(i.location()::equals).isPresent())
                ? i.toBuilder().position(end).build()
                : i);
        change(all, List.of(), Optional.empty());
    }

    /** A stopped master serves again; what its catalog says is not foreseen. */
    public void started(InstanceLocation at) {
        stopped.remove(at);
        change(withRole(at, InstanceRole.MASTER), List.of(), Optional.empty());
    }

    /** A standby was promoted, and is alone in its catalog. */
    public void promoted(InstanceLocation at) throws InterruptedException {
        if (!ownKnown) {
            // No master could be asked; a standby's directory is of the same cluster.
            inspection.ask(new DirectoryAt(at)).control().ifPresent(this::own);
        }
        List<CatalogRow> rows = new ArrayList<>(segments);
        rows.add(CatalogRow.builder(at, CatalogRow.Role.PRIMARY)
                .dbid(lastStandby
                        .filter(r -> r.location().equals(at))
                        .map(CatalogRow::dbid)
                        .orElse(1))
                .content(-1)
                .synchronised(true)
                .up(true)
                .address(at.host().value())
                .build());
        Optional<Lsn> fork = state.instance(at).flatMap(InstanceState::position);
        OptionalInt left = timeline.isPresent()
                ? timeline
                : state.instance(at).map(InstanceState::timeline).orElse(OptionalInt.empty());
        timeline = left.isPresent() ? OptionalInt.of(left.getAsInt() + 1) : left;
        inspection.promoted(
                at,
                left.isPresent()
                        ? fork.map(f -> new TimelineHistory.Fork(left.getAsInt(), f, "expected by the plan"))
                        : Optional.empty());
        inspection.directory(at, present("in production", fork));
        stopped.remove(at);
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
        lastStandby = state.standby().or(() -> lastStandby);
        state = ClusterState.builder(state.observedAt())
                .version(state.version())
                .instances(instances)
                .catalog(catalog)
                .replication(stream)
                .build();
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
        all.add(InstanceState.builder(at)
                .liveness(down ? Liveness.stopped(evidence) : Liveness.running(evidence))
                .role(role)
                .position(position)
                .processes(processes)
                .timeline(down ? OptionalInt.empty() : timeline)
                .build());
        return all;
    }

    private DirectoryState present(String clusterState, Optional<Lsn> checkpoint) {
        ControlData then = control.after(checkpoint.orElse(new Lsn(0)), timeline.orElse(1), clusterState);
        return new DirectoryState(DirectoryState.Presence.PRESENT, Optional.of(then), "");
    }

    /** The record that a master would write last if it stood there; empty if the form of its log is not known. */
    private Optional<WalRecords.Entry> shutdown(Lsn position) {
        int on = timeline.orElse(1);
        return WalEnd.of(control)
                .map(w -> w.next(position))
                .map(at -> new WalRecords.Entry(
                        "XLOG",
                        SHUTDOWN_LENGTH,
                        at,
                        new Lsn(0),
                        "checkpoint: redo " + at + "; tli " + on + "; prev tli " + on + "; shutdown"));
    }

    private Optional<Lsn> end(WalRecords.Entry last) {
        return WalEnd.of(control).flatMap(w -> w.after(last.at(), last.length()));
    }

    /** Says what the {@code pg_control} of the present master holds: this cluster's directories are known by it. */
    public void own(ControlData masters) {
        control = masters;
        ownKnown = true;
        if (timeline.isEmpty()) {
            timeline = OptionalInt.of(masters.timeline());
        }
    }
}
