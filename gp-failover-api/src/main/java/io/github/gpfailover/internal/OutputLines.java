package io.github.gpfailover.internal;

import io.github.gpfailover.spi.OutputListener;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A cutter of one byte stream into lines for a listener, each decoded as UTF-8. It exists because bytes arrive in pieces and listeners take lines.
 * Not thread-safe.
 */
public final class OutputLines {

    private static final int LONGEST_PART = 64 * 1024;

    private final OutputListener.Stream stream;
    private final OutputListener listener;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /**
     * Makes a cutter for one stream.
     *
     * @param stream the stream
     * @param listener who receives its lines
     */
    public OutputLines(OutputListener.Stream stream, OutputListener listener) {
        this.stream = stream;
        this.listener = listener;
    }

    /**
     * Takes bytes, and hands over each line that they end.
     *
     * @param bytes a buffer
     * @param offset where in it to begin
     * @param length how many bytes of it
     */
    public void add(byte[] bytes, int offset, int length) {
        int start = offset;
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            if (bytes[i] == '\n') {
                line.write(bytes, start, i - start);
                tell();
                start = i + 1;
            } else if (line.size() + i - start >= LONGEST_PART && (bytes[i] & 0xC0) != 0x80) {
                line.write(bytes, start, i - start);
                tell();
                start = i;
            }
        }
        line.write(bytes, start, end - start);
    }

    /** Hands over what stands after the last line end. */
    public void end() {
        if (line.size() > 0) {
            tell();
        }
    }

    private void tell() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        String line = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        listener.line(new OutputListener.Line(stream, line));
    }
}
