package io.github.gpfailover.core.internal.engine;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.DataDirectory;
import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.identity.Identities;
import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.spi.MasterChange;
import io.github.gpfailover.step.AddStandby;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Exists to carry what an execution has learned from step to step. What a resumed execution needs too is noted in the journal as
 * {@code name=value}.
 */
public final class ExecutionNotes {

    private static final String FORMER_MASTER = "formerMaster";
    private static final String LAST_MASTER = "lastMaster";
    private static final String TARGET = "activationTarget";
    private static final String CANARY = "canary";
    private static final String STOPPED = "stoppedMaster";
    private static final String STANDBY = "standby";
    private static final String STREAM = "stream";
    private static final String MOVE_FROM = "trafficFrom";
    private static final String MOVE_TO = "trafficTo";
    private static final String MOVE_PLANNED = "trafficPlanned";
    private static final String HOOK = "trafficHook.";

    /** A hook is being told that the master leaves, or was and nobody knows how that ended. */
    static final String LEAVING = "leaving";
    /** A hook was told that the master leaves. */
    static final String LEFT = "left";
    /** A hook was told that the new master serves. */
    static final String ARRIVED = "arrived";

    private static final String FENCING = "fencing";
    private static final String JOINING = "joining";
    private static final String BROKEN = "broken";
    private static final String SHORT_DISK = "shortDisk";
    private static final String STARTING = "starting";
    private static final String RESTARTING = "standbyRestart";
    private static final String APART = "startsApart";
    private static final String SHARED = "sharedSecond";
    private static final String UNTOLD = "untoldSecond";
    private static final String UNTOLD_PROCESS = "untoldSecondProcess";

    /** A fence that was verified, and the server that it holds. */
    public record HeldFence(Fence fence, InstanceLocation oldMaster) {}

    /** Rows that were written to prove a move by. */
    public record Canary(String table, int rows) {}

    private final Map<String, String> notes = new HashMap<>();
    private final BiConsumer<String, String> journal;
    private final LastKnown knowledge;
    private HeldFence heldFence;
    private Boolean externalDetector;
    private List<String> diagnosis = List.of();
    private OptionalLong diagnosedAt = OptionalLong.empty();
    private final Map<InstanceLocation, Map<Long, Long>> idsInLog = new HashMap<>();

    ExecutionNotes(LastKnown knowledge, BiConsumer<String, String> journal) {
        this.knowledge = knowledge;
        this.journal = journal;
    }

    /** Gives a copy for a forecast: what is expected there is noted nowhere. */
    ExecutionNotes forecast() {
        ExecutionNotes copy = new ExecutionNotes(knowledge, (name, value) -> {});
        copy.notes.putAll(notes);
        copy.heldFence = heldFence;
        copy.externalDetector = externalDetector;
        return copy;
    }

    /** Takes up a note that an earlier run of the execution wrote. */
    void recall(String note) {
        int equals = note.indexOf('=');
        if (equals > 0) {
            notes.put(note.substring(0, equals), note.substring(equals + 1));
        }
    }

    /** The server that was last observed as the only master. */
    public Optional<InstanceLocation> lastMaster() {
        return location(LAST_MASTER).or(knowledge::lastMaster);
    }

    /** Whether a master was observed in this execution, or in a run of it before. */
    boolean masterTold() {
        return location(LAST_MASTER).isPresent();
    }

    /** Says who would be the master by now, in a forecast. */
    void expectMaster(InstanceLocation master) {
        note(LAST_MASTER, master.toString());
    }

    /** The server that was the master before the last activation. */
    public Optional<InstanceLocation> formerMaster() {
        return location(FORMER_MASTER);
    }

    public void formerMaster(InstanceLocation master) {
        note(FORMER_MASTER, master.toString());
    }

    /** The master that this execution has stopped. */
    public Optional<InstanceLocation> stoppedMaster() {
        return location(STOPPED);
    }

    public void masterStopped(InstanceLocation master) {
        note(STOPPED, master.toString());
    }

    /** The standby that an activation was begun on. */
    public Optional<InstanceLocation> activationTarget() {
        return location(TARGET);
    }

    public void activationTarget(InstanceLocation standby) {
        note(TARGET, standby.toString());
    }

    public void activationEnded() {
        note(TARGET, "");
    }

    /** The rows that were written last. */
    public Optional<Canary> canary() {
        String text = notes.getOrDefault(CANARY, "");
        int colon = text.indexOf(':');
        return colon < 0
                ? Optional.empty()
                : Optional.of(new Canary(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1))));
    }

    public void canary(Canary written) {
        note(CANARY, written.table() + ":" + written.rows());
    }

    /**
     * The way on which this execution began to make a standby at a place; empty once that ended, well or not.
     *
     * @param at where
     */
    public Optional<AddStandby.Strategy> joining(InstanceLocation at) {
        String text = notes.getOrDefault(JOINING, "");
        int blank = text.indexOf(' ');
        return blank < 0 || !text.substring(blank + 1).equals(at.toString())
                ? Optional.empty()
                : Optional.of(AddStandby.Strategy.valueOf(text.substring(0, blank)));
    }

    public void joining(InstanceLocation at, AddStandby.Strategy strategy) {
        note(JOINING, strategy + " " + at);
    }

    public void joiningEnded() {
        note(JOINING, "");
    }

    /** Whether this execution's own {@code pg_rewind} may have left the directory at a place broken. */
    public boolean isBroken(InstanceLocation at) {
        return notes.getOrDefault(BROKEN, "").equals(at.toString());
    }

    public void broken(InstanceLocation at) {
        note(BROKEN, at.toString());
    }

    public void mended() {
        note(BROKEN, "");
    }

    /** What the servers' logs told lately of a stream that does not run; empty if nobody asked since then. */
    public Optional<List<String>> diagnosis(long since) {
        return diagnosedAt.isPresent() && diagnosedAt.getAsLong() - since >= 0
                ? Optional.of(diagnosis)
                : Optional.empty();
    }

    public void diagnosis(List<String> told, long now) {
        diagnosis = List.copyOf(told);
        diagnosedAt = OptionalLong.of(now);
    }

    /** Why the plan goes on although a copy was seen not to fit; empty if it does not say so. */
    public Optional<String> shortDiskAccepted() {
        return Optional.of(notes.getOrDefault(SHORT_DISK, "")).filter(r -> !r.isEmpty());
    }

    public void shortDiskAccepted(String reason) {
        note(SHORT_DISK, reason);
    }

    /** Whether this execution began to start the standby that the catalog names at a place, and has not proved it. */
    public boolean starting(InstanceLocation standby) {
        return notes.getOrDefault(STARTING, "").equals(standby.toString());
    }

    public void starting(InstanceLocation standby, boolean begun) {
        note(STARTING, begun ? standby.toString() : "");
    }

    /** Whether this execution began to restart the standby at a place, and has not proved that it streams again. */
    public boolean restarting(InstanceLocation standby) {
        return notes.getOrDefault(RESTARTING, "").equals(standby.toString());
    }

    public void restarting(InstanceLocation standby, boolean begun) {
        note(RESTARTING, begun ? standby.toString() : "");
    }

    /** Whether the standby that is seen was proved to have begun in another second than the masters before it. */
    public boolean startsApart(InstanceState standby) {
        String proved = notes.getOrDefault(APART, "");
        return !proved.isEmpty() && proved.equals(process(standby.location(), Optional.of(standby)));
    }

    public void startsApart(InstanceLocation standby, Optional<InstanceState> seen) {
        note(APART, process(standby, seen));
    }

    private static String process(InstanceLocation at, Optional<InstanceState> seen) {
        OptionalInt pid = LastStream.pid(seen);
        return pid.isPresent() ? pid.getAsInt() + " " + at : "";
    }

    /** The prefix of a master before it that a server would number under, or numbers under, until it is restarted. */
    public OptionalLong sharedSecond(InstanceLocation at) {
        String text = notes.getOrDefault(SHARED, "");
        int blank = text.indexOf(' ');
        return blank < 0 || !text.substring(blank + 1).equals(at.toString())
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(text.substring(0, blank)));
    }

    public void sharedSecond(InstanceLocation at, long prefix) {
        note(UNTOLD, "");
        note(UNTOLD_PROCESS, "");
        note(SHARED, prefix + " " + at);
    }

    /**
     * Notes that it can't be told whether a server shares a second with a master before it, so that it is restarted once it is promoted.
     *
     * @param latest the latest prefix that it may number under; empty if its own second can't be read
     */
    public void untoldSecond(InstanceLocation at, OptionalLong latest, Optional<InstanceState> seen, String why) {
        note(SHARED, latest.isPresent() ? latest.getAsLong() + " " + at : "");
        note(UNTOLD_PROCESS, process(at, seen));
        note(UNTOLD, at + " " + why);
    }

    /** Why it can't be told whether a server shares a second with a master before it, where that was noted. */
    public Optional<String> untoldSecond(InstanceLocation at) {
        String text = notes.getOrDefault(UNTOLD, "");
        return text.startsWith(at + " ")
                ? Optional.of(text.substring(at.toString().length() + 1))
                : Optional.empty();
    }

    /** Whether the postmaster that is seen is shown to be another than the one that {@link #untoldSecond} was noted of. */
    public boolean begunAnew(InstanceLocation at, Optional<InstanceState> seen) {
        String then = notes.getOrDefault(UNTOLD_PROCESS, "");
        String known = process(at, seen);
        return !then.isEmpty() && !known.isEmpty() && !then.equals(known);
    }

    /** Whether a server is to be restarted once it is promoted. */
    public boolean restartDue(InstanceLocation at) {
        return sharedSecond(at).isPresent() || untoldSecond(at).isPresent();
    }

    /** The greatest number by prefix of the distributed ids in a standby's own log, as far as it was read in this execution. */
    public SortedMap<Long, Long> idsInLog(InstanceLocation standby) {
        return new TreeMap<>(idsInLog.getOrDefault(standby, Map.of()));
    }

    public void idsInLog(InstanceLocation standby, Map<Long, Long> newest) {
        idsInLog.put(standby, Map.copyOf(newest));
    }

    public void sharedSecondParted() {
        note(SHARED, "");
        note(UNTOLD, "");
        note(UNTOLD_PROCESS, "");
    }

    /** The standby that a master's catalog last named. */
    public Optional<InstanceLocation> standby() {
        return location(STANDBY);
    }

    /** What names and paths lead to, as hosts told. */
    public Identities identities() {
        return knowledge.identities();
    }

    /** The version that a server told last. */
    public Optional<GreenplumVersion> version() {
        return knowledge.version();
    }

    void versionTold(GreenplumVersion version) {
        knowledge.versionTold(version);
    }

    /** The segments that a master's catalog last told of. */
    public List<CatalogRow> segments() {
        return knowledge.segments();
    }

    /** What a master last told of its stream to the standby. */
    public Optional<LastStream> lastStream() {
        return knowledge.lastStream().or(() -> LastStream.parse(notes.getOrDefault(STREAM, "")));
    }

    /** Adds to a look how fresh its stream is. */
    ClusterState watched(ClusterState state, long now) {
        return knowledge.watch().watched(state, now);
    }

    /** Takes what the only master tells now. */
    void masterTold(ClusterState state, long now) {
        InstanceLocation master = state.master().orElseThrow().location();
        note(LAST_MASTER, master.toString());
        state.standby().ifPresent(s -> note(STANDBY, s.location().toString()));
        knowledge.learned(master, LastStream.of(state, now), state.segments());
    }

    /** Notes what the master last told, for an execution that is resumed by another process. */
    void noteStream() {
        knowledge.lastStream().ifPresent(s -> note(STREAM, s.note()));
    }

    /** The move that traffic hooks were told of, and that has not come to its end for them. */
    Optional<MasterChange> trafficMove(String executionId, String cluster) {
        String old = notes.getOrDefault(MOVE_FROM, "");
        return old.isEmpty()
                ? Optional.empty()
                : Optional.of(Builders.of(MasterChange.Builder.class)
                        .executionId(executionId)
                        .cluster(cluster)
                        .oldMaster(place(old))
                        .newMaster(location(MOVE_TO).orElseThrow())
                        .planned(Boolean.parseBoolean(notes.get(MOVE_PLANNED)))
                        .build());
    }

    void trafficMove(MasterChange move) {
        note(MOVE_TO, move.newMaster().toString());
        note(MOVE_PLANNED, Boolean.toString(move.planned()));
        // The last one: what is read back after a crash in between is no move yet.
        note(MOVE_FROM, move.oldMaster().toString());
    }

    /** The move has come to its end, or did not happen. */
    void trafficMoved() {
        note(MOVE_FROM, "");
    }

    /** What a traffic hook was told last; empty if nothing. */
    String traffic(String hook) {
        return notes.getOrDefault(HOOK + hook, "");
    }

    void traffic(String hook, String told) {
        note(HOOK + hook, told);
    }

    /** Every place that this execution has had to do with. */
    Set<InstanceLocation> places() {
        Set<InstanceLocation> all = new LinkedHashSet<>();
        lastMaster().ifPresent(all::add);
        for (String name : List.of(FORMER_MASTER, TARGET, STANDBY)) {
            location(name).ifPresent(all::add);
        }
        return all;
    }

    /** Whether a fault detector outside the cluster is set up; empty if no server told. */
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
    Optional<InstanceLocation> fencing() {
        return location(FENCING);
    }

    public void fencing(InstanceLocation oldMaster) {
        note(FENCING, oldMaster.toString());
    }

    public void fencingUndone() {
        note(FENCING, "");
    }

    /** The places whose servers may still answer although a fence keeps them from writing. */
    Set<InstanceLocation> fencedPlaces() {
        return heldFence()
                .filter(h -> h.fence().leavesRunning())
                .map(h -> Set.of(h.oldMaster()))
                .orElse(Set.of());
    }

    private Optional<InstanceLocation> location(String name) {
        String text = notes.getOrDefault(name, "");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(place(text));
    }

    private static InstanceLocation place(String text) {
        List<String> parts = List.of(text.split(":", 3));
        return new InstanceLocation(
                HostName.of(parts.get(0)), Integer.parseInt(parts.get(1)), DataDirectory.of(parts.get(2)));
    }

    private void note(String name, String value) {
        String before = notes.put(name, value);
        if (!value.equals(before == null ? "" : before)) {
            journal.accept(name, value);
        }
    }
}
