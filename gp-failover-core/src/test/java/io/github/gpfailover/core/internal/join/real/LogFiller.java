package io.github.gpfailover.core.internal.join.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.Lsn;
import java.sql.SQLException;

/**
 * A filler that makes a server's log continue at a wanted position. It exists because the proofs about forks depend on where a record meets a
 * page's end. It writes one record of the right length, {@code pg_logical_emit_message}, whose own
 * length is measured first. A record's bytes go round the header that each page of the log begins with, a longer one at a file's
 * beginning.
 */
final class LogFiller {

    private static final long HEADER = 24;
    private static final long LONG_HEADER = 40;
    /** Long enough that its length is given by the same number of bytes as that of all longer ones. */
    private static final long MEASURED = 1000;

    private final long page;
    private final long segment;

    LogFiller(long page, long segment) {
        this.page = page;
        this.segment = segment;
    }

    /** Writes up to the next position that lies so in a page, which is that one of its file; gives it. */
    Lsn fill(RealServer server, long pageOfSegment, long inPage) throws SQLException {
        long measured = measure(server);
        long from = server.written().position();
        long target = from / segment * segment + pageOfSegment * page + inPage;
        while (bytes(from, target) < measured) {
            target += segment;
        }
        fill(server, from, target, measured);
        return new Lsn(target);
    }

    /** Writes up to a position that is ahead. */
    void fillUpTo(RealServer server, Lsn target) throws SQLException {
        long measured = measure(server);
        long from = server.written().position();
        assertThat(bytes(from, target.position())).isGreaterThan(measured);
        fill(server, from, target.position(), measured);
    }

    private void fill(RealServer server, long from, long target, long measured) throws SQLException {
        server.sql(message(MEASURED + bytes(from, target) - measured));
    }

    /** What one record of a known content takes. */
    private long measure(RealServer server) throws SQLException {
        long begin = server.written().position();
        server.sql(message(MEASURED));
        return bytes(begin, server.written().position());
    }

    /** How many bytes of records there are between two positions. */
    private long bytes(long from, long to) {
        long headers = 0;
        for (long p = from / page + 1; p <= to / page; p++) {
            headers += p * page % segment == 0 ? LONG_HEADER : HEADER;
        }
        return to - from - headers;
    }

    private static String message(long bytes) {
        return "select pg_logical_emit_message(false, '', repeat('x', " + bytes + "))";
    }
}
