package io.github.gpfailover.testkit.internal;

import java.util.ArrayDeque;

/** The end of a server's own log: the first lines of its newest entries (recordings i0 to i7). It stays in the directory when the server ends. */
final class ServerLog {

    private static final int KEPT = 200;

    private final ArrayDeque<String> lines = new ArrayDeque<>();

    /** When the server's receiver tries again to reach its master, in virtual nanoseconds. */
    long nextTry;
    /** How many tries it made since the server started. */
    int tries;
    /** Whether the server has not begun to replay what its copy needs. */
    boolean copied;

    void add(String line) {
        if (lines.size() == KEPT) {
            lines.removeFirst();
        }
        lines.add(line);
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    /** Gives the lines. */
    String text() {
        StringBuilder text = new StringBuilder();
        lines.forEach(l -> text.append(l).append('\n'));
        return text.toString();
    }
}
