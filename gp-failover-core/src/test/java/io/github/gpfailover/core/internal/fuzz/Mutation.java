package io.github.gpfailover.core.internal.fuzz;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * What may become of an output before it is read: one to four changes of a text, made by a random number generator of a known seed.
 */
final class Mutation {

    private static final String[] OTHER_LANGUAGES = {
        "20261122:05:06:34:005833 gpstate:mdw:gpadmin-[INFO]:-Der Standby-Master ist nicht konfiguriert\n",
        "20261122:05:06:34:005833 gpstate:mdw:gpadmin-[ПРЕДУПРЕЖДЕНИЕ]:-Состояние не определено = 0\n",
        "gpstate：エラー：サーバーに接続できませんでした\n",
        "pg_ctl: 没有服务器进程正在运行\n",
        "Zustand des Datenbank-Clusters: im Produktivbetrieb\n",
        "FATAL: \u202eel sistema de base de datos está en modo de recuperación\n",
        "\ud83d\ude00 = \ud83d\ude00\n"
    };
    private static final String[] ODD_NUMBERS = {
        "99999999999999999999", "-1", "0", "2147483648", "-2147483648", "٣", "1e9", "", "0x10"
    };
    private static final char[] HUGE = {' ', '=', '.', '(', ')', '-', 'x', '\'', '\\', '0', '\u0000', 'я', '/', ':', '>'
    };
    private static final int CHANGES = 18;

    private final Random random;
    private String text;

    private Mutation(Random random, String text) {
        this.random = random;
        this.text = text;
    }

    /** Gives one of the texts, changed. */
    static String of(Random random, List<String> texts) {
        Mutation mutation = new Mutation(random, texts.get(random.nextInt(texts.size())));
        for (int changes = random.nextBoolean() ? 1 : 2 + random.nextInt(3); changes > 0; changes--) {
            mutation.change(texts);
        }
        return mutation.text;
    }

    private void change(List<String> texts) {
        switch (random.nextInt(CHANGES)) {
            case 0, 1 -> flipBits();
            case 2 -> text = text.substring(0, at());
            case 3 -> text = text.substring(at());
            case 4, 5 -> text = withLine(line -> line + line);
            case 6, 7 -> text = withLine(line -> "");
            case 8 -> swapLines();
            case 9 -> insert(garbage());
            case 10 -> insertLine(OTHER_LANGUAGES[random.nextInt(OTHER_LANGUAGES.length)]);
            case 11 -> insert(String.valueOf(HUGE[random.nextInt(HUGE.length)]).repeat(random.nextInt(4_000)));
            case 12 -> text = random.nextBoolean() ? text.replace("\n", "\r\n") : text.replace('\n', '\r');
            case 13 -> insert("\u0000");
            case 14 -> splice(texts.get(random.nextInt(texts.size())));
            case 15 -> oddNumber();
            case 16 -> shuffleLines();
            case 17 -> insertLine(random.nextBoolean() ? "… 12 bytes left out …\n" : "\n");
            default -> throw new IllegalStateException();
        }
    }

    private int at() {
        return random.nextInt(text.length() + 1);
    }

    private void flipBits() {
        if (text.isEmpty()) {
            return;
        }
        char[] chars = text.toCharArray();
        for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
            // Mostly within a byte, as on a wire; now and then into any character, lone surrogates among them.
            chars[random.nextInt(chars.length)] ^= (char) (1 << random.nextInt(random.nextInt(8) == 0 ? 16 : 7));
        }
        text = new String(chars);
    }

    private void insert(String what) {
        int at = at();
        text = text.substring(0, at) + what + text.substring(at);
    }

    private void insertLine(String line) {
        int at = lineStart(at());
        text = text.substring(0, at) + line + text.substring(at);
    }

    private String garbage() {
        char[] chars = new char[1 + random.nextInt(60)];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = (char) random.nextInt(random.nextInt(10) == 0 ? 0x10000 : 0x80);
        }
        return new String(chars);
    }

    private void splice(String other) {
        text = text.substring(0, at()) + other.substring(random.nextInt(other.length() + 1));
    }

    private void oddNumber() {
        int at = at();
        while (at < text.length() && !Character.isDigit(text.charAt(at))) {
            at++;
        }
        int end = at;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        text = text.substring(0, at) + ODD_NUMBERS[random.nextInt(ODD_NUMBERS.length)] + text.substring(end);
    }

    private void swapLines() {
        int first = lineStart(at());
        int second = lineStart(at());
        if (first > second) {
            int kept = first;
            first = second;
            second = kept;
        }
        int firstEnd = lineEnd(first);
        if (firstEnd <= second) {
            int secondEnd = lineEnd(second);
            text = text.substring(0, first)
                    + text.substring(second, secondEnd)
                    + text.substring(firstEnd, second)
                    + text.substring(first, firstEnd)
                    + text.substring(secondEnd);
        }
    }

    private void shuffleLines() {
        List<String> lines = new ArrayList<>(List.of(text.split("(?<=\n)")));
        Collections.shuffle(lines, random);
        text = String.join("", lines);
    }

    private String withLine(UnaryOperator<String> change) {
        int start = lineStart(at());
        int end = lineEnd(start);
        return text.substring(0, start) + change.apply(text.substring(start, end)) + text.substring(end);
    }

    private int lineStart(int at) {
        return text.lastIndexOf('\n', at - 1) + 1;
    }

    private int lineEnd(int start) {
        int newline = text.indexOf('\n', start);
        return newline < 0 ? text.length() : newline + 1;
    }
}
