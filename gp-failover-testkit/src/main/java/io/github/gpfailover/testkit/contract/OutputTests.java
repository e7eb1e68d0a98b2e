package io.github.gpfailover.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.internal.BoundedOutput;
import io.github.gpfailover.spi.CommandResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The contract's tests of output. They exist because steps read the utilities' texts for reasons, and must get all of them, each from its
 * own stream.
 */
abstract class OutputTests extends TransportTests {

    private static final int THREADS = 32;
    private static final int COMMANDS = 5;

    OutputTests(CommandTransportContract contract) {
        super(contract);
    }

    @Test
    @DisplayName("output is given as it was printed, blank lines and missing line ends included")
    void asPrinted() throws InterruptedException {
        assertThat(run("printf", "\\n\\n a \\t\\r\\n\\n").stdout()).isEqualTo("\n\n a \t\r\n\n");
        assertThat(run("printf", "no line end").stdout()).isEqualTo("no line end");
        assertThat(run("true").stdout()).isEmpty();
    }

    @Test
    @DisplayName("standard output and standard error are kept apart")
    void twoStreams() throws InterruptedException {
        CommandResult result = run("cat", "/no/such/file");

        assertThat(result.stdout()).isEmpty();
        assertThat(result.stderr()).contains("/no/such/file");
        assertThat(result.exitCode()).hasValue(1);
        assertThat(run("seq", "3").stderr()).isEmpty();
    }

    @Test
    @DisplayName("several mebibytes on both streams at once are read without a deadlock, and nothing is lost")
    void bothStreamsBig() throws InterruptedException {
        String text = "0123456789abcde\n".repeat(3 * 1024 * 1024 / 16);

        CommandResult result = runWithInput(text, "tee", "/dev/stderr");

        assertThat(result.stdout()).isEqualTo(text);
        assertThat(result.stderr()).isEqualTo(text);
    }

    @Test
    @DisplayName("of more than 20 MiB of output the beginning and the end are kept, and a line marks what was left out")
    void tooMuchOutput() throws InterruptedException {
        String out = run("seq", "3000000").stdout();

        assertThat(out.length()).isLessThan(20 * 1024 * 1024);
        assertThat(out.startsWith("1\n2\n3\n")).as("beginning").isTrue();
        assertThat(out.endsWith("\n2999999\n3000000\n")).as("end").isTrue();
        assertThat(BoundedOutput.isCut(out)).as("a line marks the cut").isTrue();
    }

    @Test
    @DisplayName("output that is not too long has no mark of a cut")
    void noMarkWithoutACut() throws InterruptedException {
        String out = run("seq", "300000").stdout();

        assertThat(BoundedOutput.isCut(out)).isFalse();
        assertThat(out.lines().count()).isEqualTo(300_000);
    }

    @Test
    @DisplayName("bytes that are not UTF-8 come as U+FFFD and harm nothing around them")
    void notUtf8() throws InterruptedException {
        assertThat(run("printf", "a\\377b\\200c\\n").stdout()).isEqualTo("a\uFFFDb\uFFFDc\n");
    }

    @Test
    @DisplayName("letters of more than one byte are read as UTF-8")
    void utf8() throws InterruptedException {
        assertThat(run("printf", "gr\\303\\266\\303\\237e \\360\\237\\230\\200").stdout())
                .isEqualTo("größe 😀");
    }

    @Test
    @DisplayName("NUL bytes in the output survive")
    void nulBytes() throws InterruptedException {
        assertThat(run("printf", "a\\0b\\0\\n").stdout()).isEqualTo("a\0b\0\n");
    }

    @Test
    @DisplayName("many threads may run commands at once, and each gets the output of its own")
    void manyThreads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<List<String>>> callers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int caller = i;
                callers.add(() -> {
                    List<String> outputs = new ArrayList<>();
                    for (int j = 0; j < COMMANDS; j++) {
                        outputs.add(runWithInput("caller " + caller + " command " + j + "\n", "cat")
                                .stdout());
                    }
                    return outputs;
                });
            }

            List<Future<List<String>>> answers = threads.invokeAll(callers, 100, TimeUnit.SECONDS);

            for (int i = 0; i < THREADS; i++) {
                List<String> expected = new ArrayList<>();
                for (int j = 0; j < COMMANDS; j++) {
                    expected.add("caller " + i + " command " + j + "\n");
                }
                assertThat(answers.get(i).get()).isEqualTo(expected);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
