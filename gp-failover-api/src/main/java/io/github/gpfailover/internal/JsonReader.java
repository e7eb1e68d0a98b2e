package io.github.gpfailover.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A strict JSON reader, bounded in depth. It exists because plans are read back from JSON, and the API module may have no library for that.
 */
public final class JsonReader {

    private static final int DEEPEST = 32;

    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    /**
     * Reads a JSON text.
     *
     * @param text the text
     * @return a map, list, string, {@link Long}, {@link Double}, {@link Boolean} or null
     * @throws NullPointerException if the text is null
     * @throws IllegalArgumentException if it is not JSON; the message names the position
     */
    public static Object read(String text) {
        JsonReader reader = new JsonReader(Checks.notNull(text, "JSON"));
        Object value = reader.value(0);
        reader.blanks();
        if (reader.at < text.length()) {
            throw reader.fault("nothing after the value");
        }
        return value;
    }

    private Object value(int depth) {
        if (depth > DEEPEST) {
            throw fault("at most " + DEEPEST + " levels");
        }
        blanks();
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, Object> object(int depth) {
        Map<String, Object> all = new LinkedHashMap<>();
        at++;
        blanks();
        if (take('}')) {
            return all;
        }
        do {
            blanks();
            if (peek() != '"') {
                throw fault("a name in double quotes");
            }
            String name = string();
            blanks();
            if (!take(':')) {
                throw fault("':'");
            }
            Object value = value(depth + 1);
            if (all.containsKey(name)) {
                throw fault("the name " + Checks.shown(name) + " only once");
            }
            all.put(name, value);
            blanks();
        } while (take(','));
        if (!take('}')) {
            throw fault("',' or '}'");
        }
        return all;
    }

    private List<Object> array(int depth) {
        List<Object> all = new ArrayList<>();
        at++;
        blanks();
        if (take(']')) {
            return all;
        }
        do {
            all.add(value(depth + 1));
            blanks();
        } while (take(','));
        if (!take(']')) {
            throw fault("',' or ']'");
        }
        return all;
    }

    private String string() {
        StringBuilder out = new StringBuilder();
        at++;
        while (true) {
            char c = peek();
            if (c < ' ') {
                throw fault("a closing '\"'");
            }
            at++;
            if (c == '"') {
                return out.toString();
            }
            out.append(c == '\\' ? escape() : c);
        }
    }

    private char escape() {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                if (at + 4 > text.length() || !text.substring(at, at + 4).matches("[0-9A-Fa-f]{4}")) {
                    throw fault("four hexadecimal digits");
                }
                at += 4;
                yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
            }
            default -> throw fault("an escape of JSON");
        };
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) {
            throw fault(word);
        }
        at += word.length();
        return value;
    }

    private Object number() {
        int from = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String number = text.substring(from, at);
        try {
            if (number.matches("-?(0|[1-9]\\d*)")) {
                return Long.valueOf(number);
            }
            if (number.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?")) {
                return Double.valueOf(number);
            }
            throw new NumberFormatException();
        } catch (NumberFormatException e) {
            at = from;
            throw fault("a value");
        }
    }

    private void blanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private boolean take(char c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    private IllegalArgumentException fault(String expected) {
        return new IllegalArgumentException("not JSON at character " + (at + 1) + ": expected " + expected
                + " but found " + (at < text.length() ? Checks.shown(text.substring(at)) : "the end"));
    }
}
