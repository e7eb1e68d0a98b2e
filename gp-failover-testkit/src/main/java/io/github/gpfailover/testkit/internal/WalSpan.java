package io.github.gpfailover.testkit.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A log as a chain of the runs that it is made of, the newest first. Immutable, so that the directories of a master and its standby share
 * it, and two chains that part somewhere show where. Where a chain ends, its directory knows.
 */
public final class WalSpan {

    /** What lies before; null at the beginning. */
    public final WalSpan below;
    /** The run. */
    public final WalRun run;
    /** Where it begins in this log. */
    public final long start;

    /** Puts a run on what lies before. */
    public WalSpan(WalSpan below, WalRun run, long start) {
        this.below = below;
        this.run = run;
        this.start = start;
    }

    /** Gives the newest span that begins before a position; null if there is none. */
    static WalSpan before(WalSpan top, long position) {
        WalSpan span = top;
        while (span != null && span.start >= position) {
            span = span.below;
        }
        return span;
    }

    /** Says whether all that one log holds up to its end is in another, at the same positions. */
    static boolean prefix(WalSpan a, long aEnd, WalSpan b, long bEnd) {
        if (aEnd > bEnd) {
            return false;
        }
        WalSpan x = before(a, aEnd);
        WalSpan y = before(b, aEnd);
        while (x != y) {
            if (x == null || y == null || x.run != y.run || x.start != y.start) {
                return false;
            }
            x = x.below;
            y = y.below;
        }
        return true;
    }

    /** Gives the first position at which a log is not like the beginning of another; -1 if it is. */
    static long difference(WalSpan a, long aEnd, WalSpan b, long bEnd) {
        if (prefix(a, aEnd, b, bEnd)) {
            return -1;
        }
        List<WalSpan> x = upwards(before(a, aEnd));
        List<WalSpan> y = upwards(before(b, bEnd));
        for (int i = 0; i < x.size(); i++) {
            if (i == y.size()) {
                return Math.min(bEnd, x.get(i).start);
            }
            WalSpan one = x.get(i);
            WalSpan other = y.get(i);
            if (one.run != other.run || one.start != other.start) {
                return Math.min(one.start, other.start);
            }
        }
        return y.size() > x.size() ? Math.min(bEnd, y.get(x.size()).start) : bEnd;
    }

    /** Gives the log that a server has which went on with another's from a position, whatever it held up to there. */
    static WalSpan graft(WalSpan own, long at, WalSpan from) {
        List<WalSpan> above = new ArrayList<>();
        WalSpan span = from;
        while (span != null && span.start > at) {
            above.add(span);
            span = span.below;
        }
        WalSpan grown = before(own, at);
        if (span != null) {
            grown = new WalSpan(grown, span.run, at);
        }
        Collections.reverse(above);
        for (WalSpan next : above) {
            grown = new WalSpan(grown, next.run, next.start);
        }
        return grown;
    }

    private static List<WalSpan> upwards(WalSpan top) {
        List<WalSpan> all = new ArrayList<>();
        for (WalSpan span = top; span != null; span = span.below) {
            all.add(span);
        }
        Collections.reverse(all);
        return all;
    }
}
