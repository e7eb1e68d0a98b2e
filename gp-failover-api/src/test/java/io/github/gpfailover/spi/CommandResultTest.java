package io.github.gpfailover.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CommandResultTest {

    @Test
    void theLastLineIsStandardErrorsIfThereIsAny() {
        assertThat(result("out\n", "one\ntwo\n\n").lastLine()).isEqualTo("two");
        assertThat(result("one\ntwo\n", " \n").lastLine()).isEqualTo("two");
        assertThat(result("", "").lastLine()).isEmpty();
    }

    @Test
    void aStatusThatWasNeverToldIsNotZero() {
        CommandResult untold = CommandResult.of(OptionalInt.empty(), "", "", Duration.ZERO);

        assertThat(untold.exitedZero()).isFalse();
        assertThat(untold.exitText()).isEqualTo("no exit status");
        assertThat(result("", "").exitedZero()).isTrue();
        assertThat(CommandResult.of(2, "", "", Duration.ZERO).exitText()).isEqualTo("exit 2");
    }

    private static CommandResult result(String stdout, String stderr) {
        return CommandResult.of(0, stdout, stderr, Duration.ZERO);
    }
}
