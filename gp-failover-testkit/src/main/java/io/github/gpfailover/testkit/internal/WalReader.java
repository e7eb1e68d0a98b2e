package io.github.gpfailover.testkit.internal;

/**
 * A reader of the model's log, which keeps only few records. What lies between is taken for records of {@value #CHUNK} bytes and a rest,
 * always the same ones for the same position.
 */
public final class WalReader {

    private static final int CHUNK = 8160;

    /** A record as it is read: one that was noted, or one without a name. */
    public record Read(WalRecord noted, long start, int length, long end, long before) {}

    private WalReader() {}

    /** Gives where the last record begins in a log that ends there; 0 for an empty log. */
    static long lastStart(WalSpan top, long end) {
        WalSpan span = WalSpan.before(top, end);
        if (span == null) {
            return 0;
        }
        WalRecord noted = notedBefore(span, end);
        if (noted != null && noted.end() >= end) {
            return noted.start();
        }
        long from = first(span, noted);
        long bytes = WalPosition.aligned(WalPosition.bytes(end)) - from;
        return bytes <= 0 ? lastStart(span.below, span.start) : WalPosition.start(from + (bytes - 1) / CHUNK * CHUNK);
    }

    /** Gives the last checkpoint that ends at a position or before it; null if there is none. */
    public static WalRecord lastCheckpoint(WalSpan top, long end) {
        for (WalSpan span = WalSpan.before(top, end); span != null; span = span.below) {
            WalRecord noted = notedBefore(span, end);
            while (noted != null) {
                if (noted.isCheckpoint() && noted.end() <= end) {
                    return noted;
                }
                noted = notedBefore(span, noted.start());
            }
        }
        return null;
    }

    /** Gives the first record that begins at a position or after it in a log that ends there; null if there is none. */
    public static Read next(WalSpan top, long logEnd, long position) {
        long at = WalPosition.recordStart(position);
        if (at >= logEnd) {
            return null;
        }
        long upTo = logEnd;
        WalSpan span = top;
        while (span != null && (span.start >= logEnd || WalPosition.recordStart(span.start) > at)) {
            upTo = span.start < upTo ? span.start : upTo;
            span = span.below;
        }
        return span == null ? null : in(span, upTo, logEnd, top, at);
    }

    private static Read in(WalSpan span, long upTo, long logEnd, WalSpan top, long at) {
        WalRecord noted = notedBefore(span, at + 1);
        if (noted != null && noted.start() == at) {
            return new Read(noted, at, noted.length(), Math.min(noted.end(), logEnd), noted.before());
        }
        if (noted != null && noted.end() > at) {
            return next(top, logEnd, noted.end());
        }
        WalRecord following = span.run.firstFrom(at);
        long end = following != null && following.start() < upTo ? following.start() : upTo;
        long first = first(span, noted);
        long asked = WalPosition.bytes(at);
        long start = first + (asked - first + CHUNK - 1) / CHUNK * CHUNK;
        long left = WalPosition.bytes(end) - start;
        if (left <= 0) {
            return end >= logEnd ? null : next(top, logEnd, end);
        }
        int length = (int) Math.min(CHUNK, left);
        long place = WalPosition.start(start);
        return new Read(
                null,
                place,
                length,
                WalPosition.end(start + WalPosition.aligned(length)),
                before(span, noted, first, start));
    }

    private static long before(WalSpan span, WalRecord noted, long first, long start) {
        if (start > first) {
            return WalPosition.start(start - CHUNK);
        }
        return noted != null ? noted.start() : lastStart(span.below, span.start);
    }

    private static WalRecord notedBefore(WalSpan span, long position) {
        WalRecord noted = span.run.lastBefore(position);
        return noted == null || noted.start() < span.start ? null : noted;
    }

    // In bytes of records.
    private static long first(WalSpan span, WalRecord noted) {
        return WalPosition.aligned(WalPosition.bytes(noted == null ? span.start : noted.end()));
    }
}
