package io.github.gpfailover.core.internal.gpstate;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.text.UtilityLine;
import io.github.gpfailover.spi.CommandResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The answer of {@code gpstate -p}: the segments' ports and directories, as the catalog has them.
 *
 * <p>The output has no closing line: one that was cut between two rows can't be distinguished from a complete one, so a caller that counts rows
 * compares them with the catalog.
 *
 * @param masterDirectory the master's data directory, as gpstate's environment has it
 * @param masterPort the master's port, likewise
 * @param segments the segments, primaries and mirrors, in the order they were printed
 * @param firstUnplaced the first line that is not known
 */
public record PortList(
        String masterDirectory, int masterPort, List<InstanceLocation> segments, Optional<String> firstUnplaced) {

    private static final String PORT = "  port = ";
    private static final String HEADING = "-Segment instance port assignments";
    private static final List<String> HEADER = List.of("Host", "Datadir", "Port");

    /**
     * Copies the segments.
     *
     * @param masterDirectory the master's data directory, as gpstate's environment has it
     * @param masterPort the master's port, likewise
     * @param segments the segments, primaries and mirrors, in the order they were printed
     * @param firstUnplaced the first line that is not known
     */
    public PortList {
        segments = List.copyOf(segments);
    }

    /** Reads what {@code gpstate -p} printed. */
    public static PortList parse(HostName host, CommandResult result) {
        GpstateOutput output = GpstateOutput.read(host, "-p", result);
        InstanceLocation master = null;
        List<InstanceLocation> segments = new ArrayList<>();
        boolean header = false;
        for (UtilityLine line : output.lines()) {
            String text = line.text().strip();
            int port = text.indexOf(PORT);
            int words = port < 0 ? -1 : masterWords(text);
            if (words > 0 && master == null) {
                // The host is not printed: the port and the directory are checked with the host that gpstate ran on.
                master = output.location(
                        host.value(),
                        text.substring(Math.min(words, port), port).strip(),
                        text.substring(port + PORT.length()).strip());
            } else if (header && line.level() == UtilityLine.Level.INFO) {
                segments.add(segment(output, text));
            } else if (Columns.are(HEADER, text)) {
                header = true;
            } else if (!text.equals(HEADING)) {
                output.unplaced(line);
            }
        }
        if (master == null || segments.isEmpty()) {
            throw output.missing(
                    master == null
                            ? "'-Master segment instance  DIRECTORY  port = N'"
                            : "the row of a segment below '" + HEADING + "'");
        }
        output.requireWholeLastLine(result);
        return new PortList(master.dataDirectory().path(), master.port(), segments, output.firstUnplaced());
    }

    private static int masterWords(String text) {
        for (String words : List.of("-Master segment instance ", "-Coordinator segment instance ")) {
            if (text.startsWith(words)) {
                return words.length();
            }
        }
        return -1;
    }

    private static InstanceLocation segment(GpstateOutput output, String text) {
        List<String> columns = Columns.of(text);
        if (columns.size() != HEADER.size()) {
            throw output.unreadable("host, directory and port of a segment", text);
        }
        return output.location(columns.get(0), columns.get(1), columns.get(2));
    }
}
