package io.github.gpfailover.testkit.internal;

/** A CREATE TABLE that the segments prepared and whose master waits for its standby. */
public final class PreparedTable {

    /** The table. */
    public final String name;
    /** Whether a newer master took it back: its recovery ends what it does not know (recording 85). */
    public boolean aborted;

    /** Prepares it. */
    public PreparedTable(String name) {
        this.name = name;
    }
}
