package io.github.gpfailover.cluster;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Stable;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A log sequence number: a position in a server's write-ahead log, in bytes from its beginning.
 *
 * <p>It exists because the server prints a position as two hexadecimal halves ({@code 0/1403E008}), which neither sort nor subtract
 * as text. Positions of different timelines must not be compared; this type doesn't know its timeline. Immutable and
 * thread-safe.
 *
 * @param position the position in bytes, an unsigned 64-bit number
 * @since 0.1
 */
@Stable
public record Lsn(long position) implements Comparable<Lsn> {

    /**
     * Reads a position as the server prints it.
     *
     * @param text two hexadecimal numbers of 1 to 8 digits with a {@code /} between them, as in {@code 0/1403E008}
     * @return the position
     * @throws NullPointerException if the text is null
     * @throws IllegalArgumentException if the text is not a position
     */
    public static Lsn parse(String text) {
        Checks.notNull(text, "LSN");
        int slash = text.indexOf('/');
        try {
            return new Lsn(half(text, 0, slash) << 32 | half(text, slash + 1, text.length()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "LSN was " + Checks.shown(text) + " but must be two hexadecimal numbers as in 0/1403E008", e);
        }
    }

    private static long half(String text, int from, int to) {
        if (to - from < 1 || to - from > 8) {
            throw new IllegalArgumentException("not 1 to 8 digits");
        }
        return HexFormat.fromHexDigitsToLong(text, from, to);
    }

    /**
     * Gives how far this position lies past another.
     *
     * @param earlier the other position, of the same timeline
     * @return the difference in bytes; negative when this position comes first
     * @throws ArithmeticException if the difference does not fit a long
     */
    public long bytesSince(Lsn earlier) {
        long difference = position - earlier.position;
        boolean ahead = compareTo(earlier) >= 0;
        if (ahead != difference >= 0) {
            throw new ArithmeticException(
                    "the difference between " + this + " and " + earlier + " does not fit a long");
        }
        return difference;
    }

    /**
     * Gives the position a number of bytes further on.
     *
     * @param bytes how many bytes further, not negative
     * @return that position
     * @throws IllegalArgumentException if the number is negative or leads past the last position
     */
    public Lsn plus(long bytes) {
        Lsn moved = new Lsn(position + bytes);
        if (bytes < 0 || moved.compareTo(this) < 0) {
            throw new IllegalArgumentException("cannot move " + this + " by " + bytes + " bytes");
        }
        return moved;
    }

    @Override
    public int compareTo(Lsn other) {
        return Long.compareUnsigned(position, other.position);
    }

    /** Returns the position as the server prints it, such as {@code 0/1403E008}. */
    @Override
    public String toString() {
        return Long.toHexString(position >>> 32).toUpperCase(Locale.ROOT) + "/"
                + Long.toHexString(position & 0xFFFF_FFFFL).toUpperCase(Locale.ROOT);
    }
}
