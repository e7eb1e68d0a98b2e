package io.github.gpfailover.core.internal.gpstate;

import java.util.Map;

/**
 * The counts of {@code gpstate -b} for primaries or for mirrors. They stand together so that counts that don't add up are refused: a
 * row was lost or garbled then.
 *
 * @param total how many the catalog has
 * @param valid how many it has as up
 * @param failures how many it has as down
 * @param pidFilesMissing how many have no {@code postmaster.pid}, or a host that did not answer
 * @param pidsMissing of how many no process id could be determined
 * @param lockFilesMissing how many have no lock file in {@code /tmp}
 * @param processesMissing how many have no postmaster
 * @param actingAsPrimary how many mirrors act as primaries; 0 for primaries
 */
public record SegmentCounts(
        int total,
        int valid,
        int failures,
        int pidFilesMissing,
        int pidsMissing,
        int lockFilesMissing,
        int processesMissing,
        int actingAsPrimary) {

    private static final String PID_FILES = "Total number of postmaster.pid files";
    private static final String PIDS = "Total number of postmaster.pid PIDs";
    private static final String LOCK_FILES = "Total number of /tmp lock files";
    private static final String PROCESSES = "Total number postmaster processes";
    private static final String ACTING = "Total number mirror segments acting as";
    private static final String AT_MASTER = " (at master)";
    private static final String AT_COORDINATOR = " (at coordinator)";

    /** Gives a row's label as it is known here, in version 6's terms; empty if it is not known. */
    static String label(String label) {
        String known = label.endsWith(AT_COORDINATOR)
                ? label.substring(0, label.length() - AT_COORDINATOR.length()) + AT_MASTER
                : label;
        return switch (known) {
            case "Total primary segments",
                    "Total mirror segments",
                    "Total primary segment valid (at master)",
                    "Total mirror segment valid (at master)",
                    "Total primary segment failures (at master)",
                    "Total mirror segment failures (at master)",
                    PID_FILES + " missing",
                    PID_FILES + " found",
                    PIDS + " missing",
                    PIDS + " found",
                    LOCK_FILES + " missing",
                    LOCK_FILES + " found",
                    PROCESSES + " missing",
                    PROCESSES + " found",
                    ACTING + " primary segments",
                    ACTING + " mirror segments" -> known;
            default -> "";
        };
    }

    /** Puts the rows of a block together. */
    static SegmentCounts of(GpstateOutput output, String kind, Map<String, Row> rows) {
        int total = count(output, rows, "Total " + kind + " segments");
        boolean mirrors = kind.equals("mirror");
        return new SegmentCounts(
                total,
                total
                        - part(
                                output,
                                rows,
                                total,
                                "Total " + kind + " segment failures (at master)",
                                "Total " + kind + " segment valid (at master)"),
                count(output, rows, "Total " + kind + " segment failures (at master)"),
                part(output, rows, total, PID_FILES + " missing", PID_FILES + " found"),
                part(output, rows, total, PIDS + " missing", PIDS + " found"),
                part(output, rows, total, LOCK_FILES + " missing", LOCK_FILES + " found"),
                part(output, rows, total, PROCESSES + " missing", PROCESSES + " found"),
                mirrors ? part(output, rows, total, ACTING + " primary segments", ACTING + " mirror segments") : 0);
    }

    private static int part(GpstateOutput output, Map<String, Row> rows, int total, String part, String rest) {
        int count = count(output, rows, part);
        if (count + (long) count(output, rows, rest) != total) {
            throw output.unreadable(
                    "counts that add up to " + total, rows.get(part).toString());
        }
        return count;
    }

    private static int count(GpstateOutput output, Map<String, Row> rows, String label) {
        Row row = rows.get(label);
        if (row == null) {
            throw output.missing("the row '" + label + "'");
        }
        int count = output.number(row);
        if (count < 0) {
            throw output.unreadable("a count as '" + label + "'", row.value());
        }
        return count;
    }
}
