package io.github.gpfailover.core.internal.gpstate;

import java.util.ArrayList;
import java.util.List;

/** Exists to cut the lines of gpstate's tables in one way. */
final class Columns {

    private static final String GAP = "   ";

    private Columns() {}

    /** Gives the columns of a line: they are at least 3 blanks apart, a value may hold single ones ("Acting as Primary"). */
    static List<String> of(String text) {
        List<String> columns = new ArrayList<>();
        String line = text.strip();
        int start = 0;
        while (start < line.length()) {
            int gap = line.indexOf(GAP, start);
            int end = gap < 0 ? line.length() : gap;
            columns.add(line.substring(start, end));
            start = end;
            while (start < line.length() && line.charAt(start) == ' ') {
                start++;
            }
        }
        return columns;
    }
}
