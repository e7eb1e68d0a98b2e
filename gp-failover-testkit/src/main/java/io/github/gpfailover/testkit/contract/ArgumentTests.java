package io.github.gpfailover.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.spi.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The contract's tests of arguments. They exist because an argument that a shell reads otherwise than it was given runs another command
 * than the one that was meant.
 */
abstract class ArgumentTests extends TransportTests {

    ArgumentTests(CommandTransportContract contract) {
        super(contract);
    }

    @Test
    @DisplayName("an argument reaches the program byte for byte, whatever character of ASCII but NUL it holds")
    void everyAsciiCharacter() throws InterruptedException {
        List<String> arguments = new ArrayList<>();
        StringBuilder all = new StringBuilder();
        for (char c = 1; c < 128; c++) {
            arguments.add(String.valueOf(c));
            arguments.add("a" + c + "b");
            all.append(c);
        }
        arguments.add(all.toString());

        reach(arguments);
    }

    @Test
    @DisplayName("a character beyond ASCII reaches the program as UTF-8, or the command is not started")
    void charactersBeyondAscii() throws InterruptedException {
        StringBuilder latin = new StringBuilder();
        for (char c = 128; c < 256; c++) {
            latin.append(c);
        }
        List<String> arguments = List.of(latin.toString(), "größe", "日本語", "😀", "\u2028", "\uFEFF", "e\u0301");
        try {
            reach(arguments);
        } catch (TransportException e) {
            // A program whose own locale has no such characters can't give them to a process.
            assertDidNotRun(e, Reason.NOT_STARTED);
        }
    }

    @Test
    @DisplayName(
            "nothing in an argument is read by a shell: no quote, blank, variable, command, glob, tilde or comment")
    void shellSyntax() throws InterruptedException {
        reach(List.of(
                "$(touch /tmp/never)",
                "`false`",
                "$HOME",
                "${HOME}",
                "$1",
                "$$",
                "*",
                "/*",
                "?",
                "[a-z]",
                "{a,b}",
                "~",
                "~root",
                "a b",
                "  ",
                "\t",
                "a'b",
                "'",
                "''",
                "'\\''",
                "\"",
                "a\"b\"c",
                "\\",
                "\\\\",
                "\\n",
                "a\\",
                "#",
                "a;b",
                "a&b",
                "a|b",
                "a>b",
                "<a",
                "!",
                "!!",
                "(a)",
                "a=b",
                "^a^b",
                "%s",
                "\r\n",
                "EOF"));
    }

    @Test
    @DisplayName("an argument may be many lines, and may end in line ends")
    void lines() throws InterruptedException {
        reach(List.of("\n", "a\nb", "\n\na\n\n\n", "a\r\nb\r\n"));
    }

    @Test
    @DisplayName("an empty argument is an argument, wherever it stands")
    void emptyArguments() throws InterruptedException {
        reach(List.of("", "a", "", "", "b", ""));
    }

    @Test
    @DisplayName("an argument that begins with a dash is the program's own affair")
    void dashes() throws InterruptedException {
        reach(List.of("-", "--", "-n", "-e", "--help", "-c", "--version"));
    }

    @Test
    @DisplayName("ten thousand arguments reach the program, each by itself and in their order")
    void veryManyArguments() throws InterruptedException {
        reach(IntStream.range(0, 10_000).mapToObj(String::valueOf).toList());
    }

    @Test
    @DisplayName("a long argument reaches the program whole")
    void longArgument() throws InterruptedException {
        reach(List.of("0123456789".repeat(5_000)));
    }

    @Test
    @DisplayName("a program may have blanks, quotes and dollars in its name")
    void programWithBlanks() throws InterruptedException {
        needsShell();
        String directory = makeDirectory();
        try {
            String program = directory + "/a 'program' of $HOME";
            writeFile(program, "#!/bin/sh\nprintf 'ran with %s' \"$1\"\n");
            run("chmod", "700", program);

            assertThat(run(program, "an argument").stdout()).isEqualTo("ran with an argument");
        } finally {
            removeDirectory(directory);
        }
    }

    private void reach(List<String> arguments) throws InterruptedException {
        List<String> words = new ArrayList<>(List.of("printf", "%s\\0"));
        words.addAll(arguments);

        String out = run(Command.builder(words).build()).stdout();

        List<String> reached = List.of(out.split("\0", -1));
        assertThat(reached).hasSize(arguments.size() + 1);
        assertThat(reached.subList(0, arguments.size())).isEqualTo(arguments);
        assertThat(reached.get(arguments.size())).isEmpty();
    }
}
