package io.github.gpfailover.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.spi.Command;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The contract's tests of time-outs and interrupts. They exist because a command that nobody waits for any more, and that still runs, may
 * yet change the cluster.
 */
abstract class CancellingTests extends TransportTests {

    CancellingTests(CommandTransportContract contract) {
        super(contract);
    }

    @Test
    @DisplayName("a command that does not end within its time is ended soon after it, and may have taken effect")
    void timeout() throws InterruptedException {
        String marker = marker();

        TransportException e = timedOut(contract.endlessCommand(marker));

        assertMayHaveRun(e, Reason.TIMEOUT);
        assertProcessEnds(marker);
    }

    @Test
    @DisplayName("the message of a time-out names the host, the command and the last line that it printed")
    void timeoutMessage() throws InterruptedException {
        needsShell();
        String marker = marker();

        TransportException e =
                timedOut(Command.of("sh", "-c", "echo first; echo the last line; exec sleep \"$1\"", "sh", marker));

        assertThat(e)
                .hasMessageContaining(host().value())
                .hasMessageContaining(marker)
                .hasMessageContaining("the last line");
        assertProcessEnds(marker);
    }

    @Test
    @DisplayName("when the time is up, the processes that the command started are ended with it")
    void endsChildren() throws InterruptedException {
        needsShell();
        String marker = marker();
        String script = "sleep \"$1\" & (sleep \"$1\"; true) & echo started; wait";

        assertMayHaveRun(timedOut(Command.of("sh", "-c", script, "sh", marker)), Reason.TIMEOUT);

        assertProcessEnds(marker);
    }

    @Test
    @DisplayName("a command that does not heed being asked to end is killed")
    void killsWhatDoesNotHeed() throws InterruptedException {
        needsShell();
        String marker = marker();
        String script = "trap '' TERM HUP INT; echo started; while :; do sleep 1; done";

        assertMayHaveRun(timedOut(Command.of("sh", "-c", script, "sh", marker)), Reason.TIMEOUT);

        assertProcessEnds(marker);
    }

    @Test
    @DisplayName("a command that never stops printing is ended when its time is up")
    void endsATalker() throws InterruptedException {
        needsShell();
        String marker = marker();

        TransportException e = timedOut(Command.of("yes", marker));

        assertMayHaveRun(e, Reason.TIMEOUT);
        assertProcessEnds(marker);
    }

    @Test
    @DisplayName("after a time-out the next command works")
    void worksAfterATimeout() throws InterruptedException {
        timedOut(contract.endlessCommand(marker()));

        assertThat(run("printf", "%s", "well").stdout()).isEqualTo("well");
    }

    @Test
    @DisplayName("an interrupt ends the wait with an InterruptedException, and the command with it")
    void interrupt() throws InterruptedException {
        String marker = marker();
        Thread caller = Thread.currentThread();

        assertThatThrownBy(() -> contract.executeWhile(transport(), contract.endlessCommand(marker), caller::interrupt))
                .isInstanceOf(InterruptedException.class);

        assertThat(Thread.interrupted())
                .as("the interrupt was told by the exception")
                .isFalse();
        assertProcessEnds(marker);
        assertThat(run("true").exitCode()).as("the next command").hasValue(0);
    }

    @Test
    @DisplayName("a thread that was interrupted before gets an InterruptedException, and nothing goes on running")
    void interruptedBefore() throws InterruptedException {
        String marker = marker();
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> run(contract.endlessCommand(marker))).isInstanceOf(InterruptedException.class);

        assertThat(Thread.interrupted())
                .as("the interrupt was told by the exception")
                .isFalse();
        assertProcessEnds(marker);
    }

    private TransportException timedOut(Command command) throws InterruptedException {
        Command timed =
                Command.builder(List.copyOf(command.program())).timeout(SHORT).build();
        // The first command may have to connect.
        run("true");
        long began = contract.sleeper().nanoTime();
        TransportException e = failure(host(), timed);
        assertThat(Duration.ofNanos(contract.sleeper().nanoTime() - began))
                .as("the time after which a time-out of " + SHORT + " was reported")
                .isLessThanOrEqualTo(SHORT.plus(contract.longestDelay()));
        return e;
    }
}
