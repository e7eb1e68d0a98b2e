package io.github.gpfailover.testkit.internal.rule;

import java.util.ArrayList;
import java.util.List;

/** Rows of label and value in gpstate's columns: widths follow the data, a warning is marked at its end (01, 91, 92, 95). */
final class LabelTable {

    private static final String GAP = "   ";

    private record Row(String label, String value, boolean warning) {}

    private final List<Row> rows = new ArrayList<>();
    private final String indent;

    LabelTable(String indent) {
        this.indent = indent;
    }

    /** Adds a row. */
    LabelTable add(String label, String value) {
        rows.add(new Row(label, value, false));
        return this;
    }

    /** Adds a row that is a warning. */
    LabelTable warn(String label, String value) {
        rows.add(new Row(label, value, true));
        return this;
    }

    /** Adds a row that is a warning if that is so. */
    LabelTable add(String label, String value, boolean warning) {
        rows.add(new Row(label, value, warning));
        return this;
    }

    /** Adds a heading. */
    LabelTable heading(String text) {
        rows.add(new Row(text, null, false));
        return this;
    }

    /** Adds a line that stands outside of the columns. */
    LabelTable rule(int dashes) {
        rows.add(new Row("-".repeat(dashes), "", false));
        return this;
    }

    /** Prints all rows; says whether there was a warning. */
    boolean print(UtilityLog log) {
        int labels = 0;
        int values = 0;
        for (Row row : rows) {
            if (row.value != null && !row.value.isEmpty()) {
                labels = Math.max(labels, row.label.length());
                values = Math.max(values, row.value.length());
            }
        }
        boolean warned = false;
        StringBuilder text = new StringBuilder(100);
        for (Row row : rows) {
            if (row.value == null) {
                log.info(GAP + row.label);
            } else if (row.value.isEmpty()) {
                log.info(row.label);
            } else {
                text.setLength(0);
                text.append(indent, row.warning ? GAP.length() : 0, indent.length())
                        .append(row.label)
                        .append(" ".repeat(labels - row.label.length()))
                        .append(GAP)
                        .append("= ")
                        .append(row.value);
                if (row.warning) {
                    text.append(" ".repeat(values - row.value.length()))
                            .append(GAP)
                            .append("<<<<<<<<");
                    log.line("WARNING", text);
                    warned = true;
                } else {
                    log.line("INFO", text);
                }
            }
        }
        return warned;
    }
}
