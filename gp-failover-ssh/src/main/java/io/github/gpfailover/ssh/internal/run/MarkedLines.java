package io.github.gpfailover.ssh.internal.run;

import io.github.gpfailover.internal.OutputLines;
import io.github.gpfailover.spi.OutputListener;
import io.github.gpfailover.spi.OutputListener.Stream;

/**
 * The lines of a command's two streams, without the marks that are ours. It exists because both streams go to one listener, which must not
 * see the marks.
 */
final class MarkedLines {

    private final OutputLines out;
    private final OutputLines err;

    /** Makes them; the mark is null where nothing is marked. */
    MarkedLines(OutputListener listener, String mark) {
        OutputListener own = line -> {
            if (mark == null || !line.text().startsWith(mark)) {
                listener.line(line);
            }
        };
        out = new OutputLines(Stream.STDOUT, own);
        err = new OutputLines(Stream.STDERR, own);
    }

    void add(Receiver.Piece piece) {
        (piece.stream() == Stream.STDOUT ? out : err)
                .add(piece.bytes().array(), 0, piece.bytes().limit());
    }

    void end() {
        out.end();
        err.end();
    }
}
