package io.github.gpfailover.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The contract's tests of standard input. They exist because SQL and passwords go there, and a program that waits for more of it never
 * ends.
 */
abstract class InputTests extends TransportTests {

    private static final int MEBIBYTE = 1024 * 1024;

    InputTests(CommandTransportContract contract) {
        super(contract);
    }

    @Test
    @DisplayName("standard input reaches the program as UTF-8, and then ends")
    void reachesTheProgram() throws InterruptedException {
        String text = "größe 日本語 😀 $(false) 'quoted' \\ \n\n no line end\0after NUL";

        assertThat(runWithInput(text, "cat").stdout()).isEqualTo(text);
    }

    @Test
    @DisplayName("a command without standard input sees its end at once")
    void emptyInput() throws InterruptedException {
        CommandResult result = run("cat");

        assertThat(result.exitCode()).hasValue(0);
        assertThat(result.stdout()).isEmpty();
    }

    @Test
    @DisplayName("a mebibyte of standard input can come back as output while it is still being written")
    void inputAndOutputAtOnce() throws InterruptedException {
        String text = "0123456789abcde\n".repeat(MEBIBYTE / 16);

        assertThat(runWithInput(text, "cat").stdout()).isEqualTo(text);
    }

    @Test
    @DisplayName("a program that does not read its standard input ends well all the same")
    void inputThatIsNotRead() throws InterruptedException {
        assertThat(runWithInput("x".repeat(4 * MEBIBYTE), "true").exitCode()).hasValue(0);
        assertThat(run("true").exitCode()).as("the next command").hasValue(0);
    }

    @Test
    @DisplayName("secret input is in no exception")
    void secretInput() {
        String secret = "s3cret-" + ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);
        Command command = Command.builder(contract.endlessCommand(marker()).program())
                .secretStdin(secret + "\n")
                .timeout(SHORT)
                .build();

        hides(failure(host(), command), secret);
    }

    @Test
    @DisplayName("secret input is in no exception of a command that could not be started")
    void secretInputOfNoProgram() {
        needsShell();
        String secret = "s3cret-" + ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);

        hides(
                failure(
                        host(),
                        Command.builder(List.of("no-such-program-4711"))
                                .secretStdin(secret)
                                .build()),
                secret);
    }

    private static void hides(Throwable seen, String secret) {
        for (Throwable e = seen; e != null; e = e.getCause()) {
            assertThat(e.toString()).doesNotContain(secret);
            assertThat(List.of(e.getSuppressed()).toString()).doesNotContain(secret);
        }
    }
}
