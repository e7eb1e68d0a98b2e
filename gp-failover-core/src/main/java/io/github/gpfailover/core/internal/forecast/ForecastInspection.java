package io.github.gpfailover.core.internal.forecast;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.cluster.Sighting;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.gpstate.ClusterStatus;
import io.github.gpfailover.core.internal.gpstate.ReplicationRow;
import io.github.gpfailover.core.internal.gpstate.StandbyDetails;
import io.github.gpfailover.core.internal.inspect.Answer;
import io.github.gpfailover.core.internal.inspect.DirectoryState;
import io.github.gpfailover.core.internal.inspect.DispatchAnswer;
import io.github.gpfailover.core.internal.inspect.HostEnvironment;
import io.github.gpfailover.core.internal.inspect.IdPrefixes;
import io.github.gpfailover.core.internal.inspect.Inspection;
import io.github.gpfailover.core.internal.inspect.JoinFacts;
import io.github.gpfailover.core.internal.inspect.PeerSockets;
import io.github.gpfailover.core.internal.inspect.ReplicationLogin;
import io.github.gpfailover.core.internal.inspect.SocketLock;
import io.github.gpfailover.core.internal.inspect.Upstream;
import io.github.gpfailover.core.internal.text.DiskSpace;
import io.github.gpfailover.core.internal.text.LogTrouble;
import io.github.gpfailover.core.internal.text.LoginRefusal;
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

    private final Inspection live;
    private final Supplier<ClusterState> model;
    private final ForecastDirectories directories;
    private final Map<InstanceLocation, Upstream> upstreams = new HashMap<>();
    private final Map<String, Long> tables = new HashMap<>();
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
    public DirectoryState directory(InstanceLocation at) throws InterruptedException {
        return directories.directory(at);
    }

    @Override
    public JoinFacts oldDirectory(InstanceLocation at, InstanceState master) throws InterruptedException {
        return directories.oldDirectory(at, master);
    }

    @Override
    public ReplicationLogin replicationLogin(HostName from, InstanceLocation master) throws InterruptedException {
        return directories.login(from, master);
    }

    @Override
    public List<String> networks(HostName host) throws InterruptedException {
        return live.networks(host);
    }

    @Override
    public Optional<String> address(HostName from, HostName of) throws InterruptedException {
        return live.address(from, of);
    }

    @Override
    public Optional<String> file(HostName host, String path) throws InterruptedException {
        return directories.file(host, path);
    }

    /**
     * Two logs that part only in the model are the same before that; the hosts are asked about those that have parted already.
     */
    @Override
    public Optional<String> logDiffers(JoinFacts facts, Lsn fork) throws InterruptedException {
        return changed ? Optional.empty() : live.logDiffers(facts, fork);
    }

    @Override
    public Optional<Boolean> there(HostName host, String path) throws InterruptedException {
        return directories.there(host, path);
    }

    @Override
    public SocketLock socketLock(InstanceLocation at) throws InterruptedException {
        return changed ? SocketLock.absent() : live.socketLock(at);
    }

    @Override
    public List<String> unprovable(InstanceLocation at, List<InstanceLocation> known) throws InterruptedException {
        return live.unprovable(at, known);
    }

    @Override
    public Optional<Sighting> sight(HostName from, InstanceLocation server) throws InterruptedException {
        return changed ? Optional.empty() : live.sight(from, server);
    }

    /** A server that the plan starts begins in a second that nobody foresees. */
    @Override
    public OptionalLong startSecond(InstanceLocation at) throws InterruptedException {
        return changed ? OptionalLong.empty() : live.startSecond(at);
    }

    @Override
    public Optional<LogTrouble> logTrouble(InstanceLocation at) throws InterruptedException {
        return changed ? Optional.empty() : live.logTrouble(at);
    }

    @Override
    public IdPrefixes idPrefixes(List<CatalogRow> primaries) throws InterruptedException {
        return changed ? IdPrefixes.none() : live.idPrefixes(primaries);
    }

    @Override
    public Optional<LoginRefusal> refusal(InstanceLocation at) throws InterruptedException {
        return changed ? Optional.empty() : live.refusal(at);
    }

    @Override
    public Optional<Upstream> upstream(InstanceLocation standby) throws InterruptedException {
        Upstream known = upstreams.get(standby);
        return known != null ? Optional.of(known) : live.upstream(standby);
    }

    @Override
    public Answer answer(InstanceLocation master, InstanceLocation server) throws InterruptedException {
        return live.answer(master, server);
    }

    @Override
    public Optional<Boolean> externalDetector(InstanceLocation master) throws InterruptedException {
        return live.externalDetector(master);
    }

    @Override
    public OptionalLong rows(InstanceLocation master, String table) throws InterruptedException {
        Long known = tables.get(table);
        if (known != null) {
            return OptionalLong.of(known);
        }
        return changed ? OptionalLong.empty() : live.rows(master, table);
    }

    @Override
    public ClusterStatus status(InstanceLocation master) throws InterruptedException {
        return changed
                ? new ClusterStatus(
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
                        Optional.empty())
                : live.status(master);
    }

    @Override
    public StandbyDetails standbyDetails(InstanceLocation master) throws InterruptedException {
        if (!changed) {
            return live.standbyDetails(master);
        }
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

    @Override
    public HostEnvironment environment(HostName host, InstanceLocation at) throws InterruptedException {
        return live.environment(host, at);
    }

    @Override
    public DiskSpace directorySize(InstanceLocation at) throws InterruptedException {
        return live.directorySize(at);
    }

    @Override
    public DiskSpace freeSpace(InstanceLocation at) throws InterruptedException {
        return live.freeSpace(at);
    }

    @Override
    public OptionalLong epochSecond(HostName host) throws InterruptedException {
        return live.epochSecond(host);
    }

    @Override
    public Optional<String> sshFault(HostName from, HostName to) throws InterruptedException {
        return live.sshFault(from, to);
    }

    @Override
    public boolean silent(HostName host) throws InterruptedException {
        return live.silent(host);
    }

    @Override
    public PeerSockets sockets(InstanceLocation master, CatalogRow standby) throws InterruptedException {
        return live.sockets(master, standby);
    }

    @Override
    public DispatchAnswer dispatch(InstanceLocation master, List<CatalogRow> primaries) throws InterruptedException {
        return changed ? DispatchAnswer.serves() : live.dispatch(master, primaries);
    }

    /** A preview never writes: the model's segments are taken to answer. */
    @Override
    public List<String> dispatchFaults(InstanceLocation master, List<CatalogRow> primaries) {
        return List.of();
    }
}
