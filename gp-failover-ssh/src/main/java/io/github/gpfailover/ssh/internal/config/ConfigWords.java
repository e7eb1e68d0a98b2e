package io.github.gpfailover.ssh.internal.config;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a line in OpenSSH's settings. It exists because OpenSSH cuts a line by rules of its own: quotes, a few escapes, and a
 * comment at the end.
 */
final class ConfigWords {

    private final String text;
    private int at;

    private ConfigWords(String text) {
        this.text = text;
    }

    /**
     * Takes what stands behind a keyword apart.
     *
     * @throws IllegalArgumentException if a quote is not closed
     */
    static List<String> of(String text) {
        ConfigWords in = new ConfigWords(text);
        List<String> words = new ArrayList<>();
        while (true) {
            while (in.at < text.length() && isBlank(text.charAt(in.at))) {
                in.at++;
            }
            if (in.at == text.length() || text.charAt(in.at) == '#') {
                return words;
            }
            words.add(in.word());
        }
    }

    private String word() {
        StringBuilder out = new StringBuilder();
        char quote = 0;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            char next = at + 1 < text.length() ? text.charAt(at + 1) : 0;
            if (c == '\\' && (next == '"' || next == '\'' || next == '\\' || (next == ' ' && quote == 0))) {
                out.append(next);
                at++;
            } else if (quote == 0 && isBlank(c)) {
                break;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else {
                out.append(c);
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException(
                    "has a quote (" + quote + ") that is not closed; close it on the same line");
        }
        return out.toString();
    }

    static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\f';
    }
}
