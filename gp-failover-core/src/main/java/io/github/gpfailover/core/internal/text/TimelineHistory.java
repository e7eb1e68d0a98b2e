package io.github.gpfailover.core.internal.text;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.internal.BoundedOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The history of a timeline, as {@code 0000000N.history} of a new master has it. It exists because it names where the timeline left the old one: an
 * old master whose last record is exactly there has nothing that the new one lacks.
 *
 * <p>One line a fork: parent timeline, position, reason, as the server's {@code timeline.c} writes and reads them; no such file was
 * recorded. Like the server it refuses a file with any line that it does not understand: where a timeline forks is known, or it is not.
 *
 * @param timeline the timeline that the file is of
 * @param forks its forks, the oldest first
 */
public record TimelineHistory(int timeline, List<Fork> forks) {

    private static final int DIGITS = 8;
    private static final String ENDING = ".history";
    private static final String FORM = "a line 'timeline position reason'";

    /**
     * One fork.
     *
     * @param parent the timeline that was left
     * @param at where
     * @param reason why, in the server's text; empty if it gave none
     */
    public record Fork(int parent, Lsn at, String reason) {}

    /**
     * Copies the forks.
     *
     * @param timeline the timeline that the file is of
     * @param forks its forks, the oldest first
     */
    public TimelineHistory {
        forks = List.copyOf(forks);
    }

    /** Gives the name of the file of a timeline. */
    public static String fileName(int timeline) {
        return String.format("%08X%s", timeline, ENDING);
    }

    /**
     * Reads the text of such a file.
     *
     * @throws UnreadableOutputException if a line is not understood or may be cut off, timelines don't rise up to that of the file, or
     *     there is no fork: the first timeline has no such file
     */
    public static TimelineHistory read(HostName host, int timeline, String text) {
        String file = fileName(timeline);
        List<Fork> forks = new ArrayList<>();
        int before = 0;
        TextLines lines = new TextLines(text);
        while (lines.next()) {
            if (!lines.blank() && !lines.rest(0).startsWith("#")) {
                Fork fork = lines.complete() && !BoundedOutput.isMark(text, lines.start(), lines.end())
                        ? fork(lines.rest(0))
                        : null;
                if (fork == null || fork.parent() <= before || fork.parent() >= timeline) {
                    throw new UnreadableOutputException(
                            host, file, FORM + " of rising timelines below " + timeline, lines.quote());
                }
                forks.add(fork);
                before = fork.parent();
            }
        }
        if (forks.isEmpty()) {
            throw new UnreadableOutputException(host, file, FORM, "");
        }
        return new TimelineHistory(timeline, forks);
    }

    /** Gives where the history of this timeline left another one; empty if it never was on it. */
    public Optional<Lsn> leftAt(int parent) {
        return forks.stream().filter(f -> f.parent() == parent).map(Fork::at).findFirst();
    }

    /** Gives the timeline that this one was made from. */
    public Fork last() {
        return forks.get(forks.size() - 1);
    }

    private static Fork fork(String line) {
        int first = wordEnd(line, 0);
        int second = blanks(line, first);
        int third = wordEnd(line, second);
        if (first == 0 || first > DIGITS + 2 || third == second || !digits(line, first)) {
            return null;
        }
        try {
            return new Fork(
                    Integer.parseInt(line.substring(0, first)),
                    Lsn.parse(line.substring(second, third)),
                    line.substring(third).strip());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean digits(String line, int end) {
        for (int i = 0; i < end; i++) {
            if (line.charAt(i) < '0' || line.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static int wordEnd(String line, int from) {
        int at = from;
        while (at < line.length() && line.charAt(at) > ' ') {
            at++;
        }
        return at;
    }

    private static int blanks(String line, int from) {
        int at = from;
        while (at < line.length() && line.charAt(at) <= ' ') {
            at++;
        }
        return at;
    }
}
