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
    // The numbers that the recorded segments began with.
    private static final long FIRST = 713;

    /** One row of gp_distributed_log. */
    public record Row(long xid, DistributedId id) {}

    /** Its write-ahead log. */
    public final ServerDirectory wal = new ServerDirectory("/data/segment");

    private final TreeMap<Long, DistributedId> committed = new TreeMap<>();
    private final Map<DistributedId, List<Long>> prepared = new LinkedHashMap<>();
    private long next = FIRST;

    SegmentLog() {
        wal.extend(WRITTEN_BEFORE);
        wal.systemIdentifier = 1;
        wal.oldestKept = WRITTEN_BEFORE;
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
    void prepare(DistributedId id, List<Long> numbers, long now) {
        wal.note(WalRecord.Kind.PREPARE, new CommitNote(id, numbers.get(0), now));
        prepared.put(id, numbers);
    }

    /** Commits a transaction that is prepared, or one that needs no preparation. */
    void commit(DistributedId id, List<Long> numbers, long now) {
        boolean second = prepared.remove(id) != null;
        wal.note(
                second ? WalRecord.Kind.COMMIT_PREPARED : WalRecord.Kind.COMMIT_ONE_PHASE,
                new CommitNote(id, numbers.get(0), now));
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

    /** Tells whether a transaction is prepared here and committed nowhere on this content. */
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

    /** Forgets all but the newest local transactions, as a segment does when nobody can see the others as running. */
    public void truncate(int kept) {
        while (committed.size() > kept) {
            committed.pollFirstEntry();
        }
    }
}
