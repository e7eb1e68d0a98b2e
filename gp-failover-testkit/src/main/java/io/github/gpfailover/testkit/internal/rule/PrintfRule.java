package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.Call;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;

/** {@code printf FORMAT [ARGUMENT]...} with {@code %s}, {@code %%} and backslash escapes, as GNU coreutils print it. */
final class PrintfRule implements Rule {

    private static final String LETTERS = "abfnrtv\\\"";
    private static final String MEANINGS = "\u0007\b\f\n\r\t\u000B\\\"";
    private static final int MOST_OCTAL_DIGITS = 3;

    @Override
    public void run(Call call) {
        int first = call.words.size() > 1 && call.words.get(1).equals("--") ? 2 : 1;
        if (call.words.size() <= first || (first == 1 && call.words.get(1).startsWith("--"))) {
            throw call.unknown("only printf FORMAT [ARGUMENT]... is known");
        }
        String format = call.words.get(first);
        Iterator<String> arguments =
                call.words.subList(first + 1, call.words.size()).iterator();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean took;
        do {
            took = print(call, format, arguments, out);
        } while (took && arguments.hasNext());
        if (arguments.hasNext()) {
            throw call.unknown("printf warns of arguments that its format does not take");
        }
        call.out.append(out.toString(StandardCharsets.UTF_8));
        call.takes(20);
    }

    /** Prints the format once; false if it takes no argument. */
    private static boolean print(Call call, String format, Iterator<String> arguments, ByteArrayOutputStream out) {
        boolean took = false;
        int at = 0;
        while (at < format.length()) {
            char c = format.charAt(at);
            char next = at + 1 < format.length() ? format.charAt(at + 1) : '\0';
            if (c == '\\') {
                at = escape(call, format, at + 1, out);
            } else if (c == '%' && next == 's') {
                out.writeBytes(bytes(arguments.hasNext() ? arguments.next() : ""));
                took = true;
                at += 2;
            } else if (c == '%' && next == '%') {
                out.write('%');
                at += 2;
            } else if (c == '%') {
                throw call.unknown("of printf's conversions only %s and %% are known");
            } else {
                int end = at + Character.charCount(format.codePointAt(at));
                out.writeBytes(bytes(format.substring(at, end)));
                at = end;
            }
        }
        return took;
    }

    /** Prints what stands behind a backslash; gives where the rest begins. */
    private static int escape(Call call, String format, int from, ByteArrayOutputStream out) {
        int at = from;
        int octal = 0;
        while (at < format.length()
                && at - from < MOST_OCTAL_DIGITS
                && format.charAt(at) >= '0'
                && format.charAt(at) <= '7') {
            octal = octal * 8 + format.charAt(at++) - '0';
        }
        if (at > from) {
            out.write(octal);
            return at;
        }
        int letter = at < format.length() ? LETTERS.indexOf(format.charAt(at)) : -1;
        if (letter < 0) {
            throw call.unknown("of printf's escapes only \\NNN and those of " + LETTERS + " are known");
        }
        out.write(MEANINGS.charAt(letter));
        return at + 1;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
