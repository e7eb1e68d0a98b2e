package io.github.gpfailover.core.internal.text;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.internal.BoundedOutput;
import io.github.gpfailover.spi.CommandResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The records that {@code pg_xlogdump} and {@code pg_waldump} print: one a line on standard output, and on standard error why there is no more.
 * They are read for the proofs that nothing was lost. The former program was recorded (dd, j0), the latter was run (PostgreSQL 15).
 *
 * @param records the records, in order
 * @param after what ended the list; empty if nothing was said
 */
public record WalRecords(List<Entry> records, Optional<String> after) {

    private static final String COMMAND = "the dump of the write-ahead log";
    private static final String FORM =
            "a line 'rmgr: NAME len (rec/tot): N/N, tx: N, lsn: X/X, prev X/X, ... desc: ...'";
    private static final String SKIPS = "first record is after ";
    // A record without any data has a header of 24 bytes, and of 32 in PostgreSQL 9.4.
    private static final int SHORTEST = 24;

    /**
     * One record.
     *
     * @param manager its resource manager, such as XLOG
     * @param length its length in bytes, headers included
     * @param at where it begins
     * @param before where the one before begins
     * @param description the rest of the line
     */
    public record Entry(String manager, int length, Lsn at, Lsn before, String description) {}

    /** Copies the records. */
    public WalRecords {
        records = List.copyOf(records);
    }

    /**
     * Reads the text. The exit status means nothing: at the log's end the programs fail.
     *
     * @throws UnreadableOutputException if a line is not understood or may be cut off, positions don't rise, or nothing was said at all
     */
    public static WalRecords parse(HostName host, CommandResult result) {
        String stdout = result.stdout();
        List<Entry> records = new ArrayList<>();
        TextLines lines = new TextLines(stdout);
        while (lines.next()) {
            boolean whole = lines.complete() && !BoundedOutput.isMark(stdout, lines.start(), lines.end());
            // Where the position asked for lies within a record, the first line says so (recording j0).
            boolean skips = records.isEmpty() && whole && lines.startsWith(SKIPS);
            // Details of the record above it are indented by a tab.
            if (!lines.blank() && !lines.startsWith("\t") && !skips) {
                Entry entry = whole ? new Line(stdout, lines.start(), lines.end()).entry() : null;
                if (entry == null || !rises(records, entry)) {
                    throw new UnreadableOutputException(host, COMMAND, FORM + " of rising positions", lines.quote());
                }
                records.add(entry);
            }
        }
        Optional<String> after = after(result.stderr());
        if (records.isEmpty() && after.isEmpty()) {
            throw new UnreadableOutputException(host, COMMAND, FORM, "");
        }
        return new WalRecords(records, after);
    }

    private static boolean rises(List<Entry> records, Entry entry) {
        return entry.before().compareTo(entry.at()) < 0
                && (records.isEmpty()
                        || entry.at().compareTo(records.get(records.size() - 1).at()) > 0);
    }

    /** The last line, and of several that complain the last one of those: a login's banner may stand around it. */
    private static Optional<String> after(String stderr) {
        String last = "";
        boolean complains = false;
        TextLines lines = new TextLines(stderr);
        while (lines.next()) {
            if (!lines.blank()) {
                boolean one = lines.startsWith("pg_")
                        && (contains(stderr, "FATAL:", lines) || contains(stderr, " error: ", lines));
                if (one || (!complains && !OwnLines.fromLoader(lines.quote()))) {
                    last = lines.quote();
                    complains = one;
                }
            }
        }
        return last.isEmpty() ? Optional.empty() : Optional.of(last);
    }

    private static boolean contains(String text, String words, TextLines lines) {
        for (int at = lines.start(); at + words.length() <= lines.end(); at++) {
            if (text.startsWith(words, at)) {
                return true;
            }
        }
        return false;
    }

    /** A walk over one line from label to label; any surprise makes the line unreadable. */
    private static final class Line {

        private final String text;
        private final int end;
        private int at;

        Line(String text, int start, int end) {
            this.text = text;
            this.at = start;
            this.end = end;
        }

        Entry entry() {
            try {
                expect("rmgr:");
                String manager = word(' ');
                expect("len (rec/tot):");
                number('/');
                int length = Integer.parseInt(number(','));
                expect("tx:");
                number(',');
                expect("lsn:");
                Lsn position = Lsn.parse(word(','));
                expect("prev");
                Lsn before = Lsn.parse(word(','));
                if (blanks() && text.startsWith("bkp:", at)) {
                    expect("bkp:");
                    number(',');
                }
                expect("desc:");
                String description = text.substring(at, end).strip();
                return length < SHORTEST || manager.isEmpty()
                        ? null
                        : new Entry(manager, length, position, before, description);
            } catch (IllegalArgumentException e) {
                return null;
            }
        }

        private void expect(String label) {
            blanks();
            if (label.length() > end - at || !text.startsWith(label, at)) {
                throw odd(label);
            }
            at += label.length();
        }

        /** What stands before a character, without the blanks before it. */
        private String word(char last) {
            blanks();
            int to = at;
            while (to < end && text.charAt(to) != last) {
                to++;
            }
            if (to == end || to - at > 40) {
                throw odd(String.valueOf(last));
            }
            String word = text.substring(at, to);
            at = to + 1;
            return word;
        }

        private String number(char last) {
            String digits = word(last);
            for (int i = 0; i < digits.length(); i++) {
                if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                    throw odd("a number");
                }
            }
            return digits;
        }

        private boolean blanks() {
            while (at < end && text.charAt(at) == ' ') {
                at++;
            }
            return at < end;
        }

        private static IllegalArgumentException odd(String expected) {
            return new IllegalArgumentException("no " + expected);
        }
    }
}
