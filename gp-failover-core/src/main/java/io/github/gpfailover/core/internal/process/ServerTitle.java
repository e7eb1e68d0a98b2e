package io.github.gpfailover.core.internal.process;

import io.github.gpfailover.cluster.ServerProcess;

/**
 * The title of a server process: {@code postgres: 5432, wal sender process …}. It exists because the title says what the process does.
 *
 * @param port the port in front of the title, which Greenplum writes; 0 if there is none
 * @param kind what the process does
 */
record ServerTitle(int port, ServerProcess.Kind kind) {

    private static final String PREFIX = "postgres:";

    /** Reads a command; null if it is not a server process's title. */
    static ServerTitle of(String command) {
        if (!command.startsWith(PREFIX)) {
            return null;
        }
        int at = blanks(command, PREFIX.length());
        int digits = at;
        int port = 0;
        while (digits < command.length() && digits - at < 5 && digit(command.charAt(digits))) {
            port = port * 10 + command.charAt(digits++) - '0';
        }
        boolean found = digits > at && digits < command.length() && command.charAt(digits) == ',';
        return new ServerTitle(found ? port : 0, kind(command, found ? blanks(command, digits + 1) : at));
    }

    // The text is searched for at the beginning: a user or database may have any name.
    private static ServerProcess.Kind kind(String command, int from) {
        if (command.startsWith("wal sender process", from) || command.startsWith("walsender", from)) {
            return ServerProcess.Kind.WAL_SENDER;
        }
        if (command.startsWith("wal receiver process", from) || command.startsWith("walreceiver", from)) {
            return ServerProcess.Kind.WAL_RECEIVER;
        }
        return session(command, from) ? ServerProcess.Kind.SESSION : ServerProcess.Kind.AUXILIARY;
    }

    // "[local]", "192.168.0.3(41234)" or "con8" as a word.
    private static boolean session(String command, int from) {
        int at = from;
        while (at < command.length()) {
            int start = blanks(command, at);
            int end = command.indexOf(' ', start);
            end = end < 0 ? command.length() : end;
            if ((command.startsWith("[local]", start) && end - start == 7)
                    || (command.startsWith("con", start) && digits(command, start + 3, end))
                    || address(command, start, end)) {
                return true;
            }
            at = end;
        }
        return false;
    }

    private static boolean address(String command, int start, int end) {
        if (end - start <= 3 || command.charAt(end - 1) != ')') {
            return false;
        }
        // Searches no further back than the word: a title may be long, and have many of them.
        int open = end - 2;
        while (open > start && command.charAt(open) != '(') {
            open--;
        }
        return open > start && digits(command, open + 1, end - 1);
    }

    private static boolean digits(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!digit(text.charAt(i))) {
                return false;
            }
        }
        return to > from;
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private static int blanks(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) <= ' ') {
            at++;
        }
        return at;
    }
}
