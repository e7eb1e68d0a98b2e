package io.github.gpfailover.testkit.internal.rule;

import java.util.ArrayList;
import java.util.List;

/** A table with headings as gpstate prints it (07, 08, 97). */
final class ColumnTable {

    private static final String GAP = "   ";

    private final List<List<String>> rows = new ArrayList<>();
    private final List<Boolean> warnings = new ArrayList<>();
    private final boolean marks;

    /** Makes a table; one whose rows can be marked has an empty last column, which pads the heading. */
    ColumnTable(boolean marks, String... headings) {
        this.marks = marks;
        rows.add(List.of(headings));
        warnings.add(false);
    }

    ColumnTable row(boolean warning, String... cells) {
        rows.add(List.of(cells));
        warnings.add(warning);
        return this;
    }

    int size() {
        return rows.size() - 1;
    }

    void print(UtilityLog log) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (int r = 0; r < rows.size(); r++) {
            StringBuilder out = new StringBuilder();
            boolean warning = warnings.get(r);
            for (int i = 0; i < columns; i++) {
                String cell = rows.get(r).get(i);
                out.append(i == 0 ? "" : GAP).append(cell);
                boolean pads = i < columns - 1 || warning || (marks && r == 0);
                out.append(" ".repeat(pads ? widths[i] - cell.length() : 0));
            }
            if (warning) {
                log.warning(out.append(GAP).append("<<<<<<<<").toString());
            } else {
                log.info(GAP + out.append(marks && r == 0 ? GAP : ""));
            }
        }
    }
}
