package io.github.gpfailover.testkit.internal;

import java.util.LinkedHashMap;
import java.util.Map;

/** A table's part on the segments: whoever is master writes the same one. */
public final class SegmentTable {

    /** The oid that it was made with; a master whose catalog says another can't find it. */
    public final int oid;
    /** Its rows. */
    public long rows;

    /** How many rows each distributed transaction wrote. */
    final Map<DistributedId, Long> written = new LinkedHashMap<>();

    /** Makes an empty table. */
    public SegmentTable(int oid) {
        this.oid = oid;
    }

    void wrote(DistributedId id, long count) {
        written.merge(id, count, Long::sum);
    }
}
