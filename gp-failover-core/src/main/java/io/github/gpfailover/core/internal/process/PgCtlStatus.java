package io.github.gpfailover.core.internal.process;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.text.TextLines;
import io.github.gpfailover.core.internal.text.UnexpectedLine;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.internal.BoundedOutput;
import io.github.gpfailover.spi.CommandResult;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The answer of {@code pg_ctl status}, by its text. It exists because the exit status does not suffice: in a list of commands that is another one's
 * (recording 70).
 *
 * <p>{@link Said#NOT_RUNNING} is no proof that an instance is stopped: it only means that the process of {@code postmaster.pid} is
 * gone, and sessions outlive their postmaster (recordings 70 and b4). Only the process table proves that.
 *
 * @param said what it said
 * @param pid the process id that it printed; present if it said that something runs
 * @param directory the data directory of the command that it printed, if any
 * @param port the port of that command, if it has one
 * @param firstUnplaced the first line that is not known
 */
public record PgCtlStatus(
        Said said, OptionalInt pid, Optional<String> directory, OptionalInt port, Optional<String> firstUnplaced) {

    /** What {@code pg_ctl status} says. */
    public enum Said {
        /** The process that {@code postmaster.pid} names exists (recording 46). */
        RUNNING,
        /** A standalone backend holds the directory (worded in PostgreSQL's {@code pg_ctl.c}; not recorded). */
        SINGLE_USER,
        /** No process of that id, or no such file (recordings 45 and 70). */
        NOT_RUNNING
    }

    private static final String COMMAND = "pg_ctl status";
    private static final String RUNNING = "pg_ctl: server is running (PID: ";
    private static final String SINGLE_USER = "pg_ctl: single-user server is running (PID: ";
    private static final String NOT_RUNNING = "pg_ctl: no server running";

    /**
     * Reads what {@code pg_ctl status} printed.
     *
     * @throws UnreadableOutputException if it does not say once what it found, in a whole line
     */
    public static PgCtlStatus parse(HostName host, CommandResult result) {
        return new Reader(host).read(result);
    }

    /** A reader that remembers what was printed until the end of the output. */
    private static final class Reader {

        private final HostName host;
        private final UnexpectedLine unplaced = new UnexpectedLine();
        private Said said;
        private OptionalInt pid = OptionalInt.empty();
        private PostmasterCommand command;

        Reader(HostName host) {
            this.host = host;
        }

        PgCtlStatus read(CommandResult result) {
            String stdout = result.stdout();
            TextLines lines = new TextLines(stdout);
            while (lines.next()) {
                if (BoundedOutput.isMark(stdout, lines.start(), lines.end())) {
                    throw unreadable("all of the output", lines.quote());
                }
                if (!take(lines)) {
                    unplaced.note(stdout, lines.start(), lines.end());
                }
            }
            // What it can't read, such as a directory that is not there, it says on standard error.
            unplaced.note(result.stderr());
            if (said == null) {
                throw unreadable(
                        "the line '" + RUNNING + "…)' or '" + NOT_RUNNING + "'",
                        unplaced.first().orElse(""));
            }
            return new PgCtlStatus(
                    said,
                    pid,
                    Optional.ofNullable(command)
                            .map(PostmasterCommand::directory)
                            .filter(d -> !d.isEmpty()),
                    command == null ? OptionalInt.empty() : command.port(),
                    unplaced.first());
        }

        private boolean take(TextLines lines) {
            if (lines.startsWith(RUNNING)) {
                say(Said.RUNNING, lines);
                pid = OptionalInt.of(pid(lines, lines.rest(RUNNING.length())));
            } else if (lines.startsWith(SINGLE_USER)) {
                say(Said.SINGLE_USER, lines);
                pid = OptionalInt.of(pid(lines, lines.rest(SINGLE_USER.length())));
            } else if (lines.startsWith(NOT_RUNNING)
                    && lines.rest(NOT_RUNNING.length()).isEmpty()) {
                say(Said.NOT_RUNNING, lines);
            } else {
                // The command's line has the arguments as they were written, each in quotes (recording 46).
                PostmasterCommand told = said == Said.RUNNING && command == null && lines.complete()
                        ? PostmasterCommand.of(lines.line())
                        : null;
                command = command == null ? told : command;
                return told != null || lines.blank();
            }
            return true;
        }

        private void say(Said found, TextLines lines) {
            if (said != null || !lines.complete()) {
                throw unreadable("what it found, once and in a whole line", lines.quote());
            }
            said = found;
        }

        private int pid(TextLines lines, String rest) {
            int end = rest.indexOf(')');
            try {
                int number = end >= 0 && end == rest.length() - 1 ? Integer.parseInt(rest.substring(0, end)) : 0;
                if (number > 0) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Reported below.
            }
            throw unreadable("a process id", lines.quote());
        }

        private UnreadableOutputException unreadable(String expected, String line) {
            return new UnreadableOutputException(host, COMMAND, expected, line);
        }
    }
}
