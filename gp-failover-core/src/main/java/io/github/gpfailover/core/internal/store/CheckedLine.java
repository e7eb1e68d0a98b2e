package io.github.gpfailover.core.internal.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One line of a store's file: the CRC-32C of the text as eight hexadecimal digits, a space, the text, a line break. It exists so that each
 * changed byte is noticed, and people can read the file all the same.
 */
final class CheckedLine {

    private static final int CHECKSUM = 8;
    private static final int PREFIX = CHECKSUM + 1;

    private CheckedLine() {}

    /** The line of a text without line breaks. */
    static byte[] of(String text) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        byte[] line = new byte[PREFIX + content.length + 1];
        System.arraycopy(checksum(content, 0, content.length), 0, line, 0, CHECKSUM);
        line[CHECKSUM] = ' ';
        System.arraycopy(content, 0, line, PREFIX, content.length);
        line[line.length - 1] = '\n';
        return line;
    }

    /** The text of the line that stands in these bytes, its line break left out; empty if it is not as it was written. */
    static Optional<String> text(byte[] bytes, int from, int to) {
        if (to - from < PREFIX || bytes[from + CHECKSUM] != ' ') {
            return Optional.empty();
        }
        byte[] checksum = checksum(bytes, from + PREFIX, to);
        return Arrays.equals(checksum, 0, CHECKSUM, bytes, from, from + CHECKSUM)
                ? Optional.of(new String(bytes, from + PREFIX, to - from - PREFIX, StandardCharsets.UTF_8))
                : Optional.empty();
    }

    private static byte[] checksum(byte[] bytes, int from, int to) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, from, to - from);
        return HexFormat.of().toHexDigits(sum.getValue(), CHECKSUM).getBytes(StandardCharsets.US_ASCII);
    }
}
