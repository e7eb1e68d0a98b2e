package io.github.gpfailover.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellWordsTest {

    private static final List<String> NASTY = List.of(
            "",
            "'",
            "''",
            "'\\''",
            "\\",
            "\\'",
            "a'b\"c`d$e",
            "$(reboot)",
            "${HOME}",
            "`reboot`",
            "; reboot",
            "\n",
            "a\nb\n",
            "\r\n",
            "\t ",
            "-n",
            "-e",
            "--",
            "!!",
            "*",
            "~",
            "~root",
            "#comment",
            "{a,b}",
            "a=b",
            "%s",
            "\\000",
            "\u001b[2J",
            "\ud83d\ude00");

    @TempDir
    Path directory;

    @Test
    void theShellGivesEveryCharacterBack() throws Exception {
        List<String> words = new ArrayList<>();
        for (char c = 1; c < 0xFFFF; c++) {
            if (!Character.isSurrogate(c)) {
                words.add(String.valueOf(c));
            }
        }
        words.add("\uffff");

        assertThat(throughTheShell(words)).isEqualTo(words);
    }

    @Test
    void theShellGivesNastyStringsAndTheirMixturesBack() throws Exception {
        List<String> words = new ArrayList<>(NASTY);
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder word = new StringBuilder();
            for (int parts = random.nextInt(1, 6); parts > 0; parts--) {
                word.append(NASTY.get(random.nextInt(NASTY.size())));
            }
            words.add(word.toString());
        }

        assertThat(throughTheShell(words)).isEqualTo(words);
    }

    @Test
    void plainWordsStayReadable() {
        assertThat(ShellWords.join(List.of("gpinitstandby", "-s", "smdw", "/data/gpseg-1", "a b", "")))
                .isEqualTo("gpinitstandby -s smdw /data/gpseg-1 'a b' ''");
    }

    @Test
    void refusesNulAndNull() {
        assertThatThrownBy(() -> ShellWords.quote("a\0b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("NUL", "'a\\u0000b'");
        assertThatThrownBy(() -> ShellWords.quote(null)).hasMessage("argument must not be null");
        assertThatThrownBy(() -> ShellWords.join(null)).hasMessage("arguments must not be null");
    }

    /** One process for all words: each is printed with a NUL after it, which no word can hold. */
    private List<String> throughTheShell(List<String> words) throws IOException, InterruptedException {
        Path script = directory.resolve("script");
        Path out = directory.resolve("out");
        Files.writeString(script, "printf '%s\\000' " + ShellWords.join(words) + "\n");
        Process shell = new ProcessBuilder("/bin/sh", script.toString())
                .redirectOutput(out.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(shell.waitFor()).isZero();
        List<String> all =
                new ArrayList<>(List.of(new String(Files.readAllBytes(out), StandardCharsets.UTF_8).split("\0", -1)));
        all.remove(all.size() - 1);
        return all;
    }
}
