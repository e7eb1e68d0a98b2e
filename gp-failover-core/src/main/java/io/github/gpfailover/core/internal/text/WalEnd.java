package io.github.gpfailover.core.internal.text;

import io.github.gpfailover.cluster.Lsn;
import java.util.Optional;

/**
 * The computation of where a log record ends. It exists because a timeline's history names the <em>end</em> of the last record before the fork, and
 * a log's dump only where a record begins and how long it is. It computes as the server's reader does ({@code xlogreader.c}, the same from
 * PostgreSQL 9.4 on): lengths are rounded up to 8, and each page that a record goes on into begins with a header, a longer one at the beginning of
 * a file. A record that ends where a page ends, ends there: the next page's header is no part of it.
 *
 * @param block the size of a page in bytes
 * @param segment the size of a file in bytes
 */
public record WalEnd(int block, int segment) {

    private static final int ALIGNMENT = 8;
    // SizeOfXLogShortPHD and SizeOfXLogLongPHD (xlog_internal.h), rounded up to 8.
    private static final int HEADER = 24;
    private static final int LONG_HEADER = 40;

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if they are no powers of two, or a file holds no page
     */
    public WalEnd {
        if (Integer.bitCount(block) != 1 || Integer.bitCount(segment) != 1 || block < 1024 || segment < block) {
            throw new IllegalArgumentException("a log's pages of " + block + " bytes in files of " + segment
                    + " bytes are none that a server writes; both must be powers of two");
        }
    }

    /** Takes the sizes that a server's {@code pg_control} has; empty if it has none that can be. */
    public static Optional<WalEnd> of(ControlData control) {
        if (control.walBlock().isEmpty() || control.walSegment().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new WalEnd(
                    control.walBlock().getAsInt(), control.walSegment().getAsInt()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Gives where a record ends; empty if none can begin there, or the log has no such position. */
    public Optional<Lsn> after(Lsn at, int length) {
        if (length <= 0 || at.position() % ALIGNMENT != 0 || inPage(at) < header(pageOf(at))) {
            return Optional.empty();
        }
        long left = ((long) length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        Lsn end = at;
        try {
            long room = block - inPage(end);
            while (left > room) {
                left -= room;
                end = end.plus(room);
                end = end.plus(header(end));
                room = block - inPage(end);
            }
            return Optional.of(end.plus(left));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Gives the first position from there on where a record can begin: aligned, and after a page's header. */
    public Lsn next(Lsn from) {
        Lsn aligned = from.plus(-from.position() & (ALIGNMENT - 1L));
        Lsn page = pageOf(aligned);
        return inPage(aligned) < header(page) ? page.plus(header(page)) : aligned;
    }

    private long inPage(Lsn at) {
        return at.position() & (block - 1L);
    }

    private Lsn pageOf(Lsn at) {
        return new Lsn(at.position() & -block);
    }

    private int header(Lsn page) {
        return (page.position() & (segment - 1L)) == 0 ? LONG_HEADER : HEADER;
    }
}
