package io.github.gpfailover.core.internal.gpstate;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.text.UtilityLine;
import io.github.gpfailover.spi.CommandResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The answer of {@code gpstate -b}. It is read whole or not at all, and only where its counts agree with each other.
 *
 * @param standbyHost the standby's host; empty if none is configured
 * @param standbyState such as {@code Standby host passive}; present if a standby is configured
 * @param segments how many segments the catalog has
 * @param primaries the primaries, by preferred role
 * @param mirrors the mirrors, by preferred role; empty in a cluster without mirrors
 * @param warnings all that gpstate warned of
 * @param firstUnplaced the first line that is not known
 */
public record InstanceSummary(
        Optional<String> standbyHost,
        Optional<String> standbyState,
        int segments,
        SegmentCounts primaries,
        Optional<SegmentCounts> mirrors,
        List<String> warnings,
        Optional<String> firstUnplaced) {

    private static final String TITLE_END = " instance status summary";
    private static final String TOTAL = "Total segment instance count from metadata";
    private static final String NO_MIRRORS = "Mirrors not configured on this array";

    /**
     * Copies the warnings.
     *
     * @param standbyHost the standby's host; empty if none is configured
     * @param standbyState such as {@code Standby host passive}
     * @param segments how many segments the catalog has
     * @param primaries the primaries, by preferred role
     * @param mirrors the mirrors, by preferred role
     * @param warnings all that gpstate warned of
     * @param firstUnplaced the first line that is not known
     */
    public InstanceSummary {
        warnings = List.copyOf(warnings);
    }

    /** Reads what {@code gpstate -b} printed. */
    public static InstanceSummary parse(HostName host, CommandResult result) {
        return new Reader(GpstateOutput.read(host, "-b", result)).read();
    }

    private enum DirectoryChecks {
        PROLOGUE,
        MASTER,
        PRIMARIES,
        MIRRORS,
        END
    }

    /** A reader that remembers in which block of the output it is. */
    private static final class Reader {

        private final GpstateOutput output;
        private final Map<String, Row> primaries = new HashMap<>();
        private final Map<String, Row> mirrors = new HashMap<>();
        private DirectoryChecks place = DirectoryChecks.PROLOGUE;
        private boolean noMirrors;
        private String instance;
        private String standby;
        private String standbyState;
        private Row total;

        Reader(GpstateOutput output) {
            this.output = output;
        }

        InstanceSummary read() {
            for (UtilityLine line : output.lines()) {
                take(line, Row.of(line));
            }
            require(place != DirectoryChecks.PROLOGUE, "'… instance status summary'");
            require(instance != null, "the row 'Master instance'");
            require(standby != null && !standby.isEmpty(), "the row 'Master standby'");
            boolean none = GpstateOutput.says(standby, "No ", " standby configured");
            require(none || standbyState != null, "the row 'Standby master state'");
            require(total != null, "the row '" + TOTAL + "'");
            require(place == DirectoryChecks.END, "the ruler below 'Mirror Segment Status'");
            SegmentCounts primary = SegmentCounts.of(output, "primary", primaries);
            Optional<SegmentCounts> mirror =
                    noMirrors ? Optional.empty() : Optional.of(SegmentCounts.of(output, "mirror", mirrors));
            int segments = output.number(total);
            if (segments != primary.total() + mirror.map(SegmentCounts::total).orElse(0)) {
                throw output.unreadable("as many as primaries and mirrors together", total.toString());
            }
            return new InstanceSummary(
                    none ? Optional.empty() : Optional.of(standby),
                    Optional.ofNullable(standbyState),
                    segments,
                    primary,
                    mirror,
                    output.warnings(),
                    output.firstUnplaced());
        }

        private void require(boolean there, String what) {
            if (!there) {
                throw output.missing(what);
            }
        }

        private void take(UtilityLine line, Row row) {
            String text = row.label().isEmpty() ? row.value() : "";
            if (text.equals("Primary Segment Status") && place == DirectoryChecks.MASTER) {
                place = DirectoryChecks.PRIMARIES;
            } else if (text.equals("Mirror Segment Status") && place == DirectoryChecks.PRIMARIES) {
                place = DirectoryChecks.MIRRORS;
            } else if (text.endsWith(TITLE_END) && place == DirectoryChecks.PROLOGUE) {
                place = DirectoryChecks.MASTER;
            } else if (GpstateOutput.isRuler(text)) {
                place = place == DirectoryChecks.MIRRORS && (noMirrors || !mirrors.isEmpty())
                        ? DirectoryChecks.END
                        : place;
            } else if (!takeRow(row, text)) {
                output.unplaced(line);
            }
        }

        private boolean takeRow(Row row, String text) {
            return switch (place) {
                case PROLOGUE -> false;
                case MASTER -> takeMaster(row);
                case PRIMARIES -> takeCount(primaries, row);
                case MIRRORS -> {
                    noMirrors |= text.equals(NO_MIRRORS);
                    yield text.equals(NO_MIRRORS) || takeCount(mirrors, row);
                }
                // While the cluster is expanded (in gpstate's source; not recorded).
                case END -> row.label().equals("Cluster Expansion");
            };
        }

        private boolean takeMaster(Row row) {
            if (GpstateOutput.says(row.label(), "", " instance")) {
                instance = row.value();
            } else if (GpstateOutput.says(row.label(), "", " standby")) {
                standby = row.value();
            } else if (GpstateOutput.says(row.label(), "Standby ", " state")) {
                standbyState = row.value();
            } else if (row.label().equals(TOTAL)) {
                total = row;
            } else {
                return false;
            }
            return true;
        }

        private boolean takeCount(Map<String, Row> counts, Row row) {
            String label = SegmentCounts.label(row.label());
            if (label.isEmpty()) {
                return false;
            }
            if (counts.put(label, row) != null) {
                throw output.unreadable("one row '" + row.label() + "'", row.toString());
            }
            return true;
        }
    }
}
