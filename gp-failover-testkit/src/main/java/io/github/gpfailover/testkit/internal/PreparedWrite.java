package io.github.gpfailover.testkit.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A distributed transaction between its two phases: prepared on its segments, decided by a record in its master's log, and then sent to
 * the segments one by one.
 */
public final class PreparedWrite {

    /** Its id. */
    public final DistributedId id;
    /** Whether a newer master took it back: its recovery ends what it does not know (recording 85). */
    public boolean aborted;
    /** Whether the sessions that prepared it were ended, so that the segments are reached over new ones. */
    public boolean unconfirmed;

    /** What it does to the master's catalog once it is decided. */
    public Runnable onMaster = () -> {};
    /** What it does on the segments once they receive it. */
    final Runnable effect;
    /** Its local numbers, by content. */
    final Map<SegmentLog, List<Long>> numbers = new LinkedHashMap<>();
    /** What it is, for people. */
    final String what;
    /** What it does to the list of tables. */
    final TableChange change;
    /** The run of the master's log that has the decision; null before it. */
    WalRun run;
    /** The decision; null before it. */
    WalRecord record;
    /** Whether its effect was made. */
    boolean done;

    PreparedWrite(DistributedId id, String what, TableChange change, Runnable effect) {
        this.id = id;
        this.what = what;
        this.change = change;
        this.effect = effect;
    }
}
