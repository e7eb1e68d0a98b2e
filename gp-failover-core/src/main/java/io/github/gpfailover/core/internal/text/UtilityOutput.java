package io.github.gpfailover.core.internal.text;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.internal.BoundedOutput;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The output of a utility, as lines with a level and a text. It exists so that the line format is known in one place.
 *
 * <p>Lines without a prefix continue the one before them; progress dots and blank lines at the end of a text are left
 * out. Time and memory grow with the length of the output, and with nothing else. Immutable and thread-safe.
 */
public final class UtilityOutput {

    // What a utility quotes of another program's output is cut here: no reason is longer, and garbage may be.
    private static final int LONGEST_TEXT = 64 * 1024;

    private final List<UtilityLine> lines;
    private final boolean cut;
    private final Optional<String> firstUnplaced;

    private UtilityOutput(List<UtilityLine> lines, boolean cut, Optional<String> firstUnplaced) {
        this.lines = Collections.unmodifiableList(lines);
        this.cut = cut;
        this.firstUnplaced = firstUnplaced;
    }

    /**
     * Reads what a utility printed.
     *
     * @throws UnreadableOutputException if there is nothing, or the first line that is not blank is not of the format
     */
    public static UtilityOutput read(HostName host, String command, String stdout) {
        Reader reader = new Reader(stdout);
        int start = 0;
        while (start < stdout.length()) {
            int newline = stdout.indexOf('\n', start);
            int next = newline < 0 ? stdout.length() : newline;
            int end = next > start && stdout.charAt(next - 1) == '\r' ? next - 1 : next;
            if (!reader.take(start, end)) {
                throw new UnreadableOutputException(
                        host,
                        command,
                        "a line like '20261122:05:05:50:005123 gpstate:mdw:gpadmin-[INFO]:-…'",
                        UnexpectedLine.quote(stdout, start, end));
            }
            start = next + 1;
        }
        reader.finishLine();
        if (reader.lines.isEmpty()) {
            throw new UnreadableOutputException(host, command, "the log lines of a utility", "");
        }
        return new UtilityOutput(reader.lines, reader.cut, reader.unplaced.first());
    }

    /** Gives the lines, in the order they were printed. */
    public List<UtilityLine> lines() {
        return lines;
    }

    /** Says whether a transport left out a part in the middle: such output must not be counted or compared. */
    public boolean cut() {
        return cut;
    }

    /** Gives the first line of a level that is not known, or that was left out since a text had become too long. */
    public Optional<String> firstUnplaced() {
        return firstUnplaced;
    }

    /** Gives the last thing that went wrong, with the lines that continue it. */
    public Optional<String> failure() {
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (lines.get(i).level().failure()) {
                return Optional.of(lines.get(i).text().strip());
            }
        }
        return Optional.empty();
    }

    /** Gives the texts of the warnings. */
    public List<String> warnings() {
        return lines.stream()
                .filter(l -> l.level() == UtilityLine.Level.WARNING)
                .map(l -> l.text().strip())
                .toList();
    }

    /** Says whether the text of any line holds a phrase. */
    public boolean contains(String phrase) {
        return lines.stream().anyMatch(l -> l.text().contains(phrase));
    }

    /** A reader that holds the line that may still be continued. */
    private static final class Reader {

        private final String source;
        private final LinePrefix prefix;
        private final List<UtilityLine> lines = new ArrayList<>();
        private final UnexpectedLine unplaced = new UnexpectedLine();
        private boolean cut;

        private boolean open;
        private String utility = "";
        private String host = "";
        private UtilityLine.Level level = UtilityLine.Level.OTHER;
        private String text = "";
        private StringBuilder continued;

        Reader(String source) {
            this.source = source;
            prefix = new LinePrefix(source);
        }

        /** Takes the next line; false if it is the first that is not blank, and not of the format. */
        boolean take(int start, int end) {
            if (prefix.find(start, end)) {
                finishLine();
                open = true;
                utility = prefix.utilityIs(utility) ? utility : prefix.utility();
                host = prefix.hostIs(host) ? host : prefix.host();
                level = prefix.levelFound();
                if (level == UtilityLine.Level.OTHER) {
                    unplaced.note(source, start, end);
                }
                text = source.substring(prefix.textStart(), Math.min(end, prefix.textStart() + LONGEST_TEXT));
                return true;
            }
            if (onlyDots(start, end)) {
                if (open && start == end) {
                    continueWith(start, start);
                }
                return true;
            }
            if (open) {
                cut |= BoundedOutput.isMark(source, start, end);
                continueWith(start, Math.min(end, start + LONGEST_TEXT));
            }
            return open;
        }

        void finishLine() {
            if (open) {
                lines.add(new UtilityLine(utility, host, level, continued == null ? text : allOfIt()));
            }
            open = false;
            continued = null;
        }

        // Cut before it is copied: a text may be as long as the output.
        private String allOfIt() {
            int end = continued.length();
            while (end > 0 && Character.isWhitespace(continued.charAt(end - 1))) {
                end--;
            }
            return continued.substring(0, end);
        }

        private void continueWith(int start, int end) {
            if (continued == null) {
                continued = new StringBuilder(text.length() + end - start + 1).append(text);
            }
            if (continued.length() + end - start < LONGEST_TEXT) {
                continued.append('\n').append(source, start, end);
            } else {
                unplaced.note(source, start, end);
            }
        }

        private boolean onlyDots(int start, int end) {
            for (int i = start; i < end; i++) {
                char c = source.charAt(i);
                if (c != '.' && c > ' ') {
                    return false;
                }
            }
            return true;
        }
    }
}
