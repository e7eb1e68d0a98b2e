package io.github.gpfailover.core.internal.text;

import io.github.gpfailover.cluster.Lsn;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * The progress and the end of {@code pg_rewind}, read from its output. It exists because the exit status does not say how far it came. Greenplum 6
 * prints all of it on standard output (recording c4), and a failure as its reason and a line {@code Failure, exiting} ({@code logging.c} in its
 * source, not recorded); PostgreSQL 12 and later print to standard error, each line with the program's name before it (run with 15). The output is
 * read while it grows, so a last line without an end may be half a line, and counts for nothing.
 *
 * @param diverged where the histories part; empty if it was not said
 * @param percent how much of the copy is done; empty before it begins
 * @param stage the last line that names a stage, such as {@code reading WAL in target}; empty before the first
 * @param notNeeded whether it said that nothing is to be rewound
 * @param done whether it said that it is done
 * @param problem what it said that went wrong; empty if nothing
 */
public record RewindOutput(
        Optional<Lsn> diverged,
        OptionalInt percent,
        String stage,
        boolean notNeeded,
        boolean done,
        Optional<String> problem) {

    private static final String PROGRAM = "pg_rewind: ";
    private static final String FAILURE = "Failure, exiting";
    private static final String NOT_NEEDED = "no rewind required";
    private static final String DONE = "Done!";
    private static final String DIVERGED = "servers diverged at WAL ";
    private static final String COPIED = "%) copied";
    // The lines of 9.5 (Greenplum 6) and of 15.
    private static final List<String> STAGES = List.of(
            "connected to server",
            DIVERGED,
            "rewinding from last common checkpoint at ",
            "executing \"",
            "reading source file list",
            "reading target file list",
            "reading WAL in target",
            "need to copy ",
            "creating backup label and updating control file",
            "syncing target data directory");
    private static final String SECRET = "a line that may hold a secret, left out";
    private static final Pattern SECRET_BEARING =
            Pattern.compile("://|\\b(?:ssl)?pass(?:word|file|wd)?\\s*=", Pattern.CASE_INSENSITIVE);

    /** Reads what it has printed so far. Never fails: what is not known is skipped. */
    public static RewindOutput read(String stdout, String stderr) {
        Reader reader = new Reader();
        reader.take(stdout);
        reader.own = true;
        reader.take(stderr);
        return new RewindOutput(
                reader.diverged,
                reader.percent,
                reader.stage,
                reader.notNeeded,
                reader.done,
                Optional.ofNullable(reader.problem));
    }

    /** A reader that keeps what the lines reported so far. */
    private static final class Reader {

        private Optional<Lsn> diverged = Optional.empty();
        private OptionalInt percent = OptionalInt.empty();
        private String stage = "";
        private boolean notNeeded;
        private boolean done;
        private String problem;
        private String before = "";
        // On standard error others complain too.
        private boolean own;

        /** Progress ends with a carriage return, and so stands on a line of its own. */
        void take(String text) {
            before = "";
            int start = 0;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '\n' || c == '\r') {
                    line(text, start, i);
                    start = i + 1;
                }
            }
        }

        private void line(String text, int start, int end) {
            String said = UnexpectedLine.quote(text, start, end);
            boolean others = own && !said.startsWith(PROGRAM) && !ofServer(said);
            if (said.startsWith(PROGRAM)) {
                said = said.substring(PROGRAM.length());
            }
            if (said.isEmpty() || progress(said)) {
                return;
            }
            if (said.equals(FAILURE)) {
                // Said last, so it counts more than a complaint before it.
                problem = before.isEmpty() ? FAILURE : harmless(before);
            } else if (problem == null && !others && complains(said)) {
                problem = harmless(said);
            } else if (said.equals(DONE)) {
                done = true;
            } else if (said.equals(NOT_NEEDED)) {
                notNeeded = true;
            } else {
                stage(said);
            }
            before = said;
        }

        private void stage(String said) {
            for (String known : STAGES) {
                if (said.startsWith(known)) {
                    stage = said;
                }
            }
            if (said.startsWith(DIVERGED)) {
                // "position" in 9.5, "location" in 15.
                int from = said.indexOf(" at WAL ") + " at WAL ".length();
                from = said.indexOf(' ', from) + 1;
                int to = said.indexOf(' ', from);
                diverged = lsn(said.substring(from, to < 0 ? said.length() : to));
            }
        }

        private boolean progress(String said) {
            int last = said.indexOf(COPIED);
            int first = said.lastIndexOf('(', last);
            if (last < 0 || first < 0 || last - first > 4) {
                return false;
            }
            try {
                int told = Integer.parseInt(said.substring(first + 1, last));
                percent = told < 0 || told > 100 ? percent : OptionalInt.of(told);
            } catch (NumberFormatException e) {
                // Progress of a form that is not known.
            }
            return true;
        }

        /**
         * A server's lines, that of the one that is started to recover among them, have two blanks behind the level.
         */
        private static boolean ofServer(String said) {
            return said.contains("FATAL:  ")
                    || said.contains("PANIC:  ")
                    || said.contains("ERROR:  ")
                    || said.startsWith("could not ");
        }

        private static boolean complains(String said) {
            return said.startsWith("error: ")
                    || said.startsWith("fatal: ")
                    || said.contains("FATAL:")
                    || said.contains("PANIC:")
                    || said.contains("ERROR:")
                    || said.contains("could not ");
        }

        /** No command of ours holds a password; libpq quotes what it is given, and a service file may hold one. */
        private static String harmless(String said) {
            return SECRET_BEARING.matcher(said).find() ? SECRET : said;
        }

        private static Optional<Lsn> lsn(String word) {
            try {
                return Optional.of(Lsn.parse(word));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
    }
}
