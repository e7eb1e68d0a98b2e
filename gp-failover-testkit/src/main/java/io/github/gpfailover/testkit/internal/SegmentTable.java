package io.github.gpfailover.testkit.internal;

/** A table's part on the segments: whoever is master writes the same one. */
public final class SegmentTable {

    /** The oid that it was made with; a master whose catalog says another can't find it. */
    public final int oid;
    /** Its rows. */
    public long rows;

    /** Makes an empty table. */
    public SegmentTable(int oid) {
        this.oid = oid;
    }
}
