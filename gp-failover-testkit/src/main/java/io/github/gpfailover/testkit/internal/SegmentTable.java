package io.github.gpfailover.testkit.internal;

import java.util.Map;
import java.util.TreeMap;

/** A table's part on the segments: whoever is master writes the same one. */
public final class SegmentTable {

    /** The oid that it was made with; a master whose catalog says another can't find it. */
    public final int oid;
    /** Its rows. */
    public long rows;

    // How many rows each distributed transaction wrote, by prefix and counter.
    private final Map<Long, TreeMap<Long, Long>> written = new TreeMap<>();

    /** Makes an empty table. */
    public SegmentTable(int oid) {
        this.oid = oid;
    }

    void wrote(DistributedId id, long count) {
        written.computeIfAbsent(id.prefix(), p -> new TreeMap<>()).merge(id.counter(), count, Long::sum);
    }

    /**
     * Counts the rows that a master takes for those of transactions of its own that it has yet to begin, since they have its prefix (f6). The
     * model takes the worst case, in which a snapshot is open all along; without one only the last transaction hides.
     */
    public long hiddenFrom(Server master) {
        TreeMap<Long, Long> own = written.get(master.startSecond);
        return own == null
                ? 0
                : own.tailMap(master.nextDistributed).values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
    }
}
