package io.github.gpfailover.core.internal.process;

import io.github.gpfailover.internal.BoundedOutput;
import io.github.gpfailover.internal.OutputLines;
import io.github.gpfailover.spi.OutputListener;
import java.io.IOException;
import java.io.InputStream;

/**
 * One stream of a process, kept and handed to a listener at once. It never waits for the stream: only what is there is read.
 * Not thread-safe.
 */
final class ProcessOutput {

    private static final int MOST_KEPT = 8 * 1024 * 1024;

    private final InputStream from;
    private final BoundedOutput kept = new BoundedOutput(MOST_KEPT);
    private final OutputLines lines;

    /** Makes a reader of a stream; the listener may be null. */
    ProcessOutput(InputStream from, OutputListener.Stream stream, OutputListener listener) {
        this.from = from;
        lines = listener == null ? null : new OutputLines(stream, listener);
    }

    /** Reads what is there into the buffer and takes it; false if nothing was there. */
    boolean drain(byte[] buffer) {
        int read = read(buffer);
        if (read <= 0) {
            return false;
        }
        kept.add(buffer, read);
        if (lines != null) {
            lines.add(buffer, 0, read);
        }
        return true;
    }

    /** Hands over what stands after the last line end. */
    void end() {
        if (lines != null) {
            lines.end();
        }
    }

    String text() {
        return kept.text();
    }

    private int read(byte[] buffer) {
        try {
            int ready = Math.min(from.available(), buffer.length);
            return ready > 0 ? from.read(buffer, 0, ready) : 0;
        } catch (IOException e) {
            // The stream was closed with the process: there is nothing more to read.
            return 0;
        }
    }
}
