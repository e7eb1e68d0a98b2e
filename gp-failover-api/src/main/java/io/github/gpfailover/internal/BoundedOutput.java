package io.github.gpfailover.internal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Head and tail of an output, with a mark for what was left out between them. It exists because a command that prints without end must not
 * fill the memory of the program that this library runs in.
 *
 * <p>Keeps the first and the last half of what it may hold; a line of its own marks what was left out between them. Not
 * thread-safe.
 */
public final class BoundedOutput {

    private static final String MARK_START = "… ";
    private static final String MARK_END = " bytes left out …";

    private final int half;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private byte[] tail;
    private long tailTotal;

    /**
     * Makes an output.
     *
     * @param most how many bytes it keeps at most
     */
    public BoundedOutput(int most) {
        half = most / 2;
    }

    /**
     * Takes the first bytes of a buffer.
     *
     * @param bytes the buffer
     * @param length how many of its bytes
     */
    public void add(byte[] bytes, int length) {
        add(bytes, 0, length);
    }

    /**
     * Takes bytes of a buffer.
     *
     * @param bytes the buffer
     * @param offset where in it to begin
     * @param length how many of its bytes
     */
    public void add(byte[] bytes, int offset, int length) {
        int toHead = Math.min(length, half - head.size());
        head.write(bytes, offset, toHead);
        int from = toHead;
        while (from < length) {
            if (tail == null) {
                tail = new byte[half];
            }
            int at = (int) (tailTotal % half);
            int n = Math.min(length - from, half - at);
            System.arraycopy(bytes, offset + from, tail, at, n);
            tailTotal += n;
            from += n;
        }
    }

    /**
     * Gives what was kept; bytes that are not UTF-8 are shown as U+FFFD.
     *
     * @return the text
     */
    public String text() {
        if (tail == null) {
            return head.toString(StandardCharsets.UTF_8);
        }
        if (tailTotal <= half) {
            byte[] all = Arrays.copyOf(head.toByteArray(), half + (int) tailTotal);
            System.arraycopy(tail, 0, all, half, (int) tailTotal);
            return new String(all, StandardCharsets.UTF_8);
        }
        int oldest = (int) (tailTotal % half);
        byte[] ordered = new byte[half];
        System.arraycopy(tail, oldest, ordered, 0, half - oldest);
        System.arraycopy(tail, 0, ordered, half - oldest, oldest);
        return cut(head.toByteArray(), ordered, tailTotal - half);
    }

    /**
     * Gives the text of an output of which only the beginning and the end were read, as {@link #text()} would.
     *
     * @param beginning the first bytes
     * @param end the last bytes
     * @param leftOut how many bytes there are between them
     * @return the text, with the mark between
     */
    public static String cut(byte[] beginning, byte[] end, long leftOut) {
        return new String(beginning, StandardCharsets.UTF_8) + "\n" + MARK_START + leftOut + MARK_END + "\n"
                + new String(end, StandardCharsets.UTF_8);
    }

    /**
     * Says whether a line is the mark of what was left out.
     *
     * @param source the text that the line is part of
     * @param start where it begins
     * @param end where it ends
     * @return true if it is
     */
    public static boolean isMark(String source, int start, int end) {
        return source.startsWith(MARK_START, start)
                && end - start > MARK_START.length() + MARK_END.length()
                && source.startsWith(MARK_END, end - MARK_END.length());
    }

    /**
     * Says whether a text has a part left out.
     *
     * @param text the text
     * @return true if it has
     */
    public static boolean isCut(String text) {
        int at = text.indexOf(MARK_END);
        while (at >= 0) {
            int start = text.lastIndexOf('\n', at) + 1;
            if (isMark(text, start, at + MARK_END.length())) {
                return true;
            }
            at = text.indexOf(MARK_END, at + 1);
        }
        return false;
    }
}
