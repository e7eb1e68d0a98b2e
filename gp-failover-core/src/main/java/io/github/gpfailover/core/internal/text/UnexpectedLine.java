package io.github.gpfailover.core.internal.text;

import java.util.Optional;

/**
 * The first line that a reader could not place, cut to a length that can be reported. It exists so that every reader reports such a line in
 * one form. Not thread-safe.
 */
public final class UnexpectedLine {

    private static final int LONGEST = 200;

    private String first;

    /** Notes a line between two positions of a text; only the first one that is not blank is kept. */
    public void note(String text, int start, int end) {
        if (first == null) {
            String line = quote(text, start, end);
            first = line.isEmpty() ? null : line;
        }
    }

    /** Notes a text; of several lines the first one that is not blank. */
    public void note(String text) {
        int start = 0;
        while (first == null && start < text.length()) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline;
            note(text, start, end);
            start = end + 1;
        }
    }

    /** Gives the first line that could not be placed; empty if all were. */
    public Optional<String> first() {
        return Optional.ofNullable(first);
    }

    /** Gives the beginning of a line as it may stand in a message. */
    public static String quote(String text, int start, int end) {
        int from = start;
        while (from < end && text.charAt(from) <= ' ') {
            from++;
        }
        return text.substring(from, Math.min(end, from + LONGEST)).strip();
    }
}
