package io.github.gpfailover.ssh.internal.run;

import io.github.gpfailover.spi.OutputListener;
import io.github.gpfailover.spi.OutputListener.Stream;

/** Exists because both streams of a command go to one listener, which must not see the marks that are ours. */
final class OutputLines {

    private final io.github.gpfailover.internal.OutputLines out;
    private final io.github.gpfailover.internal.OutputLines err;

    OutputLines(OutputListener listener, String mark) {
        OutputListener own = (stream, line) -> {
            if (!line.startsWith(mark)) {
                listener.line(stream, line);
            }
        };
        out = new io.github.gpfailover.internal.OutputLines(Stream.STDOUT, own);
        err = new io.github.gpfailover.internal.OutputLines(Stream.STDERR, own);
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
