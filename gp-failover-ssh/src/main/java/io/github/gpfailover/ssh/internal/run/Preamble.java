package io.github.gpfailover.ssh.internal.run;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The search for the mark after which the command's own output begins, and for what follows the mark on its line. It exists because a
 * login's start-up files may print.
 */
final class Preamble {

    private static final int MOST_KEPT = 64 * 1024;

    private final byte[] mark;
    private byte[] before = new byte[0];
    private String rest;

    /** Makes one; without a mark all is the command's own output. */
    Preamble(String mark) {
        this.mark = mark == null ? null : mark.getBytes(StandardCharsets.US_ASCII);
        rest = mark == null ? "" : null;
    }

    /** Gives where in these bytes the command's own output begins; -1 if all of them come before it. */
    int pass(byte[] bytes, int offset, int length) {
        if (rest != null) {
            return offset;
        }
        ByteArrayOutputStream joined = new ByteArrayOutputStream(before.length + length);
        joined.write(before, 0, before.length);
        joined.write(bytes, offset, length);
        byte[] all = joined.toByteArray();
        int at = find(all);
        if (at >= 0) {
            for (int end = at + mark.length; end < all.length; end++) {
                if (all[end] == '\n') {
                    rest = new String(all, at + mark.length, end - at - mark.length, StandardCharsets.US_ASCII).strip();
                    int own = offset + end + 1 - before.length;
                    before = new byte[0];
                    return own;
                }
            }
        }
        before = all.length > MOST_KEPT ? Arrays.copyOfRange(all, all.length - MOST_KEPT, all.length) : all;
        return -1;
    }

    /** Says whether the mark has come. */
    boolean passed() {
        return rest != null;
    }

    /** Gives what stood behind the mark; empty before it has come. */
    String rest() {
        return rest == null ? "" : rest;
    }

    /** Gives what was printed and is not the command's, as long as the mark has not come. */
    String noise() {
        return new String(before, StandardCharsets.UTF_8);
    }

    private int find(byte[] all) {
        for (int i = 0; i <= all.length - mark.length; i++) {
            if (Arrays.equals(all, i, i + mark.length, mark, 0, mark.length)) {
                return i;
            }
        }
        return -1;
    }
}
