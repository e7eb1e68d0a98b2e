package io.github.gpfailover.core.internal.gpstate;

import java.util.ArrayList;
import java.util.List;

/** The columns of a line in gpstate's tables. It exists so that all tables are cut by the same rule. */
final class Columns {

    private static final String GAP = "   ";

    private Columns() {}

    /** Says whether a line has just these columns, such as the names in a table's first line. */
    static boolean are(List<String> columns, String text) {
        String line = text.strip();
        int at = 0;
        for (int i = 0; i < columns.size(); i++) {
            if (!line.startsWith(columns.get(i), at)) {
                return false;
            }
            at += columns.get(i).length();
            if (i + 1 < columns.size() && !line.startsWith(GAP, at)) {
                return false;
            }
            while (at < line.length() && line.charAt(at) == ' ') {
                at++;
            }
        }
        return at == line.length();
    }

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
