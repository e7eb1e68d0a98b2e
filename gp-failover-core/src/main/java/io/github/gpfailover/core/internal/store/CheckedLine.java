package io.github.gpfailover.core.internal.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One line of a store's file: the CRC-32C of the text as eight hexadecimal digits, a space, the text, a line break. It exists so that each
 * changed byte is noticed, and people can read the file all the same. A line that need not be durable has a plus sign for the space, which
 * its checksum covers.
 */
final class CheckedLine {

    private static final int CHECKSUM = 8;
    private static final int PREFIX = CHECKSUM + 1;
    private static final byte DURABLE = ' ';
    private static final byte NOTED = '+';
    /** What a disk writes at once. */
    private static final int BLOCK = 512;

    private CheckedLine() {}

    /** The line of a text without line breaks. */
    static byte[] of(String text) {
        return of(text, DURABLE);
    }

    /** The same of a line that need not be durable. */
    static byte[] noted(String text) {
        return of(text, NOTED);
    }

    private static byte[] of(String text, byte mark) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        byte[] line = new byte[PREFIX + content.length + 1];
        line[CHECKSUM] = mark;
        System.arraycopy(content, 0, line, PREFIX, content.length);
        line[line.length - 1] = '\n';
        System.arraycopy(checksum(line, 0, line.length - 1), 0, line, 0, CHECKSUM);
        return line;
    }

    /** The text of the line that stands in these bytes, its line break left out; empty if it is not as it was written. */
    static Optional<String> text(byte[] bytes, int from, int to) {
        if (to - from < PREFIX || (bytes[from + CHECKSUM] != DURABLE && bytes[from + CHECKSUM] != NOTED)) {
            return Optional.empty();
        }
        byte[] checksum = checksum(bytes, from, to);
        return Arrays.equals(checksum, 0, CHECKSUM, bytes, from, from + CHECKSUM)
                ? Optional.of(new String(bytes, from + PREFIX, to - from - PREFIX, StandardCharsets.UTF_8))
                : Optional.empty();
    }

    /** Whether a line that is not as it was written may be one that a power cut took: it was never promised, or its block is empty. */
    static boolean mayBeLost(byte[] bytes, int from, int to) {
        if (to - from < PREFIX) {
            return false;
        }
        if (bytes[from + CHECKSUM] == NOTED) {
            return true;
        }
        int zeros = from + CHECKSUM;
        while (zeros < bytes.length && bytes[zeros] == 0 && (zeros == from + CHECKSUM || zeros % BLOCK != 0)) {
            zeros++;
        }
        return zeros > from + CHECKSUM && (zeros == bytes.length || zeros % BLOCK == 0);
    }

    /** Whether a whole line stands there that was made durable. */
    static boolean durable(byte[] bytes, int from, int to) {
        return to - from > PREFIX
                && bytes[from + CHECKSUM] == DURABLE
                && bytes[from + PREFIX] == '{'
                && text(bytes, from, to).isPresent();
    }

    /** The next line break from there, or the end. */
    static int end(byte[] bytes, int from) {
        int end = from;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return end;
    }

    private static byte[] checksum(byte[] bytes, int from, int to) {
        CRC32C sum = new CRC32C();
        int content = from + (bytes[from + CHECKSUM] == NOTED ? CHECKSUM : PREFIX);
        sum.update(bytes, content, to - content);
        return HexFormat.of().toHexDigits(sum.getValue(), CHECKSUM).getBytes(StandardCharsets.US_ASCII);
    }
}
