package io.github.gpfailover.core.internal.forecast;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.gpstate.ClusterStatus;
import io.github.gpfailover.core.internal.gpstate.ReplicationRow;
import io.github.gpfailover.core.internal.gpstate.StandbyDetails;
import io.github.gpfailover.core.internal.inspect.DirectoryAt;
import io.github.gpfailover.core.internal.inspect.DirectoryState;
import io.github.gpfailover.core.internal.inspect.DispatchAnswer;
import io.github.gpfailover.core.internal.inspect.DispatchFaultsOf;
import io.github.gpfailover.core.internal.inspect.DispatchOf;
import io.github.gpfailover.core.internal.inspect.FileText;
import io.github.gpfailover.core.internal.inspect.FileThere;
import io.github.gpfailover.core.internal.inspect.IdPrefixes;
import io.github.gpfailover.core.internal.inspect.IdPrefixesOf;
import io.github.gpfailover.core.internal.inspect.Inspection;
import io.github.gpfailover.core.internal.inspect.JoinFactsOf;
import io.github.gpfailover.core.internal.inspect.LogDifference;
import io.github.gpfailover.core.internal.inspect.LogTroubleOf;
import io.github.gpfailover.core.internal.inspect.Question;
import io.github.gpfailover.core.internal.inspect.RefusalOf;
import io.github.gpfailover.core.internal.inspect.ReplicationLoginOn;
import io.github.gpfailover.core.internal.inspect.RowsOf;
import io.github.gpfailover.core.internal.inspect.SightingOf;
import io.github.gpfailover.core.internal.inspect.SocketLock;
import io.github.gpfailover.core.internal.inspect.SocketLockOf;
import io.github.gpfailover.core.internal.inspect.StandbyDetailsOf;
import io.github.gpfailover.core.internal.inspect.StartSecondOf;
import io.github.gpfailover.core.internal.inspect.StatusOf;
import io.github.gpfailover.core.internal.inspect.Upstream;
import io.github.gpfailover.core.internal.inspect.UpstreamOf;
import io.github.gpfailover.core.internal.text.TimelineHistory;
import io.github.gpfailover.core.internal.text.WalRecords;
import io.github.gpfailover.step.AddStandby;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * The answers to a preview's questions: by the hosts while the plan would have changed nothing, by the model after that. It exists so that
 * handlers decide by the same code in a preview and in an execution. What the plan doesn't change (the hosts' environment, directories that
 * no step touches) is always asked of the hosts.
 */
public final class ForecastInspection implements Inspection {

    /** The model's answer to one kind of question. */
    private interface Foreseen<A, Q extends Question<A>> {

        A to(Q question) throws InterruptedException;
    }

    private final Inspection live;
    private final Supplier<ClusterState> model;
    private final ForecastDirectories directories;
    private final Map<InstanceLocation, Upstream> upstreams = new HashMap<>();
    private final Map<String, Long> tables = new HashMap<>();
    private final Map<Class<?>, Foreseen<?, ?>> overlay = new HashMap<>();
    private final Map<Class<?>, Foreseen<?, ?>> onceChanged = new HashMap<>();
    private boolean changed;

    /**
     * Makes an inspection.
     *
     * @param live asks the hosts
     * @param words gives the dialect
     * @param cluster the cluster
     * @param model gives the state that is expected by now
     */
    public ForecastInspection(
            Inspection live, Supplier<Dialect> words, ClusterSpec cluster, Supplier<ClusterState> model) {
        this.live = live;
        this.model = model;
        this.directories = new ForecastDirectories(live, words, cluster, model);
        foresee();
    }

    /** Says that from here on the plan would have changed the cluster. */
    public void changed() {
        changed = true;
    }

    /** Says what would stand at a path by now. */
    public void directory(InstanceLocation at, DirectoryState state) {
        directories.state(at, state);
    }

    /** Says which record would be the last of a server that was stopped by now, and that its standby has it too. */
    public void stopped(InstanceLocation at, WalRecords.Entry last, Optional<InstanceLocation> follower) {
        directories.stopped(at, last, follower);
    }

    /** Says that a standby would have been promoted by now, and where it left the timeline before. */
    public void promoted(InstanceLocation at, Optional<TimelineHistory.Fork> fork) throws InterruptedException {
        directories.promoted(at, fork);
    }

    /** Says that a standby would have been made by now, and how. */
    public void added(InstanceLocation at, InstanceLocation master, int dbid, AddStandby.Strategy way)
            throws InterruptedException {
        if (way == AddStandby.Strategy.FOLLOW || way == AddStandby.Strategy.REWIND) {
            directories.joined(at, master, dbid, way == AddStandby.Strategy.REWIND);
        } else {
            directories.copied(at, master, dbid);
        }
    }

    /** Says which server a standby would follow by now. */
    public void upstream(InstanceLocation standby, InstanceLocation master) {
        upstreams.put(standby, new Upstream(master.host(), master.port()));
    }

    /** Says how many rows a table would have by now. */
    public void rows(String table, long rows) {
        tables.put(table, rows);
    }

    @Override
    public boolean foresees() {
        return changed;
    }

    @Override
    public <A> A ask(Question<A> question) throws InterruptedException {
        Foreseen<A, Question<A>> answer = foreseen(question);
        return answer == null ? live.ask(question) : answer.to(question);
    }

    // A question's class is kept beside the answer to its kind, in one place.
    @SuppressWarnings("unchecked")
    private <A> Foreseen<A, Question<A>> foreseen(Question<A> question) {
        Foreseen<?, ?> always = overlay.get(question.getClass());
        Foreseen<?, ?> found = always == null && changed ? onceChanged.get(question.getClass()) : always;
        return (Foreseen<A, Question<A>>) found;
    }

    private <A, Q extends Question<A>> void always(Class<Q> kind, Foreseen<A, Q> answer) {
        overlay.put(kind, answer);
    }

    private <A, Q extends Question<A>> void changed(Class<Q> kind, Foreseen<A, Q> answer) {
        onceChanged.put(kind, answer);
    }

    /** What the model knows is answered from it; of anything else the hosts are asked. */
    private void foresee() {
        always(DirectoryAt.class, q -> directories.directory(q.at()));
        always(JoinFactsOf.class, q -> directories.oldDirectory(q.at(), q.master()));
        always(ReplicationLoginOn.class, q -> directories.login(q.from(), q.master()));
        always(FileText.class, q -> directories.file(q.on(), q.path()));
        always(FileThere.class, q -> directories.there(q.on(), q.path()));
        always(UpstreamOf.class, q -> {
            Upstream known = upstreams.get(q.standby());
            return known != null ? Optional.of(known) : live.ask(q);
        });
        always(RowsOf.class, q -> {
            Long known = tables.get(q.table());
            return known != null ? OptionalLong.of(known) : changed ? OptionalLong.empty() : live.ask(q);
        });
        // A preview never writes: the model's segments are taken to answer.
        always(DispatchFaultsOf.class, q -> List.of());
        // Two logs that part only in the model are the same before that; the hosts are asked about those that have
        // parted already.
        changed(LogDifference.class, q -> Optional.empty());
        changed(SocketLockOf.class, q -> SocketLock.absent());
        changed(SightingOf.class, q -> Optional.empty());
        // A server that the plan starts begins in a second that nobody foresees.
        changed(StartSecondOf.class, q -> OptionalLong.empty());
        changed(LogTroubleOf.class, q -> Optional.empty());
        changed(IdPrefixesOf.class, q -> IdPrefixes.none());
        changed(RefusalOf.class, q -> Optional.empty());
        changed(StatusOf.class, q -> healthy(q.master()));
        changed(StandbyDetailsOf.class, q -> standbyDetails());
        changed(DispatchOf.class, q -> DispatchAnswer.serves());
    }

    private static ClusterStatus healthy(InstanceLocation master) {
        return new ClusterStatus(
                master.host().value(),
                OptionalInt.empty(),
                master.dataDirectory().path(),
                master.port(),
                "dispatch",
                "",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty());
    }

    private StandbyDetails standbyDetails() {
        Optional<CatalogRow> standby = model.get().standby();
        Optional<ReplicationState> stream = model.get().replication();
        return new StandbyDetails(
                standby.isPresent(),
                standby.map(CatalogRow::location),
                OptionalInt.empty(),
                standby.map(s -> StandbyDetails.Status.PASSIVE),
                stream.map(r -> new ReplicationRow(r.state(), r.syncState(), r.sent(), r.flush(), r.replay())),
                false,
                Optional.empty());
    }
}
