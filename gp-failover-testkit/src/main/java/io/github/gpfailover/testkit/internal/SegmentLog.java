package io.github.gpfailover.testkit.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The distributed log of one content: which of its local transactions belong to which committed distributed one (recordings e0 to e4),
 * and what is prepared. Primary and mirror share it, since a commit waits for the mirror.
 */
public final class SegmentLog {

    private static final long WRITTEN_BEFORE = 0xC000000L;
    private static final long OLDEST_KEPT = 0x4000000L;
    // The number that the recorded segments began with (g3).
    private static final long FIRST = 712;

    /** One row of gp_distributed_log. */
    public record Row(long xid, DistributedId id) {}

    /** Its write-ahead log. */
    public final ServerDirectory wal = new ServerDirectory("/data/segment");

    private final TreeMap<Long, DistributedId> committed = new TreeMap<>();
    private final Map<DistributedId, List<Long>> prepared = new LinkedHashMap<>();
    private long next = FIRST;
    // From which on a snapshot of a master judges a local transaction; those before it are seen by all.
    private long judgedFrom = FIRST;

    SegmentLog() {
        wal.extend(WRITTEN_BEFORE);
        wal.systemIdentifier = 1;
        // Its first file was recycled before (g3).
        wal.oldestKept = OLDEST_KEPT;
    }

    /** Gives a transaction its local numbers, one for itself and one for each of its savepoints. */
    List<Long> assign(int savepoints) {
        List<Long> numbers = new ArrayList<>(1 + savepoints);
        for (int i = 0; i <= savepoints; i++) {
            numbers.add(next++);
        }
        return numbers;
    }

    /** Notes a transaction as prepared. */
    void prepare(DistributedId id, List<Long> numbers, long now, TableChange change) {
        wal.note(WalRecord.Kind.PREPARE, new CommitNote(id, numbers.get(0), now, change));
        prepared.put(id, numbers);
    }

    /** Commits a transaction that is prepared, or one that needs no preparation. */
    void commit(DistributedId id, List<Long> numbers, long now, TableChange change) {
        boolean second = prepared.remove(id) != null;
        wal.note(
                second ? WalRecord.Kind.COMMIT_PREPARED : WalRecord.Kind.COMMIT_ONE_PHASE,
                new CommitNote(id, numbers.get(0), now, change));
        numbers.forEach(n -> committed.put(n, id));
    }

    /** Takes a prepared transaction back. */
    void abort(DistributedId id) {
        prepared.remove(id);
    }

    /** Lists what is prepared. */
    public List<DistributedId> prepared() {
        return List.copyOf(prepared.keySet());
    }

    /** Says whether a transaction is prepared here and committed nowhere on this content. */
    boolean isPrepared(DistributedId id) {
        return prepared.containsKey(id);
    }

    /** Lists the newest rows, the newest local transaction first, as the function does. */
    public List<Row> newest(int most) {
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<Long, DistributedId> entry : committed.descendingMap().entrySet()) {
            if (rows.size() == most) {
                break;
            }
            rows.add(new Row(entry.getKey(), entry.getValue()));
        }
        return rows;
    }

    /**
     * A statement of a master arrived, and with it its oldest snapshot: what all snapshots of it see, and what other starts of masters
     * wrote, is judged no longer ({@code DistributedLog_AdvanceOldestXmin} in {@code distributedlog.c}).
     */
    void heard(long prefix, long oldestSnapshot) {
        long running = next;
        for (List<Long> numbers : prepared.values()) {
            running = Math.min(running, numbers.get(0));
        }
        while (judgedFrom < running) {
            DistributedId id = committed.get(judgedFrom);
            if (id != null && id.prefix() == prefix && id.counter() >= oldestSnapshot) {
                return;
            }
            judgedFrom++;
        }
    }

    /** Its server started anew: what it had in memory of snapshots is gone ({@code DistributedLog_InitOldestXmin}). */
    void restarted() {
        judgedFrom = FIRST;
    }

    /**
     * Says whether a master's snapshot takes a transaction for one that is yet to come: it has the prefix of that master, and a higher
     * number than any of its own.
     */
    boolean hides(DistributedId id, Server master) {
        return id.prefix() == master.startSecond
                && id.counter() >= master.nextDistributed
                && committed.tailMap(judgedFrom).containsValue(id);
    }

    /** Forgets all but the newest local transactions, as a segment does when nobody can see the others as running. */
    public void truncate(int kept) {
        while (committed.size() > kept) {
            committed.pollFirstEntry();
        }
    }
}
