package io.github.gpfailover.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;

/** The base of the contract's groups for transports: how they run commands and search for processes. */
abstract class TransportTests {

    /** Long enough for a connection that is made first, short enough to be waited for. */
    static final Duration SHORT = Duration.ofMillis(1500);

    private static final int MOST_LOOKS = 100;

    final CommandTransportContract contract;

    TransportTests(CommandTransportContract contract) {
        this.contract = contract;
    }

    /** After what a group does itself, and before the subclass of the contract closes what its transport needs. */
    @AfterEach
    final void removeLeftovers() {
        contract.leftovers().remove(contract);
    }

    final CommandTransport transport() {
        return contract.subject();
    }

    final HostName host() {
        return contract.host();
    }

    final CommandResult run(Command command) throws InterruptedException {
        return transport().execute(host(), command);
    }

    final CommandResult run(String... arguments) throws InterruptedException {
        return run(Command.of(arguments));
    }

    final CommandResult runWithInput(String input, String... arguments) throws InterruptedException {
        return run(Command.builder(List.of(arguments)).stdin(input).build());
    }

    final TransportException failure(HostName host, Command command) {
        return failure(transport(), host, command);
    }

    static TransportException failure(CommandTransport transport, HostName host, Command command) {
        TransportException e = catchThrowableOfType(TransportException.class, () -> transport.execute(host, command));
        assertThat(e)
                .as("'" + command + "' on " + host + " ends in a TransportException")
                .isNotNull();
        assertThat(e.host()).isEqualTo(host);
        assertThat(e).hasMessageContaining(host.value());
        return e;
    }

    static void assertDidNotRun(TransportException e, Reason reason) {
        assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason);
        assertThat(e.mayHaveRun()).isFalse();
    }

    static void assertMayHaveRun(TransportException e, Reason reason) {
        assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason);
        assertThat(e.mayHaveRun()).isTrue();
        assertThat(e.retryable()).isTrue();
    }

    /** Skips the test where the host has no shell. */
    final void needsShell() {
        assumeTrue(contract.hasShell(), "the host has no shell and no process table");
    }

    /** Skips the test where the subclass arranges nothing, and says by which method it would. */
    static <T> T needs(Optional<T> hook, String method, String what) {
        assumeTrue(hook.isPresent(), method + " gives nothing: the test needs " + what);
        return hook.get();
    }

    /** Gives a number of seconds, more than an hour, that no other process on the host has among its arguments. */
    final String marker() {
        String marker = "4000." + (UUID.randomUUID().getMostSignificantBits() >>> 1);
        contract.leftovers().begun(marker);
        return marker;
    }

    final boolean runsProcess(String marker) throws InterruptedException {
        return run("ps", "-ef").stdout().contains(marker);
    }

    /** Waits on the host, not here: a transport may need a moment to end what it was to end. */
    final void assertProcessEnds(String marker) throws InterruptedException {
        assertProcessEnds(transport(), marker);
    }

    final void assertProcessEnds(CommandTransport transport, String marker) throws InterruptedException {
        if (!contract.hasShell()) {
            return;
        }
        for (int i = 0; i < MOST_LOOKS; i++) {
            if (!transport.execute(host(), Command.of("ps", "-ef")).stdout().contains(marker)) {
                contract.leftovers().ended(marker);
                return;
            }
            transport.execute(host(), Command.of("sleep", "0.1"));
        }
        throw new AssertionError("processes of the command still run on " + host() + ":\n"
                + transport
                        .execute(host(), Command.of("ps", "-ef"))
                        .stdout()
                        .lines()
                        .filter(line -> line.contains(marker))
                        .toList());
    }

    /** Makes a directory on the host; {@link #removeDirectory} takes it away again. */
    final String makeDirectory() throws InterruptedException {
        CommandResult made = run("mktemp", "-d");
        assertThat(made.exitedZero()).as(made.stderr()).isTrue();
        String directory = made.stdout().stripTrailing();
        contract.leftovers().made(directory);
        return directory;
    }

    final void removeDirectory(String directory) throws InterruptedException {
        run(Command.builder(List.of("rm", "-r", directory)).mutating().build());
        contract.leftovers().removed(directory);
    }

    final void writeFile(String path, String text) throws InterruptedException {
        assertThat(run(Command.builder(List.of("tee", path))
                                .stdin(text)
                                .mutating()
                                .build())
                        .exitedZero())
                .isTrue();
    }
}
