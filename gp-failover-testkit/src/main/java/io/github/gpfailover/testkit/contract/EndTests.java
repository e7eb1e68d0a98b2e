package io.github.gpfailover.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The contract's tests of a command's end. They exist because "it did not run", "it failed" and "it can't be determined" lead to three
 * different next steps.
 */
abstract class EndTests extends TransportTests {

    EndTests(CommandTransportContract contract) {
        super(contract);
    }

    @Test
    @DisplayName("an exit status is a result and not an exception: 0 and 1")
    void exitStatus() throws InterruptedException {
        CommandResult good = run("true");
        CommandResult bad = run("false");

        assertThat(good.exitCode()).hasValue(0);
        assertThat(bad.exitCode()).hasValue(1);
        assertThat(good.elapsed()).isGreaterThanOrEqualTo(Duration.ZERO);
    }

    @Test
    @DisplayName("an exit status is told as it was, up to 255")
    void otherExitStatus() throws InterruptedException {
        needsShell();
        for (int status : new int[] {2, 7, 128, 254, 255}) {
            assertThat(exit(status).exitCode()).hasValue(status);
        }
    }

    @Test
    @DisplayName(
            "a program that ends with 126 or 127 did run: these are results, and do not mean that there is no program")
    void statusOfAMissingProgram() throws InterruptedException {
        needsShell();
        assertThat(exit(126).exitCode()).hasValue(126);
        assertThat(exit(127).exitCode()).hasValue(127);
    }

    @Test
    @DisplayName("a command that a signal killed ends with 128 and the signal's number, never with 0")
    void killedBySignal() throws InterruptedException {
        needsShell();
        CommandResult result = run("sh", "-c", "echo before; kill -KILL $$");

        assertThat(result.exitedZero()).isFalse();
        assertThat(result.exitCode()).hasValue(137);
        assertThat(result.stdout()).isEqualTo("before\n");
    }

    @Test
    @DisplayName("an end without an exit status is a result without one")
    void noExitStatus() throws InterruptedException {
        Command command = needs(
                contract.commandWithoutExitStatus(),
                "commandWithoutExitStatus()",
                "a command that ends without an exit status");

        CommandResult result = run(command);

        assertThat(result.exitCode()).isEmpty();
        assertThat(result.exitedZero()).isFalse();
    }

    @Test
    @DisplayName("where there is no such program, the command is not started and did not run")
    void noSuchProgram() {
        needsShell();
        TransportException e = failure(host(), Command.of("no-such-program-4711", "an argument"));

        assertDidNotRun(e, Reason.NOT_STARTED);
        assertThat(e.retryable()).isFalse();
        assertThat(e).hasMessageContaining("no-such-program-4711");
    }

    @Test
    @DisplayName("what cannot be executed is not started")
    void notExecutable() {
        needsShell();
        assertDidNotRun(failure(host(), Command.of("/dev/null")), Reason.NOT_STARTED);
        assertDidNotRun(failure(host(), Command.of("/no such directory/program")), Reason.NOT_STARTED);
    }

    @Test
    @DisplayName("after a command that failed the next one works")
    void nextOneWorks() throws InterruptedException {
        run("false");

        assertThat(run("printf", "%s", "well").stdout()).isEqualTo("well");
    }

    @Test
    @DisplayName(
            "the result is given when the command's own process ends, although a process that it left behind holds its output")
    void leftBehindProcess() throws InterruptedException {
        needsShell();
        String marker = marker();
        CommandResult result = run("sh", "-c", "sleep \"$1\" & echo $!", "sh", marker);
        String pid = result.stdout().strip();
        try {
            assertThat(result.exitCode()).hasValue(0);
            assertThat(pid).matches("[0-9]+");
            assertThat(runsProcess(marker))
                    .as("what was left behind is not ended")
                    .isTrue();
        } finally {
            run("kill", pid);
        }
    }

    @Test
    @DisplayName("a command or a host that is null is refused")
    @SuppressWarnings("NullAway")
    void nulls() {
        assertThatNullPointerException().isThrownBy(() -> transport().execute(null, Command.of("true")));
        assertThatNullPointerException().isThrownBy(() -> transport().execute(host(), null));
        assertThatNullPointerException().isThrownBy(() -> transport().execute(host(), Command.of("true"), null));
    }

    private CommandResult exit(int status) throws InterruptedException {
        return run("sh", "-c", "exit \"$1\"", "sh", String.valueOf(status));
    }
}
