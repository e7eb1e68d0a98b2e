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
 * The answer of {@code gpstate -c}: the pairs of primary and mirror. It is read whole or not at all. It is what the catalog says and no
 * more.
 *
 * @param pairs the pairs, in the order they were printed; empty in a cluster without mirrors
 * @param unmirrored the primaries of a cluster without mirrors
 * @param firstUnplaced the first line that is not known
 */
public record PairList(List<Pair> pairs, List<InstanceLocation> unmirrored, Optional<String> firstUnplaced) {

    /**
     * One pair, by preferred roles.
     *
     * @param primary where the primary is
     * @param mirror where the mirror is
     * @param mirrorActs whether the mirror acts as the primary
     * @param otherAvailable whether the one of the two that does not act is up
     * @param dataState such as {@code Synchronized}
     */
    public record Pair(
            InstanceLocation primary,
            InstanceLocation mirror,
            boolean mirrorActs,
            boolean otherAvailable,
            String dataState) {}

    private static final List<String> HEADER =
            List.of("Status", "Data State", "Primary", "Datadir", "Port", "Mirror", "Datadir", "Port");
    private static final String PRIMARY_ACTS = "Primary Active, Mirror ";
    private static final String AVAILABLE = " Available";
    // Recording 11 has the first; the others, and a cluster without mirrors, are in gpstate's source and were not
    // recorded.
    private static final Set<String> STATUSES = Set.of(
            "Primary Active, Mirror Available",
            "Primary Active, Mirror Failed",
            "Mirror Active, Primary Available",
            "Mirror Active, Primary Failed");
    private static final List<String> UNMIRRORED_HEADER = List.of("Primary", "Datadir", "Port");
    private static final String UNMIRRORED = "-Primary list [Mirror not used]";

    /**
     * Copies the lists.
     *
     * @param pairs the pairs, in the order they were printed
     * @param unmirrored the primaries of a cluster without mirrors
     * @param firstUnplaced the first line that is not known
     */
    public PairList {
        pairs = List.copyOf(pairs);
        unmirrored = List.copyOf(unmirrored);
    }

    /** Reads what {@code gpstate -c} printed. */
    public static PairList parse(HostName host, CommandResult result) {
        GpstateOutput output = GpstateOutput.read(host, "-c", result);
        List<Pair> pairs = new ArrayList<>();
        List<InstanceLocation> unmirrored = new ArrayList<>();
        List<String> header = null;
        boolean closed = false;
        for (UtilityLine line : output.lines()) {
            String text = Row.plain(line);
            if (header == null && (Columns.are(HEADER, text) || Columns.are(UNMIRRORED_HEADER, text))) {
                header = Columns.are(HEADER, text) ? HEADER : UNMIRRORED_HEADER;
            } else if (header == null || closed) {
                if (!heading(text)) {
                    output.unplaced(line);
                }
            } else if (GpstateOutput.isRuler(text)) {
                closed = true;
            } else if (header.equals(HEADER)) {
                pairs.add(pair(output, columns(output, header, text)));
            } else {
                List<String> columns = columns(output, header, text);
                unmirrored.add(output.location(columns.get(0), columns.get(1), columns.get(2)));
            }
        }
        if (!closed || (pairs.isEmpty() && unmirrored.isEmpty())) {
            throw output.missing(
                    header == null
                            ? "the header 'Status   Data State   Primary'"
                            : closed ? "the row of a pair" : "the closing ruler");
        }
        return new PairList(pairs, unmirrored, output.firstUnplaced());
    }

    // "GPDB" in Greenplum, "CBDB" in Cloudberry.
    private static boolean heading(String text) {
        return (text.startsWith("-Current ") && text.endsWith(" mirror list and status"))
                || text.startsWith("-Type = ")
                || text.equals(UNMIRRORED);
    }

    private static List<String> columns(GpstateOutput output, List<String> header, String text) {
        List<String> columns = Columns.of(text);
        if (columns.size() != header.size()) {
            throw output.unreadable("as many columns as '" + String.join("   ", header) + "' has", text);
        }
        return columns;
    }

    private static Pair pair(GpstateOutput output, List<String> c) {
        String status = c.get(0);
        if (!STATUSES.contains(status)) {
            throw output.unreadable("a status as 'Primary Active, Mirror Available'", status);
        }
        return new Pair(
                output.location(c.get(2), c.get(3), c.get(4)),
                output.location(c.get(5), c.get(6), c.get(7)),
                !status.startsWith(PRIMARY_ACTS),
                status.endsWith(AVAILABLE),
                c.get(1));
    }
}
