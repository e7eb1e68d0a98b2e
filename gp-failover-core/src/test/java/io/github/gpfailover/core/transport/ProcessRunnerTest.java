package io.github.gpfailover.core.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("processes")
class ProcessRunnerTest {

    private static final HostName HOST = HostName.of("container");

    @Test
    void givesAProcessTheInputAndTheVariablesOfTheCommandAndItsLinesToTheListener() throws InterruptedException {
        Command command = Command.builder(List.of("anything"))
                .stdin("in\n")
                .variable("GREETING", "hello")
                .build();
        List<String> lines = new ArrayList<>();
        try (ProcessRunner runner = ProcessRunner.create()) {
            CommandResult result = runner.run(
                    HOST,
                    command,
                    List.of("sh", "-c", "cat; echo \"$GREETING\"; exit 3"),
                    line -> lines.add(line.text()));

            assertThat(result.stdout()).isEqualTo("in\nhello\n");
            assertThat(result.exitCode()).hasValue(3);
            assertThat(lines).containsExactly("in", "hello");
        }
    }

    @Test
    void keepsTheBeginningAndTheEndOfALongOutput() throws InterruptedException {
        try (ProcessRunner runner = ProcessRunner.create()) {
            String out = runner.run(HOST, Command.of("anything"), List.of("seq", "3000000"))
                    .stdout();

            assertThat(out).startsWith("1\n2\n").contains(" bytes left out ").endsWith("3000000\n");
            assertThat(out.length()).isLessThan(9 * 1024 * 1024);
        }
    }

    @Test
    void namesTheHostAndTheCommandWhereTheTimeIsUp() {
        Command command = Command.builder(List.of("anything"))
                .timeout(Duration.ofMillis(200))
                .build();
        try (ProcessRunner runner = ProcessRunner.create()) {
            assertThatThrownBy(() -> runner.run(HOST, command, List.of("sleep", "4000.7")))
                    .isInstanceOf(TransportException.class)
                    .hasMessageContaining("anything")
                    .extracting(e -> ((TransportException) e).reason(), e -> ((TransportException) e).host())
                    .containsExactly(Reason.TIMEOUT, HOST);
        }
    }

    @Test
    void runsNothingOnceItIsClosed() {
        ProcessRunner runner = ProcessRunner.create();
        runner.close();

        assertThatThrownBy(() -> runner.run(HOST, Command.of("anything"), List.of("true")))
                .isInstanceOf(TransportException.class)
                .extracting(e -> ((TransportException) e).reason())
                .isEqualTo(Reason.NOT_STARTED);
    }
}
