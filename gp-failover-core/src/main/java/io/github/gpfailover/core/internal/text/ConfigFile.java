package io.github.gpfailover.core.internal.text;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.internal.BoundedOutput;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A configuration file, read as the server reads it (the server's {@code guc-file.l}): {@code name = value} with or without {@code =},
 * values in single quotes with {@code ''} and backslash escapes, comments, and the last line of a name wins. It exists for
 * {@code recovery.conf}, {@code postgresql.auto.conf} and {@code internal.auto.conf}.
 *
 * <p>Only the settings asked for are kept: such a file may hold passwords, so no other value, and no line of it, is kept or quoted.
 */
final class ConfigFile {

    private final Map<String, String> values = new HashMap<>();
    private final UnexpectedLine unplaced = new UnexpectedLine();

    private ConfigFile() {}

    /**
     * Reads a file.
     *
     * @param names the settings that are needed, in lower case
     * @throws UnreadableOutputException if a line of one of them is not understood or may have been cut off, or a part was left out
     */
    static ConfigFile read(HostName host, String file, String text, Set<String> names) {
        ConfigFile read = new ConfigFile();
        TextLines lines = new TextLines(text);
        int number = 0;
        while (lines.next()) {
            number++;
            if (BoundedOutput.isMark(text, lines.start(), lines.end())) {
                throw new UnreadableOutputException(host, file, "all of the file", lines.quote());
            }
            Line line = new Line(text, lines.start(), lines.end());
            if (line.empty()) {
                continue;
            }
            String name = line.name();
            boolean needed = names.contains(name);
            String value = name.isEmpty() ? null : line.value(needed);
            if (needed && (value == null || (!line.quoted() && !lines.complete()))) {
                throw new UnreadableOutputException(
                        host, file, "a whole value for " + name, "line " + number + ", not shown here: " + name);
            }
            if (value == null) {
                read.unplaced.note(name.isEmpty() ? "line " + number : "line " + number + ": " + name);
            } else if (needed) {
                read.values.put(name, value);
            }
        }
        return read;
    }

    /** Gives the value of a setting that was asked for. */
    Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** Gives the number and name of the first line that could not be placed, never its value. */
    Optional<String> firstUnplaced() {
        return unplaced.first();
    }

    /** A walk over one line. */
    private static final class Line {

        private static final int LONGEST_NAME = 63;
        // The server's walreceiver keeps 1023 bytes of a connection string (MAXCONNINFO); a value that is longer is
        // garbage.
        private static final int LONGEST_VALUE = 1023;

        private final String text;
        private final int end;
        private int at;
        private boolean quoted;

        Line(String text, int start, int end) {
            this.text = text;
            this.end = end;
            at = start;
        }

        boolean empty() {
            skipBlanks();
            return at == end || text.charAt(at) == '#';
        }

        boolean quoted() {
            return quoted;
        }

        /** Takes the name, in lower case; empty if there is none. */
        String name() {
            int start = at;
            while (at < end && nameCharacter(text.charAt(at))) {
                at++;
            }
            return at - start > LONGEST_NAME ? "" : text.substring(start, at).toLowerCase(Locale.ROOT);
        }

        /**
         * Takes the value up to the end of the line; null if it is none. A value that is not needed is only checked for its form.
         */
        String value(boolean needed) {
            skipBlanks();
            if (at < end && text.charAt(at) == '=') {
                at++;
                skipBlanks();
            }
            StringBuilder value = needed ? new StringBuilder() : null;
            quoted = at < end && text.charAt(at) == '\'';
            boolean good = quoted ? quotedValue(value) : plainValue(value);
            if (!good || !empty() || (needed && value.length() > LONGEST_VALUE)) {
                return null;
            }
            return needed ? value.toString() : "";
        }

        private boolean plainValue(StringBuilder value) {
            int start = at;
            while (at < end && plainCharacter(text.charAt(at))) {
                at++;
            }
            if (value != null) {
                value.append(text, start, Math.min(at, start + LONGEST_VALUE + 1));
            }
            return at > start;
        }

        private boolean quotedValue(StringBuilder value) {
            at++;
            while (at < end) {
                char c = text.charAt(at++);
                if (c == '\'') {
                    if (at == end || text.charAt(at) != '\'') {
                        return true;
                    }
                    at++;
                } else if (c == '\\') {
                    if (at == end) {
                        return false;
                    }
                    c = escaped();
                }
                if (value != null && value.length() <= LONGEST_VALUE) {
                    value.append(c);
                }
            }
            return false;
        }

        private char escaped() {
            char c = text.charAt(at++);
            if (c >= '0' && c <= '7') {
                int octal = c - '0';
                for (int i = 0; i < 2 && at < end && text.charAt(at) >= '0' && text.charAt(at) <= '7'; i++) {
                    octal = octal * 8 + text.charAt(at++) - '0';
                }
                return (char) octal;
            }
            return switch (c) {
                case 'b' -> '\b';
                case 'f' -> '\f';
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                default -> c;
            };
        }

        private void skipBlanks() {
            while (at < end && (text.charAt(at) == ' ' || text.charAt(at) == '\t' || text.charAt(at) == '\r')) {
                at++;
            }
        }

        private static boolean nameCharacter(char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
        }

        private static boolean plainCharacter(char c) {
            return nameCharacter(c) || c == '-' || c == ':' || c == '/' || c == '+';
        }
    }
}
