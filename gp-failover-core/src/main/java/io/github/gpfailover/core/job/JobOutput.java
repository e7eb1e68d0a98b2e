package io.github.gpfailover.core.job;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Evolving;
import java.nio.charset.StandardCharsets;

/**
 * A piece of what a job wrote.
 *
 * <p>It exists so that a reader who lost its connection goes on at the exact byte. Immutable and thread-safe.
 *
 * @since 0.1
 */
@Evolving
public final class JobOutput {

    private final long offset;
    private final byte[] bytes;

    JobOutput(long offset, byte[] bytes) {
        this.offset = offset;
        this.bytes = Checks.notNull(bytes, "bytes");
    }

    /**
     * Gives the bytes.
     *
     * @return a copy; empty if there was nothing more to read
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * Gives the number of bytes.
     *
     * @return how many there are
     */
    public int size() {
        return bytes.length;
    }

    /**
     * Gives where the next piece begins.
     *
     * @return the offset of the first byte after these
     */
    public long next() {
        return offset + bytes.length;
    }

    /**
     * Gives the bytes as text. A character that a piece ends in the midst of comes out as U+FFFD: put bytes together first.
     *
     * @return the text, read as UTF-8
     */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Returns where it begins and how much it is. */
    @Override
    public String toString() {
        return bytes.length + " bytes from " + offset;
    }
}
