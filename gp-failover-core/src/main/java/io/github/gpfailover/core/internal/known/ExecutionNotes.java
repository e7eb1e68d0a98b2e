package io.github.gpfailover.core.internal.known;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.identity.Identities;
import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.journal.Learned;
import io.github.gpfailover.journal.LearnedOfMaster.FencingBegun;
import io.github.gpfailover.journal.LearnedOfMaster.FencingUndone;
import io.github.gpfailover.journal.LearnedOfMaster.FormerMasterKnown;
import io.github.gpfailover.journal.LearnedOfMaster.MasterSeen;
import io.github.gpfailover.journal.LearnedOfMaster.MasterStopped;
import io.github.gpfailover.journal.LearnedOfMaster.StandbySeen;
import io.github.gpfailover.journal.LearnedOfMaster.StopUndone;
import io.github.gpfailover.journal.LearnedOfMaster.StreamDisproved;
import io.github.gpfailover.journal.LearnedOfMaster.StreamSeen;
import io.github.gpfailover.journal.LearnedOfMove.CanaryWritten;
import io.github.gpfailover.journal.LearnedOfMove.HookCalled;
import io.github.gpfailover.journal.LearnedOfMove.MoveAnnounced;
import io.github.gpfailover.journal.LearnedOfMove.MoveClosed;
import io.github.gpfailover.journal.LearnedOfMove.PromotionBegun;
import io.github.gpfailover.journal.LearnedOfMove.PromotionEnded;
import io.github.gpfailover.journal.LearnedOfMove.Stage;
import io.github.gpfailover.journal.LearnedOfStandby.DirectoryBroken;
import io.github.gpfailover.journal.LearnedOfStandby.DirectoryWhole;
import io.github.gpfailover.journal.LearnedOfStandby.JoinBegun;
import io.github.gpfailover.journal.LearnedOfStandby.JoinEnded;
import io.github.gpfailover.journal.LearnedOfStandby.ShortDiskAccepted;
import io.github.gpfailover.journal.LearnedOfStandby.StandbyRestartBegun;
import io.github.gpfailover.journal.LearnedOfStandby.StandbyRestartEnded;
import io.github.gpfailover.journal.LearnedOfStandby.StandbyStartBegun;
import io.github.gpfailover.journal.LearnedOfStandby.StandbyStartEnded;
import io.github.gpfailover.spi.MasterChange;
import io.github.gpfailover.step.AddStandby;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an execution has learned, carried from step to step. What a resumed execution needs too is a record of the journal; what only this
 * process can know, such as the fence object that holds a server, is kept here.
 */
public final class ExecutionNotes {

    private final Recall recall;
    private final LastKnown knowledge;
    private final SecondNotes seconds;
    private HeldFence heldFence;
    private InstanceLocation successor;
    private Boolean externalDetector;
    private List<String> diagnosis = List.of();
    private OptionalLong diagnosedAt = OptionalLong.empty();
    private final Map<InstanceLocation, Map<Long, Long>> idsInLog = new HashMap<>();

    public ExecutionNotes(LastKnown knowledge, Recall recall) {
        this.knowledge = knowledge;
        this.recall = recall;
        this.seconds = new SecondNotes(recall);
    }

    /** Makes notes for an observation, which no execution recalls. */
    public static ExecutionNotes unwritten(LastKnown knowledge) {
        return new ExecutionNotes(knowledge, Recall.unwritten(new ExecutionState(List.of())));
    }

    /** Gives a copy for a forecast: what is expected there is noted nowhere. */
    public ExecutionNotes forecast() {
        ExecutionNotes copy = new ExecutionNotes(knowledge, recall.forecast());
        copy.heldFence = heldFence;
        copy.successor = successor;
        copy.externalDetector = externalDetector;
        return copy;
    }

    /** What is known of the seconds in which postmasters began. */
    public SecondNotes seconds() {
        return seconds;
    }

    /** The server that was last observed as the only master. */
    public Optional<InstanceLocation> lastMaster() {
        return masterSeen().or(knowledge::lastMaster);
    }

    private Optional<InstanceLocation> masterSeen() {
        return recall.latest(MasterSeen.class).map(MasterSeen::server);
    }

    /** Whether a master was observed in this execution, or in a run of it before. */
    public boolean masterReported() {
        return masterSeen().isPresent();
    }

    /** Says who would be the master by now, in a forecast. */
    public void expectMaster(InstanceLocation master) {
        recall.learn(new MasterSeen(master));
    }

    /** The server that was the master before the last activation. */
    public Optional<InstanceLocation> formerMaster() {
        return recall.latest(FormerMasterKnown.class).map(FormerMasterKnown::server);
    }

    public void formerMaster(InstanceLocation master) {
        recall.learn(new FormerMasterKnown(master));
    }

    /** The master that this execution has stopped. */
    public Optional<InstanceLocation> stoppedMaster() {
        return recall.latest(MasterStopped.class).map(MasterStopped::server);
    }

    public void masterStopped(InstanceLocation master) {
        recall.learn(new MasterStopped(master));
    }

    /** A stop of the server needs no undoing: it serves again, or a fence holds it that leaves it running. */
    public void notStopped(InstanceLocation server) {
        recall.learn(new StopUndone(server));
    }

    /** The standby that an activation was begun on. */
    public Optional<InstanceLocation> activationTarget() {
        return recall.latest(PromotionBegun.class).map(PromotionBegun::standby);
    }

    public void activationTarget(InstanceLocation standby) {
        recall.learn(new PromotionBegun(standby));
    }

    public void activationEnded() {
        recall.over(new PromotionEnded());
        successor = null;
    }

    /**
     * The server that the plan's next activation makes the master, where it was found before anything was done that an earlier run may have
     * promoted it: it is proved, and not promoted again.
     */
    public Optional<InstanceLocation> successor() {
        return Optional.ofNullable(successor);
    }

    /** The server that this execution, or an earlier run of the plan, has promoted or is about to. */
    public Optional<InstanceLocation> nextMaster() {
        return activationTarget().or(this::successor);
    }

    public void successor(InstanceLocation server) {
        successor = server;
    }

    /** The rows that were written last. */
    public Optional<CanaryWritten> canary() {
        return recall.latest(CanaryWritten.class);
    }

    public void canary(CanaryWritten written) {
        recall.learn(written);
    }

    /**
     * The strategy by which this execution began to make a standby at a location; empty once that ended, well or not.
     *
     * @param at where
     */
    public Optional<AddStandby.Strategy> joining(InstanceLocation at) {
        return recall.latest(JoinBegun.class).filter(j -> j.at().equals(at)).map(JoinBegun::strategy);
    }

    public void joining(InstanceLocation at, AddStandby.Strategy strategy) {
        recall.learn(new JoinBegun(at, strategy));
    }

    public void joiningEnded() {
        recall.over(new JoinEnded());
    }

    /** Whether this execution's own {@code pg_rewind} may have left the directory at a location broken. */
    public boolean isBroken(InstanceLocation at) {
        return recall.latest(DirectoryBroken.class)
                .filter(b -> b.at().equals(at))
                .isPresent();
    }

    public void broken(InstanceLocation at) {
        recall.learn(new DirectoryBroken(at));
    }

    public void whole() {
        recall.over(new DirectoryWhole());
    }

    /** What the servers' logs showed lately of a stream that does not run; empty if nobody asked since then. */
    public Optional<List<String>> diagnosis(long since) {
        return diagnosedAt.isPresent() && diagnosedAt.getAsLong() - since >= 0
                ? Optional.of(diagnosis)
                : Optional.empty();
    }

    public void diagnosis(List<String> reported, long now) {
        diagnosis = List.copyOf(reported);
        diagnosedAt = OptionalLong.of(now);
    }

    /** Why the plan goes on although a copy was seen not to fit; empty if it does not say so. */
    public Optional<String> shortDiskAccepted() {
        return recall.latest(ShortDiskAccepted.class).map(ShortDiskAccepted::reason);
    }

    public void shortDiskAccepted(String reason) {
        recall.learn(new ShortDiskAccepted(reason));
    }

    /** Whether this execution began to start the standby that the catalog names at a location, and has not proved it. */
    public boolean starting(InstanceLocation standby) {
        return recall.latest(StandbyStartBegun.class)
                .filter(s -> s.standby().equals(standby))
                .isPresent();
    }

    public void starting(InstanceLocation standby, boolean begun) {
        if (begun) {
            recall.learn(new StandbyStartBegun(standby));
        } else {
            recall.over(new StandbyStartEnded());
        }
    }

    /** Whether this execution began to restart the standby at a location, and has not proved that it streams again. */
    public boolean restarting(InstanceLocation standby) {
        return recall.latest(StandbyRestartBegun.class)
                .filter(s -> s.standby().equals(standby))
                .isPresent();
    }

    public void restarting(InstanceLocation standby, boolean begun) {
        if (begun) {
            recall.learn(new StandbyRestartBegun(standby));
        } else {
            recall.over(new StandbyRestartEnded());
        }
    }

    /** The greatest number by prefix of the distributed ids in a standby's own log, as far as it was read in this execution. */
    public SortedMap<Long, Long> idsInLog(InstanceLocation standby) {
        return new TreeMap<>(idsInLog.getOrDefault(standby, Map.of()));
    }

    public void idsInLog(InstanceLocation standby, Map<Long, Long> newest) {
        idsInLog.put(standby, Map.copyOf(newest));
    }

    /** The standby that a master's catalog last named. */
    public Optional<InstanceLocation> standby() {
        return recall.latest(StandbySeen.class).map(StandbySeen::server);
    }

    /** What names and paths lead to, as hosts answered. */
    public Identities identities() {
        return knowledge.identities();
    }

    /** The version that a server reported last. */
    public Optional<GreenplumVersion> version() {
        return knowledge.version();
    }

    public void versionReported(GreenplumVersion version) {
        knowledge.versionReported(version);
    }

    /** The segments that a master's catalog last reported. */
    public List<CatalogRow> segments() {
        return knowledge.segments();
    }

    /** What a master last reported of its stream to the standby. */
    public Optional<LastStream> lastStream() {
        return knowledge.lastStream().or(() -> recall.latest(StreamSeen.class).map(LastStream::recalled));
    }

    /** What a standby was shown to lack, since a master reported last: a later reading that fails does not take it back. */
    public Optional<StreamDisproved> shownMissing(InstanceLocation standby) {
        return recall.latest(StreamDisproved.class)
                .or(knowledge::disproved)
                .filter(d -> d.standby().equals(standby));
    }

    public void shownMissing(StreamDisproved shown) {
        // That log is missing says less than which commits are.
        if (shown.upTo().isEmpty() || shownMissing(shown.standby()).isEmpty()) {
            knowledge.disproved(shown);
            recall.learn(shown);
        }
    }

    /** Adds to an observation how fresh its stream is. */
    public ClusterState watched(ClusterState state, long now) {
        return knowledge.watch().watched(state, now);
    }

    /** Takes the report of the only master. */
    public void masterReported(ClusterState state, long now) {
        InstanceLocation master = state.master().orElseThrow().location();
        recall.learn(new MasterSeen(master));
        state.standby().ifPresent(s -> recall.learn(new StandbySeen(s.location())));
        knowledge.learned(master, LastStream.of(state, now), state.segments());
    }

    /** Notes what the master last reported, for an execution that is resumed by another process. */
    public void noteStream() {
        knowledge.lastStream().ifPresent(s -> recall.learn(s.record()));
    }

    /** The move that traffic hooks were called for, and that has not come to its end for them. */
    public Optional<MasterChange> trafficMove(String executionId, String cluster) {
        return recall.latest(MoveAnnounced.class)
                .map(m -> Builders.of(MasterChange.Builder.class)
                        .executionId(executionId)
                        .cluster(cluster)
                        .oldMaster(m.oldMaster())
                        .newMaster(m.newMaster())
                        .planned(m.planned())
                        .build());
    }

    public void trafficMove(MasterChange move) {
        recall.learn(new MoveAnnounced(move.oldMaster(), move.newMaster(), move.planned()));
    }

    /** The move has come to its end, or did not happen. */
    public void trafficMoved() {
        recall.over(new MoveClosed());
    }

    /** The last call of a traffic hook. */
    public Stage traffic(String hook) {
        return recall.latest(HookCalled.class, h -> h.hook().equals(hook))
                .map(HookCalled::stage)
                .orElse(Stage.NOTHING);
    }

    public void traffic(String hook, Stage stage) {
        Learned told = new HookCalled(hook, stage);
        if (stage == Stage.NOTHING) {
            recall.over(told);
        } else {
            recall.learn(told);
        }
    }

    /** Every location that this execution has had to do with. */
    public Set<InstanceLocation> places() {
        Set<InstanceLocation> all = new LinkedHashSet<>();
        lastMaster().ifPresent(all::add);
        formerMaster().ifPresent(all::add);
        activationTarget().ifPresent(all::add);
        standby().ifPresent(all::add);
        return all;
    }

    /** Whether a fault detector outside the cluster is set up; empty if no server reported it. */
    public Optional<Boolean> externalDetector() {
        return Optional.ofNullable(externalDetector);
    }

    public void externalDetector(boolean setUp) {
        externalDetector = setUp;
    }

    /**
     * The fence that was verified last. One that leaves its server running holds on after the execution that set it, so the engine keeps
     * it; what a person stated counts for the execution that it was given to. Neither is recalled by another process.
     */
    public Optional<HeldFence> heldFence() {
        return Optional.ofNullable(heldFence).or(knowledge::heldFence);
    }

    public void heldFence(HeldFence fence) {
        heldFence = fence;
        knowledge.heldFence(Optional.of(fence).filter(f -> f.fence().leavesRunning()));
    }

    /** The fence no longer proves that it holds, or was lifted. */
    public void fenceGone() {
        heldFence = null;
        knowledge.heldFence(Optional.empty());
    }

    /** The server that this execution began to fence and that may run on behind it: the fence may be set, wholly or in part. */
    public Optional<InstanceLocation> fencing() {
        return recall.latest(FencingBegun.class).map(FencingBegun::oldMaster);
    }

    public void fencing(InstanceLocation oldMaster) {
        recall.learn(new FencingBegun(oldMaster));
    }

    public void fencingUndone() {
        recall.over(new FencingUndone());
    }

    /** The locations whose servers may still answer although a fence keeps them from writing. */
    public Set<InstanceLocation> fencedPlaces() {
        return heldFence()
                .filter(h -> h.fence().leavesRunning())
                .map(h -> Set.of(h.oldMaster()))
                .orElse(Set.of());
    }
}
