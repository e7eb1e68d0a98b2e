package io.github.gpfailover.core.internal.gpstate;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.text.UtilityLine;
import io.github.gpfailover.spi.CommandResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The answer of {@code gpstate -Q}. It is read whole or not at all. It is what the catalog says and no more, and says nothing of the
 * standby.
 *
 * @param up how many segments the catalog has as up
 * @param downSegments the segments that it has as down (recording 99)
 * @param firstUnplaced the first line that is not known
 */
public record QuickStatus(int up, List<InstanceLocation> downSegments, Optional<String> firstUnplaced) {

    private static final String UP = "# of up segments, from configuration table";
    private static final String DOWN = "# of down segments, from configuration table";
    private static final List<String> HEADER = List.of("Down Segment", "Datadir", "Port");

    /**
     * Copies the segments.
     *
     * @param up how many segments the catalog has as up
     * @param downSegments the segments that it has as down
     * @param firstUnplaced the first line that is not known
     */
    public QuickStatus {
        downSegments = List.copyOf(downSegments);
    }

    /** Reads what {@code gpstate -Q} printed. */
    public static QuickStatus parse(HostName host, CommandResult result) {
        return new Reader(GpstateOutput.read(host, "-Q", result)).read();
    }

    /** A reader that remembers in which block of the output it is. */
    private static final class Reader {

        private final GpstateOutput output;
        private final List<InstanceLocation> rows = new ArrayList<>();
        private Row up;
        private Row down;
        private boolean header;
        private boolean closed;

        Reader(GpstateOutput output) {
            this.output = output;
        }

        QuickStatus read() {
            for (UtilityLine line : output.lines()) {
                take(line, Row.of(line));
            }
            if (up == null || !closed) {
                throw output.missing(up == null ? "the line '" + UP + "'" : "the closing ruler");
            }
            int downCount = down == null ? 0 : count(down);
            if (downCount != rows.size()) {
                throw output.unreadable(rows.size() + " as '" + DOWN + "', as many as rows", String.valueOf(downCount));
            }
            return new QuickStatus(count(up), rows, output.firstUnplaced());
        }

        private void take(UtilityLine line, Row row) {
            String text = row.label().isEmpty() ? row.value() : "";
            if (row.label().equals(UP)) {
                up = once(up, row);
            } else if (row.label().equals(DOWN)) {
                down = once(down, row);
            } else if (up != null && GpstateOutput.isRuler(text)) {
                closed = true;
            } else if (header && !closed) {
                rows.add(segment(text));
            } else if (Columns.are(HEADER, text)) {
                header = true;
            } else if (!heading(text)) {
                output.unplaced(line);
            }
        }

        // "Greenplum database" in Greenplum, "Apache Cloudberry" in Cloudberry (dialects §7).
        private static boolean heading(String text) {
            return text.startsWith("-Quick ")
                    && (text.endsWith(" status from Master instance only")
                            || text.endsWith(" status from Coordinator instance only"));
        }

        private Row once(Row before, Row row) {
            if (before != null) {
                throw output.unreadable("one line '" + row.label() + "'", row.toString());
            }
            return row;
        }

        private int count(Row row) {
            int count = output.number(row);
            if (count < 0) {
                throw output.unreadable("a count as '" + row.label() + "'", row.value());
            }
            return count;
        }

        private InstanceLocation segment(String text) {
            List<String> columns = Columns.of(text);
            if (columns.size() != HEADER.size()) {
                throw output.unreadable("host, directory and port of a segment", text);
            }
            return output.location(columns.get(0), columns.get(1), columns.get(2));
        }
    }
}
