package io.github.gpfailover.testkit.internal;

/**
 * The arithmetic of positions in a log, as PostgreSQL does it: a record takes a multiple of eight bytes, and where it crosses a
 * page of 32 kB the header of the next one lies in its midst, 24 bytes, or 40 at the start of a segment (recording 26 has the sizes).
 */
public final class WalPosition {

    /** The size of a log file. */
    public static final long SEGMENT = 0x4000000L;
    /** The size of its pages. */
    public static final int PAGE = 0x8000;

    private static final int HEADER = 24;
    private static final int FIRST_HEADER = 40;
    private static final int USABLE_PAGE = PAGE - HEADER;
    private static final int USABLE_FIRST = PAGE - FIRST_HEADER;
    private static final long USABLE_SEGMENT = SEGMENT / PAGE * USABLE_PAGE - (FIRST_HEADER - HEADER);

    private WalPosition() {}

    /** Gives where the next record begins in a log that ends there. */
    public static long recordStart(long end) {
        return start(aligned(bytes(end)));
    }

    /** Gives where a log ends that ended there, after a record of so many bytes. */
    public static long recordEnd(long end, long length) {
        return end(aligned(bytes(end)) + aligned(length));
    }

    /** Counts the bytes of records up to a position, headers of pages not among them. */
    static long bytes(long position) {
        long inSegment = position % SEGMENT;
        long page = inSegment / PAGE;
        long inPage = inSegment % PAGE;
        long before = position / SEGMENT * USABLE_SEGMENT;
        if (page == 0) {
            return before + Math.max(0, inPage - FIRST_HEADER);
        }
        return before + USABLE_FIRST + (page - 1) * USABLE_PAGE + Math.max(0, inPage - HEADER);
    }

    /** Rounds up to eight. */
    static long aligned(long bytes) {
        return (bytes + 7) & ~7L;
    }

    /** Gives where what follows so many bytes begins: behind a page's header. */
    static long start(long bytes) {
        return position(bytes, true);
    }

    /** Gives where so many bytes end: at the end of a page if they fill it. */
    static long end(long bytes) {
        return position(bytes, false);
    }

    private static long position(long bytes, boolean behindHeader) {
        long segment = bytes / USABLE_SEGMENT * SEGMENT;
        long left = bytes % USABLE_SEGMENT;
        if (left < USABLE_FIRST) {
            return segment + (left == 0 && !behindHeader ? 0 : left + FIRST_HEADER);
        }
        left -= USABLE_FIRST;
        long page = segment + PAGE + left / USABLE_PAGE * PAGE;
        long inPage = left % USABLE_PAGE;
        return page + (inPage == 0 && !behindHeader ? 0 : inPage + HEADER);
    }
}
