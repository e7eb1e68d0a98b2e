package io.github.gpfailover.core.internal.process;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.text.UnexpectedLine;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.internal.BoundedOutput;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A host's process table. It exists because "no process of this instance is left" is read from it, and everything depends on that: what can't be
 * read is kept as such, and is never taken for nothing.
 *
 * @param rows the processes, in the order they were printed
 * @param leftovers lines that are no row, without blank ones: mostly titles and arguments that go on over a newline
 */
public record ProcessTable(List<Row> rows, List<String> leftovers) {

    /** What is run for it. A width that the login exports would cut the rows, directories among them. */
    public static final Command QUESTION =
            Command.builder(List.of("ps", "-ef")).variable("COLUMNS", "").build();

    private static final String COMMAND = "ps -ef";
    private static final int COLUMNS_BEFORE_TIME = 5;

    /**
     * One process.
     *
     * @param user who runs it
     * @param pid its id
     * @param ppid its parent's id
     * @param command its title, or its program and arguments
     */
    public record Row(String user, int pid, int ppid, String command) {}

    /**
     * Copies the lists.
     *
     * @param rows the processes, in the order they were printed
     * @param leftovers lines that are no row, without blank ones
     */
    public ProcessTable {
        rows = List.copyOf(rows);
        leftovers = List.copyOf(leftovers);
    }

    /**
     * Says whether the table is proved whole, so that what it does not show is not there: {@code ps} ended well and shows itself. One that
     * was cut short between two rows is like that of a host with fewer processes.
     */
    public boolean whole(CommandResult ps) {
        return ps.exitedZero() && rows.stream().anyMatch(r -> r.command().equals(COMMAND));
    }

    /** The user who asked: whose {@code ps} it shows; empty where it shows none, or several. */
    public Optional<String> login() {
        List<String> users = rows.stream()
                .filter(r -> r.command().equals(COMMAND))
                .map(Row::user)
                .distinct()
                .toList();
        return users.size() == 1 ? Optional.of(users.get(0)) : Optional.empty();
    }

    /**
     * Reads what {@code ps -ef} printed.
     *
     * @throws UnreadableOutputException if there is no row, a part was left out, or the last line has no end: a path
     * that was cut off could be taken for that of another instance
     */
    public static ProcessTable parse(HostName host, String stdout) {
        List<Row> rows = new ArrayList<>();
        List<String> leftovers = new ArrayList<>();
        int start = 0;
        int length = stdout.length();
        while (start < length) {
            int newline = stdout.indexOf('\n', start);
            if (newline < 0) {
                throw unreadable(host, "a newline at the end", stdout.substring(start));
            }
            int end = newline > start && stdout.charAt(newline - 1) == '\r' ? newline - 1 : newline;
            if (BoundedOutput.isMark(stdout, start, end)) {
                throw unreadable(host, "all of the output", stdout.substring(start, end));
            }
            Row row = new Line(stdout, start, end).read();
            if (row != null) {
                rows.add(row);
            } else if (!blank(stdout, start, end) && !header(stdout, start, end)) {
                leftovers.add(stdout.substring(start, end));
            }
            start = newline + 1;
        }
        if (rows.isEmpty()) {
            throw unreadable(host, "a row 'user pid ppid … command'", leftovers.isEmpty() ? "" : leftovers.get(0));
        }
        return new ProcessTable(rows, leftovers);
    }

    /** Gives the first line that is no row, cut to a length that can be reported. */
    public Optional<String> firstUnplaced() {
        return leftovers.stream().findFirst().map(l -> UnexpectedLine.quote(l, 0, l.length()));
    }

    private static UnreadableOutputException unreadable(HostName host, String expected, String line) {
        return new UnreadableOutputException(host, COMMAND, expected, UnexpectedLine.quote(line, 0, line.length()));
    }

    private static boolean header(String text, int start, int end) {
        return text.startsWith("UID", start) && end - start > 3 && text.charAt(start + 3) == ' ';
    }

    private static boolean blank(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (text.charAt(i) > ' ') {
                return false;
            }
        }
        return true;
    }

    /** A cutter of a line into its columns that makes no string of each. */
    private static final class Line {

        private final String text;
        private final int end;
        private int at;
        private int wordStart;

        Line(String text, int start, int end) {
            this.text = text;
            this.end = end;
            at = start;
        }

        /** Gives the row; null if the line is none. */
        Row read() {
            if (!word()) {
                return null;
            }
            int userStart = wordStart;
            int userEnd = at;
            int pid = number();
            int ppid = number();
            if (pid < 0 || ppid < 0 || !beforeCommand()) {
                return null;
            }
            int commandEnd = end;
            while (commandEnd > at && text.charAt(commandEnd - 1) <= ' ') {
                commandEnd--;
            }
            return commandEnd == at
                    ? null
                    : new Row(text.substring(userStart, userEnd), pid, ppid, text.substring(at, commandEnd));
        }

        // C, STIME and TTY, then TIME, the only column with two colons; STIME is two words on some systems ("Nov 22").
        private boolean beforeCommand() {
            for (int i = 0; i < COLUMNS_BEFORE_TIME; i++) {
                if (!word()) {
                    return false;
                }
                if (i >= COLUMNS_BEFORE_TIME - 2 && isTime()) {
                    skipBlanks();
                    return true;
                }
            }
            return false;
        }

        private boolean isTime() {
            int colons = 0;
            for (int i = wordStart; i < at; i++) {
                char c = text.charAt(i);
                if (c == ':') {
                    colons++;
                } else if ((c < '0' || c > '9') && c != '-') {
                    return false;
                }
            }
            return colons == 2;
        }

        private int number() {
            if (!word() || at - wordStart > 9) {
                return -1;
            }
            int number = 0;
            for (int i = wordStart; i < at; i++) {
                char c = text.charAt(i);
                if (c < '0' || c > '9') {
                    return -1;
                }
                number = number * 10 + c - '0';
            }
            return number;
        }

        private boolean word() {
            skipBlanks();
            int start = at;
            int i = start;
            while (i < end && text.charAt(i) > ' ') {
                i++;
            }
            wordStart = start;
            at = i;
            return i > start;
        }

        private void skipBlanks() {
            int i = at;
            while (i < end && text.charAt(i) <= ' ') {
                i++;
            }
            at = i;
        }
    }
}
