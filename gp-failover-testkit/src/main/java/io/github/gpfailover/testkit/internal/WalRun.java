package io.github.gpfailover.testkit.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * What one server wrote into its log from one start to its end. It exists because only one server ever writes to a run: the same run up to
 * the same position is the same contents, in whatever directory, so that logs are compared without keeping what is in them.
 */
public final class WalRun {

    /** The timeline that it was written on. */
    public final int timeline;
    /** Where it begins. */
    public final long start;

    private final List<WalRecord> noted = new ArrayList<>(2);

    /** Begins a run. */
    public WalRun(int timeline, long start) {
        this.timeline = timeline;
        this.start = start;
    }

    void note(WalRecord record) {
        noted.add(record);
    }

    /** Gives the last record that was noted and begins before a position; null if there is none. */
    WalRecord lastBefore(long position) {
        int at = firstIndexFrom(position) - 1;
        return at < 0 ? null : noted.get(at);
    }

    /** Gives the first record that was noted and begins at a position or after it; null if there is none. */
    WalRecord firstFrom(long position) {
        int at = firstIndexFrom(position);
        return at == noted.size() ? null : noted.get(at);
    }

    private int firstIndexFrom(long position) {
        int low = 0;
        int high = noted.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (noted.get(middle).start() < position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
