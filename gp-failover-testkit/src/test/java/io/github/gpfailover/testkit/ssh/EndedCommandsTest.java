package io.github.gpfailover.testkit.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.OutputListener;
import io.github.gpfailover.ssh.SshTransport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that ended before their time was up, while their output had not: nobody's time was up, and nothing is ended. */
@Tag("ssh")
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class EndedCommandsTest {

    private static final HostName MDW = HostName.of("mdw");
    private static final Duration SHORT = Duration.ofSeconds(3);
    // More than goes out before the client must let the other side send more, and no more than that and what pipes
    // hold.
    private static final int MORE_THAN_A_WINDOW = (2 << 20) + 60_000;

    @TempDir
    private Path directory;

    private final ShellServer server = ShellServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest(name = "by workers: {0}")
    @ValueSource(booleans = {true, false})
    void whatPrintsAfterTheEndIsNoTimeOutAndIsNotEnded(boolean workers) throws Exception {
        Path goesOn = directory.resolve("goes-on");
        Path stop = directory.resolve("stop");
        String left = "(trap '' PIPE; i=0; until [ -e " + stop + " ] || [ $i -gt 1500 ]; do i=$((i+1)); echo x; : >>"
                + goesOn + "; sleep 0.02; done)";
        try (SshTransport ssh = transport(workers)) {
            try {
                // A moment without output, on a slow machine, is the end of it.
                assertThat(ssh.execute(MDW, shell(left + " 2>&1 & echo started; exit 7", SHORT))
                                .exitCode())
                        .hasValue(7);
            } catch (TransportException e) {
                assertThat(e.reason()).as(e.getMessage()).isEqualTo(Reason.LOST);
                assertThat(e).hasMessageContaining("ended on").hasMessageContaining("exit status 7");
            }
            Files.delete(goesOn);
            for (int i = 0; i < 200 && !Files.exists(goesOn); i++) {
                Thread.sleep(20);
            }
            assertThat(goesOn).as("what the command left goes on").exists();
        } finally {
            Files.createFile(stop);
        }
    }

    @ParameterizedTest(name = "by workers: {0}")
    @ValueSource(booleans = {true, false})
    void aListenerThatIsSlowTakesNothingFromACommandThatEndedInTime(boolean workers) throws Exception {
        AtomicBoolean waited = new AtomicBoolean();
        OutputListener slow = line -> {
            if (!waited.getAndSet(true)) {
                sleep(SHORT.plusSeconds(1));
            }
        };
        String script = "yes 'a line of twenty b' | head -c " + MORE_THAN_A_WINDOW + "; exit 7";
        try (SshTransport ssh = transport(workers)) {
            CommandResult result = ssh.execute(MDW, shell(script, SHORT), slow);

            assertThat(result.exitCode()).hasValue(7);
            assertThat(result.stdout()).hasSize(MORE_THAN_A_WINDOW);
        }
    }

    @ParameterizedTest(name = "by workers: {0}")
    @ValueSource(booleans = {true, false})
    void whatACommandLeftGoesOnWhenTheListenerThrowsAfterItsEnd(boolean workers) throws Exception {
        Path ended = directory.resolve("ended");
        OutputListener throwing = line -> {
            sleep(Duration.ofSeconds(1));
            throw new IllegalStateException("no more");
        };
        String script = "(exec >/dev/null 2>&1; sleep 5; : >" + ended + ") & echo line";
        try (SshTransport ssh = transport(workers)) {
            assertThat(catchThrowableOfType(
                            IllegalStateException.class, () -> ssh.execute(MDW, shell(script, SHORT), throwing)))
                    .isNotNull();

            for (int i = 0; i < 500 && !Files.exists(ended); i++) {
                Thread.sleep(20);
            }
            assertThat(ended).exists();
        }
    }

    @ParameterizedTest(name = "by workers: {0}")
    @ValueSource(booleans = {true, false})
    void aCommandThatPrintsFasterThanItsListenerReadsIsEndedInTime(boolean workers) throws Exception {
        try (SshTransport ssh = transport(workers)) {
            long began = System.nanoTime();
            TransportException e = catchThrowableOfType(
                    TransportException.class, () -> ssh.execute(MDW, shell("exec yes", SHORT), line -> {}));

            assertThat(e.reason()).as(e.getMessage()).isEqualTo(Reason.TIMEOUT);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SHORT.plusSeconds(20));
        }
    }

    private SshTransport transport(boolean workers) throws InterruptedException {
        SshTransport ssh = workers
                ? WorkersTest.to(server).build()
                : WorkersTest.to(server).sessionPerCommand().build();
        if (workers) {
            Workers.await(ssh, MDW);
        }
        return ssh;
    }

    private static Command shell(String script, Duration timeout) {
        return Command.builder(List.of("sh", "-c", script)).timeout(timeout).build();
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
