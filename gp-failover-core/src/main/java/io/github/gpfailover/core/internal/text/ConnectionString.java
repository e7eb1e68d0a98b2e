package io.github.gpfailover.core.internal.text;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A {@code keyword=value} string of libpq: values may be in single quotes, a backslash takes the next character as it is,
 * and the last value of a keyword wins. Only the keywords asked for are kept: there may be a password among the others.
 */
final class ConnectionString {

    private final String text;
    private int at;

    private ConnectionString(String text) {
        this.text = text;
    }

    /** Gives the values of the keywords asked for; null if the string is not of that form. */
    static Map<String, String> read(String text, Set<String> keywords) {
        return new ConnectionString(text).pairs(keywords);
    }

    private Map<String, String> pairs(Set<String> keywords) {
        Map<String, String> found = new HashMap<>();
        skipBlanks();
        while (at < text.length()) {
            int start = at;
            while (at < text.length() && text.charAt(at) != '=' && text.charAt(at) > ' ') {
                at++;
            }
            int end = at;
            skipBlanks();
            if (end == start || at == text.length() || text.charAt(at) != '=') {
                return null;
            }
            at++;
            skipBlanks();
            String value = value();
            if (value == null) {
                return null;
            }
            String keyword = text.substring(start, end);
            if (keywords.contains(keyword)) {
                found.put(keyword, value);
            }
            skipBlanks();
        }
        return found;
    }

    private String value() {
        boolean quoted = at < text.length() && text.charAt(at) == '\'';
        at += quoted ? 1 : 0;
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (quoted ? c == '\'' : c <= ' ') {
                at++;
                return value.toString();
            }
            if (c == '\\' && at + 1 < text.length()) {
                c = text.charAt(++at);
            }
            value.append(c);
            at++;
        }
        return quoted ? null : value.toString();
    }

    private void skipBlanks() {
        while (at < text.length() && text.charAt(at) <= ' ') {
            at++;
        }
    }
}
