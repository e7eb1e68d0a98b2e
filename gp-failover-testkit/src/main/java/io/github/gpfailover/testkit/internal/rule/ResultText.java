package io.github.gpfailover.testkit.internal.rule;

import java.util.List;

/** A result as psql 9.4 prints it: aligned, unaligned or expanded (20, 21, 82). */
final class ResultText {

    private final boolean aligned;
    private final boolean tuplesOnly;
    private final boolean expanded;

    ResultText(boolean aligned, boolean tuplesOnly, boolean expanded) {
        this.aligned = aligned;
        this.tuplesOnly = tuplesOnly;
        this.expanded = expanded;
    }

    /** Prints rows; a column whose name begins with '#' holds numbers and is aligned right. */
    void print(StringBuilder out, List<String> columns, List<List<String>> rows) {
        if (expanded) {
            expanded(out, columns, rows);
        } else if (aligned) {
            aligned(out, columns, rows);
        } else {
            unaligned(out, columns, rows);
        }
    }

    private void unaligned(StringBuilder out, List<String> columns, List<List<String>> rows) {
        if (!tuplesOnly) {
            for (int i = 0; i < columns.size(); i++) {
                out.append(i == 0 ? "" : "|").append(name(columns.get(i)));
            }
            out.append('\n');
        }
        for (List<String> row : rows) {
            out.append(String.join("|", row)).append('\n');
        }
        if (!tuplesOnly) {
            count(out, rows.size());
        }
    }

    private void aligned(StringBuilder out, List<String> columns, List<List<String>> rows) {
        int[] widths = widths(columns, rows);
        if (!tuplesOnly) {
            for (int i = 0; i < widths.length; i++) {
                String name = name(columns.get(i));
                int left = (widths[i] - name.length()) / 2;
                blanks(out.append(i == 0 ? " " : "| "), left);
                out.append(name);
                blanks(out, widths[i] - name.length() - left + 1);
            }
            out.append('\n');
            for (int i = 0; i < widths.length; i++) {
                out.append(i == 0 ? "" : "+");
                repeat(out, '-', widths[i] + 2);
            }
            out.append('\n');
        }
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                String cell = row.get(i);
                boolean number = columns.get(i).charAt(0) == '#';
                out.append(i == 0 ? " " : "| ");
                blanks(out, number ? widths[i] - cell.length() : 0);
                out.append(cell);
                boolean last = i == widths.length - 1;
                blanks(out, last ? 0 : (number ? 1 : widths[i] - cell.length() + 1));
            }
            out.append('\n');
        }
        if (!tuplesOnly) {
            count(out, rows.size());
        }
        out.append('\n');
    }

    private static void expanded(StringBuilder out, List<String> columns, List<List<String>> rows) {
        int label = 0;
        for (String column : columns) {
            label = Math.max(label, name(column).length());
        }
        int value = 0;
        for (List<String> row : rows) {
            for (String cell : row) {
                value = Math.max(value, cell.length());
            }
        }
        int number = 0;
        for (List<String> row : rows) {
            String head = "-[ RECORD " + ++number + " ]";
            repeat(out.append(head), '-', label + 1 - head.length());
            repeat(out.append('+'), '-', value + 1);
            out.append('\n');
            for (int i = 0; i < columns.size(); i++) {
                String name = name(columns.get(i));
                blanks(out.append(name), label - name.length());
                out.append(" | ").append(row.get(i)).append('\n');
            }
        }
        out.append(rows.isEmpty() ? "(No rows)\n" : "\n");
    }

    private static int[] widths(List<String> columns, List<List<String>> rows) {
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = name(columns.get(i)).length();
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }

    private static String name(String column) {
        return column.charAt(0) == '#' ? column.substring(1) : column;
    }

    private static void count(StringBuilder out, int rows) {
        out.append('(').append(rows).append(rows == 1 ? " row)\n" : " rows)\n");
    }

    private static void blanks(StringBuilder out, int count) {
        repeat(out, ' ', count);
    }

    private static void repeat(StringBuilder out, char c, int count) {
        for (int i = 0; i < count; i++) {
            out.append(c);
        }
    }
}
