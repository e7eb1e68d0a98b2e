package io.github.gpfailover.core.internal.gpstate;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.text.UtilityLine;
import io.github.gpfailover.spi.CommandResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The answer of {@code gpstate -m}: the mirrors. It is read whole or not at all. It is what the catalog says and no more: 8 s after a mirror's
 * death it still said Passive and Synchronized (recording 96).
 *
 * @param used whether the cluster has mirrors
 * @param rows the mirrors, in the order they were printed
 * @param firstUnplaced the first line that is not known
 */
public record MirrorList(boolean used, List<Mirror> rows, Optional<String> firstUnplaced) {

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

    private static final String NOT_USED = "Mirror not used";
    private static final String TYPE = "-Type = ";
    private static final Set<String> STATUSES = Set.of("Passive", "Acting as Primary", "Failed");
    private static final List<String> HEADER = List.of("Mirror", "Datadir", "Port", "Status", "Data Status");

    /**
     * Copies the rows.
     *
     * @param used whether the cluster has mirrors
     * @param rows the mirrors, in the order they were printed
     * @param firstUnplaced the first line that is not known
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
        boolean closed = false;
        for (UtilityLine line : output.lines()) {
            String text = Row.plain(line);
            if (text.equals(NOT_USED) && line.level() == UtilityLine.Level.WARNING && !heading) {
                return new MirrorList(false, List.of(), output.firstUnplaced());
            }
            // "GPDB" in Greenplum, "CBDB" in Cloudberry.
            if (text.startsWith("-Current ") && text.endsWith(" mirror list and status")) {
                heading = true;
            } else if (closed || !header) {
                if (!closed && heading && Columns.are(HEADER, text)) {
                    header = true;
                } else if (!text.startsWith(TYPE)) {
                    output.unplaced(line);
                }
            } else if (GpstateOutput.isRuler(text)) {
                closed = true;
            } else {
                rows.add(mirror(output, text));
            }
        }
        if (!closed) {
            throw output.missing(
                    !heading
                            ? "'-Current GPDB mirror list and status' or '" + NOT_USED + "'"
                            : !header ? "the header 'Mirror   Datadir   Port'" : "the closing ruler");
        }
        if (rows.isEmpty()) {
            throw output.missing("the row of a mirror");
        }
        return new MirrorList(true, rows, output.firstUnplaced());
    }

    private static Mirror mirror(GpstateOutput output, String text) {
        List<String> columns = Columns.of(text);
        boolean failed = columns.size() == 4 && columns.get(3).equals("Failed");
        if ((!failed && columns.size() != 5) || !STATUSES.contains(columns.get(3))) {
            throw output.unreadable("host, directory, port, status and data status of a mirror", text);
        }
        InstanceLocation at = output.location(columns.get(0), columns.get(1), columns.get(2));
        return new Mirror(columns.get(0), columns.get(1), at.port(), columns.get(3), failed ? "" : columns.get(4));
    }
}
