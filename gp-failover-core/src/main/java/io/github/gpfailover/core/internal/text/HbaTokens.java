package io.github.gpfailover.core.internal.text;

import java.util.ArrayList;
import java.util.List;

/**
 * The columns of each line of a {@code pg_hba.conf}, cut as {@code next_token} and {@code next_field_expand} of hba.c do it. It exists
 * because a rule that is read otherwise than the server reads it proves nothing.
 */
final class HbaTokens {

    /**
     * One column, or one token of a column that is a list.
     *
     * @param text its text without quotes
     * @param quoted whether it begins with a quote: then it is a name, and no keyword
     * @param list the tokens of a list; empty where it is a single one
     */
    record Token(String text, boolean quoted, List<Token> list) {

        /** Gives the tokens of a list, or the column itself. */
        List<Token> words() {
            return list.isEmpty() ? List.of(this) : list;
        }

        /** Says whether it names a file of tokens. */
        boolean file() {
            return text.startsWith("@") && text.length() > 1 && !quoted;
        }
    }

    // The server drops the rest of a line behind a longer token.
    private static final int LONGEST = 255;
    // A method and what goes before it; its options don't count.
    private static final int MOST = 6;

    private final String text;
    private final int end;
    private int at;
    private boolean comma;

    private HbaTokens(String text, int start, int end) {
        this.text = text;
        this.at = start;
        this.end = end;
    }

    /** Gives the columns of each line that has some. A backslash at its end joins a line with the next one (PostgreSQL 14). */
    static List<List<Token>> read(String text) {
        List<List<Token>> lines = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            while (end > start && text.charAt(end - 1) == '\\') {
                end = text.indexOf('\n', end + 1);
            }
            end = end < 0 ? text.length() : end;
            List<Token> columns = new HbaTokens(text, start, end).columns();
            if (!columns.isEmpty()) {
                lines.add(columns);
            }
            start = end + 1;
        }
        return lines;
    }

    private List<Token> columns() {
        Token word = word();
        if (word == null) {
            return List.of();
        }
        List<Token> columns = new ArrayList<>(MOST);
        List<Token> words = new ArrayList<>(2);
        while (word != null && columns.size() < MOST) {
            words.add(word);
            if (!comma) {
                columns.add(column(words));
                words.clear();
            }
            word = word();
        }
        if (!words.isEmpty()) {
            columns.add(column(words));
        }
        return columns;
    }

    /** The next token, and whether a comma ends it; null behind the last one. */
    private Token word() {
        comma = false;
        while (at < end && (blank(text.charAt(at)) || text.charAt(at) == ',')) {
            at++;
        }
        StringBuilder word = new StringBuilder(16);
        boolean quoted = at < end && text.charAt(at) == '"';
        boolean some = false;
        boolean inside = false;
        while (at < end) {
            char c = text.charAt(at);
            if (!inside && (blank(c) || c == '#' || c == ',')) {
                comma = c == ',';
                at = c == '#' ? end : comma ? at + 1 : at;
                break;
            }
            if (c == '"') {
                boolean doubled = inside && at + 1 < end && text.charAt(at + 1) == '"';
                if (doubled) {
                    word.append(c);
                    at++;
                } else {
                    inside = !inside;
                }
            } else {
                word.append(c);
            }
            some = true;
            at = word.length() < LONGEST ? at + 1 : end;
        }
        return some ? new Token(word.toString(), quoted, List.of()) : null;
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\\' || c == '\n';
    }

    private static Token column(List<Token> words) {
        return words.size() == 1
                ? words.get(0)
                : new Token(String.join(",", words.stream().map(Token::text).toList()), false, List.copyOf(words));
    }
}
