package io.github.gpfailover.core.internal.probe;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.DataDirectory;
import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.core.internal.text.UnexpectedLine;
import io.github.gpfailover.error.UnreadableOutputException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The reader of a server's answer to the dialect's observation: rows of columns whose first names the question, from psql's {@code |}-separated
 * text or from result sets. It exists so that both sources are read by one rule. A row that is not understood makes the whole answer unreadable,
 * since a half-read catalog is worse than none; but a segment's odd location hides no master, and a row with an odd host or directory is kept as
 * such.
 */
public final class ObservationReader {

    private static final int MOST_COLUMNS = 16;
    private static final int COLUMNS = 11;
    // The name of standbys and mirrors on all products (dialects §5, recording 21).
    private static final String WAL_RECEIVER = "gp_walreceiver";

    private final String command;

    private final HostName host;
    private final Instant at;
    private final LastAnswer before;
    private final Map<String, CatalogRow> rowLines = new HashMap<>();
    private final Map<String, GreenplumVersion> versionLine = new HashMap<>();
    private Optional<GreenplumVersion> version = Optional.empty();
    private Optional<Lsn> position = Optional.empty();
    private boolean positionTold;
    private OptionalInt timeline = OptionalInt.empty();
    private boolean inRecovery;
    private boolean ended;
    private final List<CatalogRow> rows = new ArrayList<>();
    private final List<ReplicationState> receivers = new ArrayList<>();
    private Optional<ReplicationState> backup = Optional.empty();

    /**
     * Begins to read an answer row by row.
     *
     * @param host the host that answers
     * @param command what was run, for messages
     * @param at when, for the stream's state
     * @param before the answer before, which helps to read this one
     */
    public ObservationReader(HostName host, String command, Instant at, LastAnswer before) {
        this.command = command;
        this.before = before;
        this.host = host;
        this.at = at;
    }

    /** Reads all of the output, or throws {@link UnreadableOutputException}. */
    static ObservationReader read(HostName host, String stdout, Instant at) {
        return read(host, stdout, at, new LastAnswer());
    }

    /** Reads all of the output, with the help of the answer before; or throws {@link UnreadableOutputException}. */
    static ObservationReader read(HostName host, String stdout, Instant at, LastAnswer before) {
        ObservationReader reader = new ObservationReader(host, "psql (observation)", at, before);
        int from = 0;
        while (from < stdout.length()) {
            int end = stdout.indexOf('\n', from);
            String line = end < 0 ? stdout.substring(from) : stdout.substring(from, end);
            if (end < 0) {
                // psql ends every line; a number or path that was cut can be taken for a whole one.
                throw reader.unreadable("the end of a line", line);
            }
            if (!line.isBlank() && !reader.known(line)) {
                // No row has more columns; a line of nothing but separators is not cut into thousands of them.
                reader.row(line, line.split("\\|", MOST_COLUMNS));
            }
            from = end + 1;
        }
        return reader.whole();
    }

    /** Reads one row, or throws {@link UnreadableOutputException}. */
    public void row(List<String> columns) {
        String line = String.join("|", columns);
        if (!known(line)) {
            row(line, columns.toArray(String[]::new));
        }
    }

    /** Gives the answer after its last row, or throws {@link UnreadableOutputException} if something is missing. */
    public ObservationReader whole() {
        if (!ended || version.isEmpty() || !positionTold || (rows.isEmpty() && !inRecovery)) {
            throw unreadable("rows 'version', 'position', 'row' and 'end'", "");
        }
        if (!rows.isEmpty()) {
            before.replace(rowLines, versionLine);
        }
        return this;
    }

    public Optional<GreenplumVersion> version() {
        return version;
    }

    public Optional<Lsn> position() {
        return position;
    }

    /** The timeline that a master writes; empty in recovery, where it can't be asked. */
    public OptionalInt timeline() {
        return timeline;
    }

    public boolean inRecovery() {
        return inRecovery;
    }

    public List<CatalogRow> rows() {
        return rows;
    }

    /**
     * The row of the standby's walreceiver. Whoever else takes the log (an archiver, a base backup) has rows of its own, which are not
     * the stream; of two walreceivers neither is known to be the standby's.
     */
    public Optional<ReplicationState> replication() {
        return receivers.size() == 1 ? Optional.of(receivers.get(0)) : receivers.isEmpty() ? backup : Optional.empty();
    }

    /** Takes a row of the catalog that the answer before had to the letter. */
    private boolean known(String line) {
        CatalogRow known = before.row(line);
        if (known != null) {
            rows.add(known);
            rowLines.put(line, known);
        }
        return known != null;
    }

    private void row(String line, String[] c) {
        try {
            switch (c[0]) {
                case "version" -> {
                    GreenplumVersion same = before.version(line);
                    GreenplumVersion told =
                            same != null ? same : GreenplumVersion.parse(line.substring("version|".length()));
                    version = Optional.of(told);
                    versionLine.put(line, told);
                }
                case "position" -> {
                    inRecovery = either(c[1], "t", "f");
                    position = lsn(c[2]);
                    positionTold = true;
                }
                case "timeline" -> timeline = timeline(c[1]);
                case "row" -> {
                    CatalogRow row = row(c);
                    rows.add(row);
                    rowLines.put(line, row);
                }
                case "replication" -> stream(c);
                case "end" -> ended = true;
                default -> throw unreadable("a row 'version', 'position', 'timeline', 'row' or 'replication'", line);
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw unreadable("a row of that form", line);
        }
    }

    private void stream(String[] c) {
        ReplicationState told = ReplicationState.builder("pg_stat_replication on " + host, at)
                .state(c[3])
                .syncState(c[4])
                .sent(lsn(c[5]))
                .write(lsn(c[6]))
                .flush(lsn(c[7]))
                .replay(lsn(c[8]))
                .masterPosition(position)
                .build();
        if (told.state().equals("backup")) {
            backup = Optional.of(told);
        } else if (c[1].equals(WAL_RECEIVER) || c[1].isEmpty()) {
            // Whoever is no superuser sees that there is a row, and nothing of it (dialects §5).
            receivers.add(told);
        }
    }

    private static CatalogRow row(String[] c) {
        int dbid = Integer.parseInt(c[1]);
        int content = Integer.parseInt(c[2]);
        int port = Integer.parseInt(c[7]);
        // A path may hold the separator, and is the last column.
        String path = c.length <= COLUMNS
                ? c[COLUMNS - 1]
                : String.join("|", List.of(c).subList(COLUMNS - 1, c.length));
        // Where a segment lives is nothing that a master could be mistaken by.
        Optional<String> unreadable = Optional.empty();
        HostName host;
        try {
            host = HostName.of(c[8]);
        } catch (IllegalArgumentException e) {
            host = HostName.of("dbid-" + dbid + ".invalid");
            unreadable = Optional.of(orThrow(content, e));
        }
        DataDirectory directory;
        try {
            directory = DataDirectory.of(path);
        } catch (IllegalArgumentException e) {
            directory = DataDirectory.of("/unreadable/dbid-" + dbid);
            unreadable = Optional.of(orThrow(content, e));
        }
        return CatalogRow.builder(new InstanceLocation(host, port, directory), role(c[3]))
                .dbid(dbid)
                .content(content)
                .preferredRole(role(c[4]))
                .synchronised(either(c[5], "s", "n"))
                .up(either(c[6], "u", "d"))
                .address(c[9])
                .unreadable(unreadable)
                .build();
    }

    /** What is odd in a segment's row; a master's is not to be used with a name or directory that is made up. */
    private static String orThrow(int content, IllegalArgumentException odd) {
        if (content < 0) {
            throw odd;
        }
        return "its row in the catalog can't be used: " + odd.getMessage();
    }

    private static CatalogRow.Role role(String letter) {
        return switch (letter) {
            case "p" -> CatalogRow.Role.PRIMARY;
            case "m" -> CatalogRow.Role.MIRROR;
            default -> throw new IllegalArgumentException("role " + letter);
        };
    }

    private static boolean either(String letter, String yes, String no) {
        if (!letter.equals(yes) && !letter.equals(no)) {
            throw new IllegalArgumentException(letter + " is neither " + yes + " nor " + no);
        }
        return letter.equals(yes);
    }

    /** The first part of a log file's name, which is in hexadecimal. */
    private static OptionalInt timeline(String digits) {
        if (digits.isEmpty()) {
            return OptionalInt.empty();
        }
        int number = digits.length() == 8 ? HexFormat.fromHexDigits(digits) : 0;
        if (number <= 0) {
            throw new IllegalArgumentException(digits + " is no timeline");
        }
        return OptionalInt.of(number);
    }

    private static Optional<Lsn> lsn(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Lsn.parse(text));
    }

    private UnreadableOutputException unreadable(String expected, String line) {
        return new UnreadableOutputException(host, command, expected, UnexpectedLine.quote(line, 0, line.length()));
    }
}
