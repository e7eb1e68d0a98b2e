package io.github.gpfailover.core.internal.gpstate;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.text.UtilityLine;
import io.github.gpfailover.spi.CommandResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The answer of {@code gpstate -i}: which version each instance runs, master and standby included. It is read whole or not at all, since a
 * missing row would hide a difference.
 *
 * @param rows the instances, in the order they were printed
 * @param same whether gpstate says that all run the same version; false where versions differ, or one could not be determined
 * @param firstUnplaced the first line that is not known
 */
public record VersionList(List<Instance> rows, boolean same, Optional<String> firstUnplaced) {

    /**
     * One instance.
     *
     * @param at where it is
     * @param version its {@code version()} text; empty if gpstate could not determine it
     */
    public record Instance(InstanceLocation at, Optional<String> version) {}

    private static final List<String> HEADER = List.of("Host", "Datadir", "Port", "Version");
    private static final String SAME = "All segments are running the same software version";
    // In gpstate's source; not recorded.
    private static final String DIFFER = "Versions for some segments do not match.";
    private static final String INCOMPLETE = "Unable to retrieve version data from all segments.";
    private static final String NO_VERSION = "unable to retrieve version";
    private static final String LOADING = "Loading version information";

    /**
     * Copies the rows.
     *
     * @param rows the instances, in the order they were printed
     * @param same whether gpstate says that all run the same version
     * @param firstUnplaced the first line that is not known
     */
    public VersionList {
        rows = List.copyOf(rows);
    }

    /** Reads what {@code gpstate -i} printed. */
    public static VersionList parse(HostName host, CommandResult result) {
        GpstateOutput output = GpstateOutput.read(host, "-i", result);
        List<Instance> rows = new ArrayList<>();
        boolean header = false;
        boolean same = false;
        boolean ended = false;
        for (UtilityLine line : output.lines()) {
            String text = Row.plain(line);
            if (text.equals(SAME) || text.startsWith(DIFFER) || text.startsWith(INCOMPLETE)) {
                ended = true;
                same |= text.equals(SAME);
            } else if (header && !ended) {
                rows.add(instance(output, text));
            } else if (Columns.are(HEADER, text)) {
                header = true;
            } else if (!text.equals(LOADING)) {
                output.unplaced(line);
            }
        }
        if (rows.isEmpty() || !ended) {
            throw output.missing(rows.isEmpty() ? "the row of an instance" : "'" + SAME + "', or why not");
        }
        if (same && rows.stream().map(Instance::version).distinct().count() != 1) {
            throw output.unreadable("one version in all rows", SAME);
        }
        return new VersionList(rows, same, output.firstUnplaced());
    }

    private static Instance instance(GpstateOutput output, String text) {
        List<String> columns = Columns.of(text);
        if (columns.size() != HEADER.size()) {
            throw output.unreadable("host, directory, port and version of an instance", text);
        }
        String version = columns.get(3);
        return new Instance(
                output.location(columns.get(0), columns.get(1), columns.get(2)),
                version.equals(NO_VERSION) ? Optional.empty() : Optional.of(version));
    }
}
