package io.github.gpfailover.core.internal.gpstate;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.text.UtilityLine;
import io.github.gpfailover.spi.CommandResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Exists to read {@code gpstate -m} whole or not at all. It is the catalog's word only: 8 s after a mirror's death it
 * still said Passive and Synchronized (recording 96).
 *
 * @param used whether the cluster has mirrors
 * @param rows the mirrors, in the order they were printed
 */
public record MirrorList(boolean used, List<Mirror> rows) {

    /**
     * One mirror.
     *
     * @param host its address
     * @param directory its data directory
     * @param port its port
     * @param status {@code Passive}, {@code Acting as Primary} or {@code Failed}
     * @param dataStatus such as {@code Synchronized}; empty for a mirror that failed
     */
    public record Mirror(String host, String directory, int port, String status, String dataStatus) {}

    private static final Set<String> STATUSES = Set.of("Passive", "Acting as Primary", "Failed");
    private static final String HEADER = "Mirror|Datadir|Port|Status|Data Status";

    /**
     * Copies the rows.
     *
     * @param used whether the cluster has mirrors
     * @param rows the mirrors, in the order they were printed
     */
    public MirrorList {
        rows = List.copyOf(rows);
    }

    /** Reads what {@code gpstate -m} printed. */
    public static MirrorList parse(HostName host, CommandResult result) {
        GpstateOutput output = GpstateOutput.read(host, "-m", result);
        List<Mirror> rows = new ArrayList<>();
        boolean heading = false;
        boolean header = false;
        for (UtilityLine line : output.lines()) {
            String text = Row.plain(line).strip();
            if (text.equals("Mirror not used") && line.level() == UtilityLine.Level.WARNING && !heading) {
                return new MirrorList(false, List.of());
            }
            // "GPDB" in Greenplum, "CBDB" in Cloudberry.
            heading |= text.startsWith("-Current ") && text.endsWith(" mirror list and status");
            if (header && GpstateOutput.isRuler(text)) {
                if (rows.isEmpty()) {
                    throw output.unreadable("the row of a mirror", text);
                }
                return new MirrorList(true, rows);
            }
            if (header) {
                rows.add(mirror(output, text));
            }
            header |= heading && String.join("|", columns(text)).equals(HEADER);
        }
        throw output.missing(
                !heading
                        ? "'-Current GPDB mirror list and status' or 'Mirror not used'"
                        : !header ? "the header 'Mirror   Datadir   Port'" : "the closing ruler");
    }

    private static Mirror mirror(GpstateOutput output, String text) {
        List<String> columns = columns(text);
        boolean failed = columns.size() == 4 && columns.get(3).equals("Failed");
        if ((!failed && columns.size() != 5) || !STATUSES.contains(columns.get(3))) {
            throw output.unreadable("host, directory, port, status and data status of a mirror", text);
        }
        int port = output.number(new Row("Port", columns.get(2), false));
        return new Mirror(columns.get(0), columns.get(1), port, columns.get(3), failed ? "" : columns.get(4));
    }

    // Columns are at least 3 blanks apart; a value may hold single ones ("Acting as Primary").
    private static List<String> columns(String text) {
        List<String> columns = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int gap = text.indexOf("   ", start);
            int end = gap < 0 ? text.length() : gap;
            columns.add(text.substring(start, end));
            start = end;
            while (start < text.length() && text.charAt(start) == ' ') {
                start++;
            }
        }
        return columns;
    }
}
