package io.github.gpfailover.core.internal.text;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.internal.BoundedOutput;
import io.github.gpfailover.spi.CommandResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The answer of {@code pg_controldata}. It exists because a stopped instance still shows there to which cluster it belongs, how it ended,
 * and how far it got.
 *
 * @param systemIdentifier the cluster's number; two directories with different ones are not copies of each other
 * @param clusterState such as {@code in production}, {@code in archive recovery} or {@code shut down}
 * @param timeline the timeline of the latest checkpoint; rises only at the first checkpoint after a promotion
 * @param checkpoint where the latest checkpoint is
 * @param redo where a recovery from it begins; empty if the row is not there
 * @param priorTimeline the timeline that it came from; the same as {@code timeline} but for the first checkpoint after a promotion.
 *     Empty if the row is not there
 * @param checksumVersion the version of the checksums of data pages, 0 for none; empty if the row is not there
 * @param walLogHints whether {@code wal_log_hints} was on; empty if the row is not there
 * @param controlVersion the version of the file's form; servers of two different ones can't use each other's directories. Empty if the
 *     row is not there
 * @param catalogVersion the version of the catalog's form, likewise
 * @param recoversTo how far a recovery must get at least; 0/0 for a server that was no standby. Empty if the row is not there
 * @param recoversToTimeline on which timeline, 0 for none; empty if the row is not there
 * @param walBlock the size of a page of the log in bytes; empty if the row is not there
 * @param walSegment the size of a file of the log in bytes; empty if the row is not there
 * @param nextXid the number of the next transaction when the latest checkpoint was made, without its epoch; empty if the row is not there
 * @param firstUnplaced the first line that is no row {@code label: value}
 */
public record ControlData(
        String systemIdentifier,
        String clusterState,
        int timeline,
        Lsn checkpoint,
        Optional<Lsn> redo,
        OptionalInt priorTimeline,
        OptionalInt checksumVersion,
        Optional<Boolean> walLogHints,
        OptionalInt controlVersion,
        OptionalInt catalogVersion,
        Optional<Lsn> recoversTo,
        OptionalInt recoversToTimeline,
        OptionalInt walBlock,
        OptionalInt walSegment,
        OptionalLong nextXid,
        Optional<String> firstUnplaced) {

    /** The state of a master that was stopped in order. */
    public static final String SHUT_DOWN = "shut down";

    private static final String COMMAND = "pg_controldata";
    private static final String IDENTIFIER = "Database system identifier";
    private static final String STATE = "Database cluster state";
    private static final String TIMELINE = "Latest checkpoint's TimeLineID";
    private static final String CHECKPOINT = "Latest checkpoint location";
    private static final String REDO = "Latest checkpoint's REDO location";
    private static final String PRIOR_TIMELINE = "Latest checkpoint's PrevTimeLineID";
    private static final String CHECKSUMS = "Data page checksum version";
    // "Current wal_log_hints setting" in PostgreSQL 9.4 (recording 26), "wal_log_hints setting" in 12 and 14 (not
    // recorded).
    private static final String HINTS = "wal_log_hints setting";
    private static final String CURRENT = "Current ";
    private static final String CONTROL_VERSION = "pg_control version number";
    private static final String CATALOG_VERSION = "Catalog version number";
    private static final String RECOVERS_TO = "Minimum recovery ending location";
    private static final String RECOVERS_TO_TIMELINE = "Min recovery ending loc's timeline";
    private static final String WAL_BLOCK = "WAL block size";
    private static final String WAL_SEGMENT = "Bytes per WAL segment";
    private static final String NEXT_XID = "Latest checkpoint's NextXID";
    private static final String DAMAGED = "CRC checksum does not match";
    private static final List<String> NEEDED = List.of(
            IDENTIFIER,
            STATE,
            TIMELINE,
            CHECKPOINT,
            REDO,
            PRIOR_TIMELINE,
            CHECKSUMS,
            HINTS,
            CONTROL_VERSION,
            CATALOG_VERSION,
            RECOVERS_TO,
            RECOVERS_TO_TIMELINE,
            WAL_BLOCK,
            WAL_SEGMENT,
            NEXT_XID);

    /** Makes the facts that every judgement needs, where nothing else is known. */
    public ControlData(String systemIdentifier, String clusterState, int timeline, Lsn checkpoint) {
        this(
                systemIdentifier,
                clusterState,
                timeline,
                checkpoint,
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalLong.empty(),
                Optional.empty());
    }

    /** Whether the server ended as a master that was stopped in order. */
    public boolean shutDown() {
        return clusterState.equals(SHUT_DOWN);
    }

    /**
     * Gives what the same directory shows after a checkpoint that is no recovery's, with the state that it then has.
     */
    public ControlData after(Lsn newCheckpoint, int onTimeline, String newState) {
        return new ControlData(
                systemIdentifier,
                newState,
                onTimeline,
                newCheckpoint,
                Optional.of(newCheckpoint),
                OptionalInt.of(onTimeline),
                checksumVersion,
                walLogHints,
                controlVersion,
                catalogVersion,
                Optional.of(new Lsn(0)),
                OptionalInt.of(0),
                walBlock,
                walSegment,
                OptionalLong.empty(),
                Optional.empty());
    }

    /** Gives the same for a standby, whose recovery must get so far at least. */
    public ControlData recovering(Lsn to, int onTimeline) {
        return new ControlData(
                systemIdentifier,
                clusterState,
                timeline,
                checkpoint,
                redo,
                priorTimeline,
                checksumVersion,
                walLogHints,
                controlVersion,
                catalogVersion,
                Optional.of(to),
                OptionalInt.of(onTimeline),
                walBlock,
                walSegment,
                nextXid,
                firstUnplaced);
    }

    /**
     * Reads what {@code pg_controldata} printed.
     *
     * @throws UnreadableOutputException if a row that is needed is missing, odd or there twice, or the file's checksum does not
     *     match
     */
    public static ControlData parse(HostName host, CommandResult result) {
        return new Reader(host).read(result);
    }

    /** A reader that keeps the needed rows, and the fault of a row that is not good. */
    private static final class Reader {

        private final HostName host;
        private final Map<String, String> rows = new HashMap<>();
        private final UnexpectedLine unplaced = new UnexpectedLine();

        Reader(HostName host) {
            this.host = host;
        }

        ControlData read(CommandResult result) {
            String stdout = result.stdout();
            // The program prints the rows of a damaged file all the same, below this warning.
            if (stdout.contains(DAMAGED)) {
                throw unreadable("a control file whose checksum matches", DAMAGED);
            }
            TextLines lines = new TextLines(stdout);
            while (lines.next()) {
                if (BoundedOutput.isMark(stdout, lines.start(), lines.end())) {
                    throw unreadable("all of the output", lines.quote());
                }
                take(stdout, lines);
            }
            String identifier = row(IDENTIFIER, result);
            if (!identifier.chars().allMatch(c -> c >= '0' && c <= '9') || identifier.length() > 20) {
                throw unreadable("a number as '" + IDENTIFIER + "'", identifier);
            }
            return new ControlData(
                    identifier,
                    row(STATE, result),
                    number(TIMELINE, row(TIMELINE, result), 1),
                    location(CHECKPOINT, row(CHECKPOINT, result)),
                    Optional.ofNullable(rows.get(REDO)).map(v -> location(REDO, v)),
                    optional(PRIOR_TIMELINE, 1),
                    optional(CHECKSUMS, 0),
                    Optional.ofNullable(rows.get(HINTS)).map(this::onOrOff),
                    optional(CONTROL_VERSION, 1),
                    optional(CATALOG_VERSION, 1),
                    Optional.ofNullable(rows.get(RECOVERS_TO)).map(v -> location(RECOVERS_TO, v)),
                    optional(RECOVERS_TO_TIMELINE, 0),
                    optional(WAL_BLOCK, 1),
                    optional(WAL_SEGMENT, 1),
                    nextXid(),
                    unplaced.first());
        }

        private void take(String stdout, TextLines lines) {
            int current = lines.startsWith(CURRENT) ? CURRENT.length() : 0;
            for (String label : NEEDED) {
                int colon = lines.start() + current + label.length();
                if (colon < lines.end()
                        && stdout.charAt(colon) == ':'
                        && stdout.startsWith(label, lines.start() + current)) {
                    put(label, lines, lines.rest(current + label.length() + 1));
                    return;
                }
            }
            if (lines.indexOf(':') < 0) {
                unplaced.note(stdout, lines.start(), lines.end());
            }
        }

        /** {@code EPOCH/NUMBER}, and {@code EPOCH:NUMBER} in later servers; another form has no meaning. */
        private OptionalLong nextXid() {
            String value = rows.getOrDefault(NEXT_XID, "");
            int cut = Math.max(value.indexOf('/'), value.indexOf(':'));
            String number = value.substring(cut + 1);
            boolean told = cut > 0
                    && !number.isEmpty()
                    && number.length() <= 10
                    && number.chars().allMatch(c -> c >= '0' && c <= '9');
            return told ? OptionalLong.of(Long.parseLong(number)) : OptionalLong.empty();
        }

        private void put(String label, TextLines lines, String value) {
            // A row without its newline may be cut in the middle of its value.
            if (value.isEmpty() || !lines.complete()) {
                throw unreadable("a value for '" + label + "', and a newline", lines.quote());
            }
            if (rows.put(label, value) != null) {
                throw unreadable("one row '" + label + "'", lines.quote());
            }
        }

        private String row(String label, CommandResult result) {
            String value = rows.get(label);
            if (value == null) {
                throw unreadable("the row '" + label + ":'", unplaced.first().orElseGet(result::lastLine));
            }
            return value;
        }

        private OptionalInt optional(String label, int least) {
            String value = rows.get(label);
            return value == null ? OptionalInt.empty() : OptionalInt.of(number(label, value, least));
        }

        private int number(String label, String value, int least) {
            try {
                int number = Integer.parseInt(value);
                if (number >= least) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Reported below.
            }
            throw unreadable("a number as '" + label + "'", value);
        }

        private Lsn location(String label, String value) {
            try {
                return Lsn.parse(value);
            } catch (IllegalArgumentException e) {
                throw unreadable("a location as '" + label + "'", value);
            }
        }

        private Boolean onOrOff(String value) {
            return switch (value) {
                case "on" -> true;
                case "off" -> false;
                default -> throw unreadable("on or off as '" + HINTS + "'", value);
            };
        }

        private UnreadableOutputException unreadable(String expected, String line) {
            return new UnreadableOutputException(host, COMMAND, expected, UnexpectedLine.quote(line, 0, line.length()));
        }
    }
}
