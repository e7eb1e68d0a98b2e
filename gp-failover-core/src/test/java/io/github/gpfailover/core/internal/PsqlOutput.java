package io.github.gpfailover.core.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tables and command tags that psql printed. It is the tests' own reader: the recordings have psql's tables for people, where the
 * library asks for unaligned rows.
 *
 * @param tables the tables; each row by the names of its columns
 * @param tags what commands without rows ended with, such as {@code INSERT 0 7}
 */
public record PsqlOutput(List<List<Map<String, String>>> tables, List<String> tags) {

    private static final String EXPANDED = "-[ RECORD ";

    /** Reads it. */
    public static PsqlOutput read(Recording recording) {
        List<List<Map<String, String>>> tables = new ArrayList<>();
        List<String> tags = new ArrayList<>();
        List<String> lines = recording.stdout().lines().toList();
        List<Map<String, String>> expanded = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith(EXPANDED)) {
                expanded.add(new HashMap<>());
            } else if (!expanded.isEmpty() && line.contains("| ")) {
                String[] cells = line.split(" *\\| ?", 2);
                expanded.get(expanded.size() - 1).put(cells[0], cells[1]);
            } else if (line.matches("-+(\\+-+)*")) {
                List<Map<String, String>> rows = new ArrayList<>();
                String[] names = cells(lines.get(i - 1));
                while (!lines.get(++i).startsWith("(")) {
                    Map<String, String> row = new HashMap<>();
                    String[] cells = cells(lines.get(i));
                    for (int c = 0; c < names.length; c++) {
                        row.put(names[c], cells[c]);
                    }
                    rows.add(row);
                }
                tables.add(rows);
            } else if (line.matches("CREATE TABLE|BEGIN|COMMIT|INSERT \\d+ \\d+")) {
                tags.add(line);
            }
        }
        if (!expanded.isEmpty()) {
            tables.add(expanded);
        }
        return new PsqlOutput(tables, tags);
    }

    /** Gives the only value of each table that has just one. */
    public List<String> values() {
        return tables.stream()
                .filter(t -> t.size() == 1 && t.get(0).size() == 1)
                .map(t -> t.get(0).values().iterator().next())
                .toList();
    }

    private static String[] cells(String line) {
        String[] cells = line.split("\\|", -1);
        for (int i = 0; i < cells.length; i++) {
            cells[i] = cells[i].strip();
        }
        return cells;
    }
}
