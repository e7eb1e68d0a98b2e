package io.github.gpfailover.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The contract's tests of closing. They exist because a program that closes a transport must be able to rely on it: nothing runs after it,
 * nobody waits for ever.
 */
abstract class ClosingTests extends TransportTests {

    ClosingTests(CommandTransportContract contract) {
        super(contract);
    }

    @Test
    @DisplayName("closing twice changes nothing, and neither does closing a transport that was never used")
    void closesTwice() throws InterruptedException {
        assertThatCode(() -> {
                    transport().close();
                    transport().close();
                })
                .doesNotThrowAnyException();
    }

    @Test
    @DisplayName("a closed transport starts no command")
    void runsNothingAfterClose() throws InterruptedException {
        run("true");
        transport().close();

        assertDidNotRun(failure(host(), Command.of("true")), Reason.NOT_STARTED);
    }

    @Test
    @DisplayName(
            "who waits for a command when the transport is closed is told that it may have taken effect, and waits no longer")
    void closeWhileACommandRuns() throws InterruptedException {
        try {
            CommandResult result =
                    contract.executeWhile(transport(), contract.endlessCommand(marker()), transport()::close);

            assertThat(result.exitedZero())
                    .as("a command that did not end by itself")
                    .isFalse();
        } catch (TransportException e) {
            assertMayHaveRun(e, Reason.LOST);
        }
    }

    @Test
    @DisplayName("closing one transport leaves another to the same host alone")
    void leavesOthersAlone() throws Exception {
        try (CommandTransport other = contract.transport()) {
            other.execute(host(), Command.of("true"));
            transport().close();

            assertThat(other.execute(host(), Command.of("printf", "%s", "well")).stdout())
                    .isEqualTo("well");
        }
    }
}
