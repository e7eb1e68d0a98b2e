package io.github.gpfailover.core.internal.engine;

import io.github.gpfailover.cluster.DataDirectory;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.spi.Fence;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Exists to carry what an execution has learned from step to step. What a resumed execution needs too is noted in the journal as
 * {@code name=value}.
 */
public final class Memory {

    private static final String FORMER_MASTER = "formerMaster";
    private static final String LAST_MASTER = "lastMaster";
    private static final String TARGET = "activationTarget";
    private static final String CANARY = "canary";

    /** A fence that was verified, and the server that it holds. */
    public record HeldFence(Fence fence, InstanceLocation oldMaster) {}

    /** Rows that were written to prove a move by. */
    public record Canary(String table, int rows) {}

    private final Map<String, String> notes = new HashMap<>();
    private final BiConsumer<String, String> journal;
    private final Knowledge knowledge;
    private HeldFence heldFence;

    Memory(Knowledge knowledge, BiConsumer<String, String> journal) {
        this.knowledge = knowledge;
        this.journal = journal;
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

    void lastMaster(InstanceLocation master) {
        note(LAST_MASTER, master.toString());
    }

    /** The server that was the master before the last activation. */
    public Optional<InstanceLocation> formerMaster() {
        return location(FORMER_MASTER);
    }

    public void formerMaster(InstanceLocation master) {
        note(FORMER_MASTER, master.toString());
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

    /** What a master last told of its stream to the standby. */
    public Optional<ReplicationState> lastReplication() {
        return knowledge.lastReplication();
    }

    /** Takes what the only master tells now. */
    public void masterTold(InstanceLocation master, Optional<ReplicationState> stream) {
        lastMaster(master);
        knowledge.learned(master, stream);
    }

    /** The fence that was verified last; not recalled on resume, where it has to be verified anew. */
    public Optional<HeldFence> heldFence() {
        return Optional.ofNullable(heldFence);
    }

    public void heldFence(HeldFence fence) {
        heldFence = fence;
    }

    private Optional<InstanceLocation> location(String name) {
        String text = notes.getOrDefault(name, "");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        List<String> parts = List.of(text.split(":", 3));
        return Optional.of(new InstanceLocation(
                HostName.of(parts.get(0)), Integer.parseInt(parts.get(1)), DataDirectory.of(parts.get(2))));
    }

    private void note(String name, String value) {
        if (!value.equals(notes.put(name, value))) {
            journal.accept(name, value);
        }
    }
}
