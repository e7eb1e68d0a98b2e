package io.github.gpfailover.core.internal.process;

import java.util.OptionalInt;

/**
 * The arguments of a postmaster: {@code postgres -D DIR -p PORT -E} (recording 46). They matter because they name its instance.
 *
 * @param directory the value of {@code -D} without quotes and spare slashes; empty if it has none
 * @param port the value of {@code -p}; empty if it has none
 */
record PostmasterCommand(String directory, OptionalInt port) {

    /** Reads a command; null if it is not that of a server, such as a shell, psql, or {@code postgres --gp-version}. */
    static PostmasterCommand of(String command) {
        int programEnd = wordEnd(command, 0);
        int slash = command.lastIndexOf('/', programEnd);
        if (!isServer(unquoted(command, slash + 1, programEnd))) {
            return null;
        }
        String directory = "";
        OptionalInt port = OptionalInt.empty();
        int at = programEnd;
        boolean first = true;
        while (at < command.length()) {
            int start = at + 1;
            at = wordEnd(command, start);
            String word = unquoted(command, start, at);
            if (first && onlyPrints(word)) {
                return null;
            }
            first &= word.isEmpty();
            if (word.startsWith("-D") || word.startsWith("-p")) {
                String value = word.substring(2);
                if (value.isEmpty() && at < command.length()) {
                    int valueStart = at + 1;
                    at = wordEnd(command, valueStart);
                    value = unquoted(command, valueStart, at);
                }
                if (word.charAt(1) == 'D') {
                    directory = plain(value);
                } else {
                    port = number(value);
                }
            }
        }
        return new PostmasterCommand(directory, port);
    }

    // "[postgres]" is a process that ps can't read the arguments of.
    private static boolean isServer(String program) {
        return switch (program) {
            case "postgres", "postmaster", "[postgres]", "[postmaster]" -> true;
            default -> false;
        };
    }

    // gpstate itself runs "postgres --gp-version", which ends at once and serves nobody.
    private static boolean onlyPrints(String word) {
        return switch (word) {
            case "--version", "-V", "--gp-version", "--catalog-version", "--help", "-?", "--describe-config", "-C" ->
                true;
            default -> false;
        };
    }

    private static int wordEnd(String text, int from) {
        int blank = text.indexOf(' ', from);
        return blank < 0 ? text.length() : blank;
    }

    private static String unquoted(String text, int from, int to) {
        int start = from;
        int end = Math.max(from, to);
        while (start < end && quote(text.charAt(start))) {
            start++;
        }
        while (end > start && quote(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean quote(char c) {
        return c == '"' || c == '\'';
    }

    private static String plain(String path) {
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        if (path.indexOf("//") < 0) {
            return path.substring(0, end);
        }
        StringBuilder plain = new StringBuilder(end);
        for (int i = 0; i < end; i++) {
            if (i == 0 || path.charAt(i) != '/' || path.charAt(i - 1) != '/') {
                plain.append(path.charAt(i));
            }
        }
        return plain.toString();
    }

    private static OptionalInt number(String text) {
        try {
            return OptionalInt.of(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }
}
