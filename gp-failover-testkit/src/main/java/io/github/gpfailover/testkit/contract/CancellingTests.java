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
        // The first command may have to connect. The second says how slow the line is: the command must have begun when
        // its time is up.
        run("true");
        long asked = contract.sleeper().nanoTime();
        run("true");
        Duration once = Duration.ofNanos(contract.sleeper().nanoTime() - asked);
        Duration time = once.multipliedBy(4).compareTo(SHORT) > 0 ? once.multipliedBy(4) : SHORT;

        long began = contract.sleeper().nanoTime();
        TransportException e = failure(
                host(),
                Command.builder(List.copyOf(command.program())).timeout(time).build());
        assertThat(Duration.ofNanos(contract.sleeper().nanoTime() - began))
                .as("the time after which a time-out of " + time + " was reported")
                .isLessThanOrEqualTo(time.plus(contract.longestDelay()));
        return e;
    }
}
