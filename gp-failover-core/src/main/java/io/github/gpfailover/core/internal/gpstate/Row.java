package io.github.gpfailover.core.internal.gpstate;

import io.github.gpfailover.core.internal.text.UtilityLine;

/**
 * A row of gpstate's tables, cut at its first {@code "= "}. It exists because the columns are as wide as their content.
 *
 * @param label the first column
 * @param value the second column, which may hold {@code "= "} itself
 * @param warning whether gpstate marked the row
 */
record Row(String label, String value, boolean warning) {

    private static final String ARROW = "<<<<<<<<";

    /** Reads a line; a line that is no row gives a row with an empty label. */
    static Row of(UtilityLine line) {
        boolean warning = line.level() == UtilityLine.Level.WARNING;
        String text = line.text();
        int end = plainEnd(line);
        for (int i = 0; i < end; i++) {
            if (text.charAt(i) == '=' && (i + 1 == end || text.charAt(i + 1) == ' ')) {
                return new Row(stripped(text, 0, i), stripped(text, i + 1, end), warning);
            }
        }
        return new Row("", stripped(text, 0, end), warning);
    }

    /** Gives a line's text without blanks around it, and without the arrow that marks a warning. */
    static String plain(UtilityLine line) {
        return stripped(line.text(), 0, plainEnd(line));
    }

    private static int plainEnd(UtilityLine line) {
        String text = line.text();
        int end = strippedEnd(text, 0, text.length());
        int arrow = end - ARROW.length();
        boolean marked = line.level() == UtilityLine.Level.WARNING && arrow >= 0 && text.startsWith(ARROW, arrow);
        return marked ? strippedEnd(text, 0, arrow) : end;
    }

    // One copy and no more: an output may have 200,000 rows.
    private static String stripped(String text, int start, int end) {
        int from = start;
        while (from < end && Character.isWhitespace(text.charAt(from))) {
            from++;
        }
        return text.substring(from, strippedEnd(text, from, end));
    }

    private static int strippedEnd(String text, int start, int end) {
        int to = end;
        while (to > start && Character.isWhitespace(text.charAt(to - 1))) {
            to--;
        }
        return to;
    }

    @Override
    public String toString() {
        return label.isEmpty() ? value : label + " = " + value;
    }
}
