package io.github.gpfailover.core.internal.gpstate;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.text.UtilityLine;
import io.github.gpfailover.spi.CommandResult;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The answer of {@code gpstate -e}: the segments that need attention. It says nothing of the standby.
 *
 * <p>With findings the output of version 6 has no closing line (recording 97): one that was cut between two rows can't be distinguished from a
 * complete one. So findings are never "all"; only {@code normal} is.
 *
 * @param mirrored whether the cluster has mirrors
 * @param normal whether gpstate says that all segments run normally
 * @param probablyUnavailable whether gpstate says that a content has no usable segment
 * @param findings the rows, by what is wrong, in the order they were printed
 * @param warnings all that gpstate warned of
 * @param firstUnplaced the first line that is not known
 */
public record MirroringReport(
        boolean mirrored,
        boolean normal,
        boolean probablyUnavailable,
        Map<Trouble, List<Finding>> findings,
        List<String> warnings,
        Optional<String> firstUnplaced) {

    /** What may be wrong with a segment. */
    public enum Trouble {
        /** A mirror acts as primary. */
        ROLES_SWITCHED("Segments with Primary and Mirror Roles Switched", "Current Primary"),
        /** The pair is not in sync. */
        NOT_SYNCHRONIZED("Unsynchronized Segment Pairs", "Current Primary"),
        /** The segment is down, or its host did not answer. */
        DOWN("Downed Segments", "Segment"),
        /** It is copied or rewound; version 7 (dialects §7; not recorded). */
        IN_RECOVERY("Segments in recovery", "Segment");

        private final String title;
        private final String firstColumn;

        Trouble(String title, String firstColumn) {
            this.title = title;
            this.firstColumn = firstColumn;
        }
    }

    /**
     * One row.
     *
     * @param address the segment's address; of a pair, that of the current primary
     * @param port its port
     * @param mirror address and port of the pair's mirror, as {@code address:port}; empty where no pair is named
     * @param details the columns between or behind, such as {@code Down in configuration}
     */
    public record Finding(String address, int port, Optional<String> mirror, List<String> details) {}

    private static final String TITLE = "Segment Mirroring Status Report";
    private static final String NORMAL = "All segments are running normally";
    private static final String NOT_MIRRORED = "Physical mirroring is not configured";
    private static final String UNAVAILABLE = "DATABASE IS PROBABLY UNAVAILABLE";
    // Version 7, in gpstate's source; not recorded.
    private static final String ADVICE = "Please monitor the output of";

    /**
     * Copies the lists.
     *
     * @param mirrored whether the cluster has mirrors
     * @param normal whether gpstate says that all segments run normally
     * @param probablyUnavailable whether gpstate says that a content has no usable segment
     * @param findings the rows, by what is wrong
     * @param warnings all that gpstate warned of
     * @param firstUnplaced the first line that is not known
     */
    public MirroringReport {
        Map<Trouble, List<Finding>> copy = new EnumMap<>(Trouble.class);
        findings.forEach((trouble, rows) -> copy.put(trouble, List.copyOf(rows)));
        findings = Map.copyOf(copy);
        warnings = List.copyOf(warnings);
    }

    /** Gives the rows of one trouble; empty if there is none. */
    public List<Finding> of(Trouble trouble) {
        return findings.getOrDefault(trouble, List.of());
    }

    /** Reads what {@code gpstate -e} printed. */
    public static MirroringReport parse(HostName host, CommandResult result) {
        return new Reader(GpstateOutput.read(host, "-e", result)).read(result);
    }

    /** A reader that remembers in which block of the output it is. */
    private static final class Reader {

        private final GpstateOutput output;
        private final Map<Trouble, List<Finding>> findings = new EnumMap<>(Trouble.class);
        private boolean title;
        private boolean normal;
        private boolean notMirrored;
        private boolean unavailable;
        private Trouble trouble;
        private boolean header;

        Reader(GpstateOutput output) {
            this.output = output;
        }

        MirroringReport read(CommandResult result) {
            for (UtilityLine line : output.lines()) {
                take(line, Row.plain(line));
            }
            if (notMirrored && !title) {
                return new MirroringReport(false, false, false, Map.of(), output.warnings(), output.firstUnplaced());
            }
            if (!title) {
                throw output.missing("'" + TITLE + "' or '" + NOT_MIRRORED + "'");
            }
            finishBlock();
            if (normal ? !findings.isEmpty() || unavailable : findings.isEmpty()) {
                throw normal
                        ? output.unreadable("no findings beside it", NORMAL)
                        : output.missing("'" + NORMAL + "', or what is wrong");
            }
            output.requireWholeLastLine(result);
            return new MirroringReport(true, normal, unavailable, findings, output.warnings(), output.firstUnplaced());
        }

        private void take(UtilityLine line, String text) {
            Trouble found = title ? trouble(text) : null;
            if (found != null) {
                finishBlock();
                trouble = found;
                header = false;
                if (findings.put(found, new ArrayList<>()) != null) {
                    throw output.unreadable("one block '" + found.title + "'", text);
                }
            } else if (GpstateOutput.isFrame(text) || text.startsWith(ADVICE)) {
                finishBlock();
            } else if (trouble != null && line.level() != UtilityLine.Level.WARNING) {
                takeRow(Columns.of(text), text);
            } else {
                takeSentence(line, text);
            }
        }

        private void takeSentence(UtilityLine line, String text) {
            switch (text) {
                case TITLE -> title = true;
                case NORMAL -> normal = title;
                case NOT_MIRRORED -> notMirrored = true;
                case UNAVAILABLE -> unavailable = true;
                default -> output.unplaced(line);
            }
        }

        private static Trouble trouble(String text) {
            for (Trouble trouble : Trouble.values()) {
                if (text.startsWith(trouble.title)) {
                    return trouble;
                }
            }
            return null;
        }

        private void takeRow(List<String> columns, String text) {
            if (!header) {
                header = columns.get(0).equals(trouble.firstColumn);
                if (!header) {
                    throw output.unreadable("the header '" + trouble.firstColumn + "   Port'", text);
                }
                return;
            }
            boolean pair = trouble == Trouble.ROLES_SWITCHED || trouble == Trouble.NOT_SYNCHRONIZED;
            // Version 7 has more columns between the two, which may be empty; the outer ones are the same in all.
            int last = pair ? columns.size() - 2 : columns.size();
            if (last < 2) {
                throw output.unreadable("address and port of a segment, or of a pair", text);
            }
            findings.get(trouble)
                    .add(new Finding(
                            columns.get(0),
                            port(columns.get(1), text),
                            pair
                                    ? Optional.of(columns.get(last) + ":" + port(columns.get(last + 1), text))
                                    : Optional.empty(),
                            List.copyOf(columns.subList(2, last))));
        }

        private int port(String column, String text) {
            try {
                int port = Integer.parseInt(column);
                if (port > 0 && port <= 65535) {
                    return port;
                }
            } catch (NumberFormatException e) {
                // Reported below.
            }
            throw output.unreadable("a port", text);
        }

        private void finishBlock() {
            if (trouble != null && findings.get(trouble).isEmpty()) {
                throw output.missing("a row below '" + trouble.title + "'");
            }
            trouble = null;
        }
    }
}
