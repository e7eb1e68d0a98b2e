package io.github.gpfailover.core.internal.gpstate;

import io.github.gpfailover.core.internal.text.UtilityLine;

/**
 * Exists because the columns of gpstate's tables are as wide as their content: a row is cut at its first {@code "= "}.
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
        String text = plain(line);
        int equals = text.indexOf("= ");
        if (equals < 0 && text.endsWith("=")) {
            equals = text.length() - 1;
        }
        if (equals < 0) {
            return new Row("", text.strip(), warning);
        }
        return new Row(
                text.substring(0, equals).strip(), text.substring(equals + 1).strip(), warning);
    }

    /** Gives a line's text without the arrow that marks a warning. */
    static String plain(UtilityLine line) {
        String text = line.text().stripTrailing();
        if (line.level() == UtilityLine.Level.WARNING && text.endsWith(ARROW)) {
            return text.substring(0, text.length() - ARROW.length()).stripTrailing();
        }
        return text;
    }

    @Override
    public String toString() {
        return label.isEmpty() ? value : label + " = " + value;
    }
}
