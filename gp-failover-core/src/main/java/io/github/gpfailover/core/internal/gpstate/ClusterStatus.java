package io.github.gpfailover.core.internal.gpstate;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.text.UtilityLine;
import io.github.gpfailover.spi.CommandResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The answer of {@code gpstate -s}, read block by block in one pass. It exists because only this option shows each server's own state. Exit status
 * 1 is normal: it means that a row is marked.
 *
 * <p>With exit status 0 the output has no closing block: one that was cut off between two pairs of segments can't be
 * distinguished from a complete one, so a caller that counts segments compares them with the catalog.
 *
 * @param masterHost the master's host
 * @param masterPid its postmaster's process id; empty if its host did not report it
 * @param masterDirectory its data directory
 * @param masterPort its port
 * @param masterRole {@code dispatch}, or {@code utility} if it refuses ordinary sessions
 * @param version its {@code version()} text, {@code Unknown}, or why it could not be determined
 * @param standbyHost the standby's host; empty if none is configured
 * @param standbyState such as {@code Standby host passive}; present if a standby is configured
 * @param segments the segments, primaries and mirrors, in the order they were printed
 * @param warnings all that gpstate warned of, apart from the marked rows of segments
 * @param firstUnplaced the first line or row that is not known
 */
public record ClusterStatus(
        String masterHost,
        OptionalInt masterPid,
        String masterDirectory,
        int masterPort,
        String masterRole,
        String version,
        Optional<String> standbyHost,
        Optional<String> standbyState,
        List<SegmentStatus> segments,
        List<String> warnings,
        Optional<String> firstUnplaced) {

    private static final String REPORT = "Segment Instance Status Report";
    private static final String CLOSING = "Warnings have been generated during status processing";
    private static final String AFTER_CLOSING = "Check log file or review screen output";
    private static final String EXPANSION = "Cluster Expansion";
    private static final String FETCH_ERROR = "Error fetching data";

    /**
     * Copies the lists.
     *
     * @param masterHost the master's host
     * @param masterPid its postmaster's process id; empty if its host did not report it
     * @param masterDirectory its data directory
     * @param masterPort its port
     * @param masterRole {@code dispatch}, or {@code utility} if it refuses ordinary sessions
     * @param version its {@code version()} text, {@code Unknown}, or why it could not be determined
     * @param standbyHost the standby's host; empty if none is configured
     * @param standbyState such as {@code Standby host passive}; present if a standby is configured
     * @param segments the segments, primaries and mirrors, in the order they were printed
     * @param warnings all that gpstate warned of, apart from the marked rows of segments
     * @param firstUnplaced the first line or row that is not known
     */
    public ClusterStatus {
        segments = List.copyOf(segments);
        warnings = List.copyOf(warnings);
    }

    /** Reads what {@code gpstate -s} printed. */
    public static ClusterStatus parse(HostName host, CommandResult result) {
        return new Reader(GpstateOutput.read(host, "-s", result)).read(result);
    }

    private enum DirectoryChecks {
        PROLOGUE,
        MASTER,
        SEGMENTS
    }

    /** A reader that remembers in which block of the output it is. */
    private static final class Reader {

        private final GpstateOutput output;
        private final List<SegmentStatus> segments = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();
        private DirectoryChecks place = DirectoryChecks.PROLOGUE;
        private SegmentBlock block;
        private boolean closed;

        private String host;
        private String directory;
        private Row port;
        private Row pid;
        private boolean pidFetchFailed;
        private String role;
        private String version;
        private String standby;
        private String standbyState;

        Reader(GpstateOutput output) {
            this.output = output;
        }

        ClusterStatus read(CommandResult result) {
            for (UtilityLine line : output.lines()) {
                take(line);
            }
            if (place == DirectoryChecks.PROLOGUE) {
                throw output.missing("the heading '-Master Configuration & Status'");
            }
            requireMaster();
            if (place == DirectoryChecks.MASTER) {
                throw output.missing("the heading '" + REPORT + "'");
            }
            finishBlock();
            requireEnd(result);
            boolean noStandby = GpstateOutput.says(standby, "No ", " standby configured");
            return new ClusterStatus(
                    host,
                    masterPid(),
                    directory,
                    output.number(port),
                    role,
                    version,
                    noStandby ? Optional.empty() : Optional.of(standby),
                    Optional.ofNullable(standbyState),
                    segments,
                    warnings,
                    output.firstUnplaced());
        }

        private void take(UtilityLine line) {
            String text = line.text().strip();
            boolean frame = text.startsWith("*****") || text.equals(CLOSING) || text.equals(AFTER_CLOSING);
            closed |= text.equals(CLOSING);
            switch (place) {
                case PROLOGUE -> {
                    if (GpstateOutput.says(text, "-", " Configuration & Status")) {
                        place = DirectoryChecks.MASTER;
                    } else {
                        output.unplaced(line);
                    }
                    warn(line, frame);
                }
                case MASTER -> {
                    if (text.equals(REPORT)) {
                        place = DirectoryChecks.SEGMENTS;
                    } else {
                        if (!takeMaster(Row.of(line))) {
                            output.unplaced(line);
                        }
                        warn(line, frame);
                    }
                }
                case SEGMENTS -> takeSegment(line, text, frame);
            }
        }

        private void warn(UtilityLine line, boolean frame) {
            if (line.level() == UtilityLine.Level.WARNING && !frame && !GpstateOutput.isRuler(line.text())) {
                Row row = Row.of(line);
                warnings.add(row.toString());
            }
        }

        private boolean takeMaster(Row row) {
            String label = row.label();
            if (GpstateOutput.says(label, "", " host")) {
                host = row.value();
            } else if (GpstateOutput.says(label, "", " postgres process ID")) {
                pid = row;
            } else if (GpstateOutput.says(label, "", " data directory")) {
                directory = row.value();
            } else if (GpstateOutput.says(label, "", " port")) {
                // Where the process id could not be determined, a row with the reason stands under this label too.
                boolean failed = row.warning() && row.value().startsWith(FETCH_ERROR);
                pidFetchFailed |= failed;
                port = failed ? port : row;
            } else if (GpstateOutput.says(label, "", " current role")) {
                role = row.value();
            } else if (label.endsWith(" current version")) {
                version = row.value();
            } else if (GpstateOutput.says(label, "", " standby")) {
                standby = row.value();
            } else if (GpstateOutput.says(label, "Standby ", " state")) {
                standbyState = row.value();
            } else {
                return label.endsWith(" initsystem version") || label.equals("Postgres version");
            }
            return true;
        }

        private void takeSegment(UtilityLine line, String text, boolean frame) {
            if (text.equals("Segment Info")) {
                finishBlock();
                block = new SegmentBlock(output);
            } else if (GpstateOutput.isRuler(text) || frame) {
                finishBlock();
            } else if (block != null) {
                if (!block.take(Row.of(line))) {
                    output.unplaced(line);
                }
            } else {
                warn(line, false);
                if (!Row.of(line).label().equals(EXPANSION)) {
                    output.unplaced(line);
                }
            }
        }

        private void finishBlock() {
            if (block != null) {
                segments.add(block.finish());
            }
            block = null;
        }

        private void requireMaster() {
            require(host, "Master host");
            if (pid == null && !pidFetchFailed) {
                throw output.missing("the row 'Master postgres process ID'");
            }
            require(directory, "Master data directory");
            require(port == null ? null : port.value(), "Master port");
            require(role, "Master current role");
            require(version, "Greenplum current version");
            require(standby, "Master standby");
            if (!GpstateOutput.says(standby, "No ", " standby configured")) {
                require(standbyState, "Standby master state");
            }
        }

        private void require(String value, String label) {
            if (value == null || value.isEmpty()) {
                throw output.missing("the row '" + label + "'");
            }
        }

        private OptionalInt masterPid() {
            int number = pid == null ? 0 : output.number(pid);
            return number > 0 ? OptionalInt.of(number) : OptionalInt.empty();
        }

        private void requireEnd(CommandResult result) {
            if (segments.isEmpty()) {
                throw output.missing("a segment below '" + REPORT + "'");
            }
            if (!result.stdout().endsWith("\n")) {
                throw output.missing("the end of the last line");
            }
            // Marked rows make gpstate exit with 1, and always bring the closing block with them.
            if (!closed && !result.exitedZero()) {
                throw output.missing("exit status 0, or the line '" + CLOSING + "'");
            }
            boolean mirrored = segments.stream().anyMatch(s -> !s.mirrorStatus().isEmpty());
            long mirrors = segments.stream()
                    .filter(s -> s.preferredRole().equals("Mirror"))
                    .count();
            if (mirrored && mirrors * 2 != segments.size()) {
                throw output.missing("as many mirrors as primaries");
            }
        }
    }
}
