package io.github.gpfailover.testkit.internal.ssh;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.ShellWords;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text that {@code SshTransport} sends to a shell, read back. It exists because a model has no shell. It is read strictly, so that
 * a word that a shell would read otherwise is never run as if it were meant.
 *
 * @param mark what the command's outputs begin with
 * @param environment the variables
 * @param argv the program and its arguments
 */
record ExecText(String mark, Map<String, String> environment, List<String> argv) {

    private static final String ENDING = "exec >/dev/null 2>&1;p=";
    private static final String CLEAN = "{ set +aeux;cd;} >/dev/null 2>&1;";
    private static final String FRAME =
            CLEAN + "echo M $$;echo M >&2;trap 'echo M $?>&2' 0;shopt -s execfail 2>/dev/null;".replace("M", "%1$s");

    private static final Pattern WORKER = Pattern.compile(
            Pattern.quote(CLEAN + "set --;[ -z ") + ".*;exec perl -e '.*' ([0-9a-f]{16}) \"\\$@\"", Pattern.DOTALL);

    /** Says whether this is the text that ends a process group, whose commands a model has always ended already. */
    static boolean endsGroup(String text) {
        int semicolon = text.indexOf(';', ENDING.length());
        return text.startsWith(ENDING)
                && semicolon > 0
                && text.substring(ENDING.length(), semicolon).matches("[0-9]{1,10}")
                && text.startsWith("alive(){", semicolon + 1);
    }

    /** Gives the mark if this is the text that starts a worker; empty if it is not. */
    static Optional<String> workersMark(String text) {
        Matcher worker = WORKER.matcher(text);
        return worker.matches() ? Optional.of(worker.group(1)) : Optional.empty();
    }

    /** Reads the text; an {@link IllegalArgumentException} says where it is not of the one form that is known. */
    static ExecText read(String text) {
        int from = CLEAN.length() + "echo ".length();
        int blank = text.indexOf(' ', from);
        String mark = blank < 0 ? "" : text.substring(from, blank);
        String frame = FRAME.formatted(mark);
        if (!Checks.plain(mark, "") || !text.startsWith(frame)) {
            throw new IllegalArgumentException("it does not begin with " + FRAME.formatted("MARK"));
        }
        Reader reader = new Reader(text, frame.length());
        Map<String, String> environment = new LinkedHashMap<>();
        if (reader.skip("export ")) {
            do {
                String name = reader.name();
                reader.need("=");
                environment.put(name, reader.word());
            } while (reader.skip(" "));
            reader.need("&&");
        }
        reader.need("exec ");
        List<String> argv = new ArrayList<>();
        do {
            argv.add(reader.word());
        } while (reader.skip(" "));
        reader.need(";exit $?");
        reader.needEnd();
        return new ExecText(mark, environment, argv);
    }

    /** A reader of words as {@link ShellWords} writes them, and as a shell would read them. */
    private static final class Reader {

        private static final String QUOTE_IN_QUOTES = "'\\''";

        private final String text;
        private int at;

        Reader(String text, int at) {
            this.text = text;
            this.at = at;
        }

        boolean skip(String expected) {
            boolean there = text.startsWith(expected, at);
            at += there ? expected.length() : 0;
            return there;
        }

        void need(String expected) {
            if (!skip(expected)) {
                throw wrong("'" + expected + "'");
            }
        }

        void needEnd() {
            if (at != text.length()) {
                throw wrong("the end");
            }
        }

        String name() {
            int equals = text.indexOf('=', at);
            if (equals < 0 || !Checks.plain(text.substring(at, equals), "_")) {
                throw wrong("a variable's name");
            }
            String name = text.substring(at, equals);
            at = equals;
            return name;
        }

        String word() {
            int start = at;
            String word = skip("'") ? quoted() : bare();
            if (!ShellWords.quote(word).equals(text.substring(start, at))) {
                at = start;
                throw wrong("a word");
            }
            return word;
        }

        private String bare() {
            int end = at;
            while (end < text.length() && " ;&".indexOf(text.charAt(end)) < 0) {
                end++;
            }
            String word = text.substring(at, end);
            at = end;
            return word;
        }

        private String quoted() {
            StringBuilder word = new StringBuilder();
            while (true) {
                int quote = text.indexOf('\'', at);
                if (quote < 0) {
                    throw wrong("the end of a quoted word");
                }
                word.append(text, at, quote);
                at = quote;
                if (!skip(QUOTE_IN_QUOTES)) {
                    at++;
                    return word.toString();
                }
                word.append('\'');
            }
        }

        private IllegalArgumentException wrong(String expected) {
            return new IllegalArgumentException(
                    expected + " was expected at character " + at + ": " + Checks.shown(text.substring(at)));
        }
    }
}
