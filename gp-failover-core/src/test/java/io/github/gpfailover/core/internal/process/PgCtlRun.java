package io.github.gpfailover.core.internal.process;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.text.TextLines;
import io.github.gpfailover.core.internal.text.UnexpectedLine;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.spi.CommandResult;
import java.util.Optional;

/**
 * The end of {@code pg_ctl} start, stop or promote, as it prints it. It is a remark for a report, never proof of a server's
 * state.
 *
 * @param end the last end that was printed
 * @param firstUnplaced the first line that is not known
 */
public record PgCtlRun(End end, Optional<String> firstUnplaced) {

    /**
     * How a run ended, by its own text. Marked ones are worded in PostgreSQL's {@code pg_ctl.c}, and were not recorded.
     */
    public enum End {
        /** {@code server stopped} (recording 41). */
        STOPPED("server stopped"),
        /** {@code server shutting down}: it did not wait (not recorded). */
        SHUTTING_DOWN("server shutting down"),
        /** {@code server does not shut down}: the server goes on (recording 40). */
        DOES_NOT_STOP("pg_ctl: server does not shut down"),
        /** {@code server started} (recording 73). */
        STARTED("server started"),
        /** {@code server started in mirror mode}: as a standby (recordings c1 and c6). */
        STARTED_AS_STANDBY("server started in mirror mode"),
        /** {@code server starting}: it did not wait (not recorded). */
        STARTING("server starting"),
        /** {@code could not start server} (not recorded). */
        NOT_STARTED("pg_ctl: could not start server"),
        /** {@code server promoting}: it did not wait (recording 82). */
        PROMOTING("server promoting"),
        /** {@code server promoted}, of version 7 (not recorded). */
        PROMOTED("server promoted"),
        /** {@code server is not in standby mode} (not recorded). */
        NOT_A_STANDBY("pg_ctl: cannot promote server; server is not in standby mode"),
        /** The PID file does not exist: nothing to stop or promote that it knows of (recording 42). */
        NO_PID_FILE("pg_ctl: PID file \"");

        private final String words;

        End(String words) {
            this.words = words;
        }
    }

    private static final String COMMAND = "pg_ctl";
    private static final String WAITING = "waiting for server to ";
    private static final String PID_FILE_END = "\" does not exist";
    private static final End[] ENDS = End.values();

    /**
     * Reads what {@code pg_ctl} start, stop or promote printed.
     *
     * @throws UnreadableOutputException if no end is printed
     */
    public static PgCtlRun parse(HostName host, CommandResult result) {
        UnexpectedLine unplaced = new UnexpectedLine();
        End told = last(result.stdout(), null, unplaced);
        told = last(result.stderr(), told, unplaced);
        if (told == null) {
            throw new UnreadableOutputException(
                    host,
                    COMMAND,
                    "words such as 'server stopped'",
                    unplaced.first().orElse(""));
        }
        return new PgCtlRun(told, unplaced.first());
    }

    private static End last(String text, End before, UnexpectedLine unplaced) {
        End last = before;
        TextLines lines = new TextLines(text);
        while (lines.next()) {
            End end = end(lines);
            if (end != null) {
                last = end;
            } else if (!lines.startsWith(WAITING) && !advice(lines)) {
                unplaced.note(text, lines.start(), lines.end());
            }
        }
        return last;
    }

    private static End end(TextLines lines) {
        for (End end : ENDS) {
            if (lines.startsWith(end.words)) {
                String rest = lines.rest(end.words.length());
                if (end == End.NO_PID_FILE ? rest.endsWith(PID_FILE_END) : rest.isEmpty()) {
                    return end;
                }
            }
        }
        return null;
    }

    // What follows an end, and says nothing more (recordings 40, 42 and 73).
    private static boolean advice(TextLines lines) {
        return lines.startsWith("HINT: ")
                || lines.startsWith("waiting for session-initiated disconnection.")
                || lines.startsWith("Is server running?")
                || lines.startsWith("Examine the log output.")
                || lines.startsWith("pg_ctl: another server might be running");
    }
}
