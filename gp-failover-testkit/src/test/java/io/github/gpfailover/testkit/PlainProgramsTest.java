package io.github.gpfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.transport.LocalTransport;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(SimulatedClusterExtension.class)
class PlainProgramsTest {

    private static final HostName HERE = HostName.of("here");

    static Stream<List<String>> commands() {
        return Stream.of(
                List.of("printf", "a\\tb\\n"),
                List.of("printf", "%s|%%\\n", "one", "two"),
                List.of("printf", "%s-%s\\n", "one", "two", "three"),
                List.of("printf", "%s"),
                List.of("printf", "--", "%s", "-n"),
                List.of("printf", "\\101\\0\\60\\1234 \\\\ \\\" \\a\\b\\f\\v\\r"),
                List.of("printf", "\\377 \\303\\266 größe 😀"),
                List.of("printf", "%s\\0", "", "\\n", "%s"),
                List.of("true"),
                List.of("false"),
                List.of("seq", "3"),
                List.of("seq", "8", "11"),
                List.of("seq", "-2", "1"),
                List.of("seq", "0"),
                List.of("sleep", "0.01"),
                List.of("cat"),
                List.of("cat", "/no/such/file"),
                List.of("tee"),
                List.of("tee", "/dev/stderr"),
                List.of("tee", "/dev/stdout"),
                List.of("tee", "/dev/null"),
                List.of("tee", "/no/such/file"),
                List.of("tee", "/tmp"),
                List.of("df", "-Pk", "/no/such/directory"),
                List.of("du", "-skL", "/no/such/directory"),
                List.of("printenv", "GPF_A"),
                List.of("printenv", "GPF_NONE"),
                List.of("printenv", "GPF_NONE", "GPF_A", "GPF_B"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void saysWhatTheRunningProgramSays(List<String> words) throws InterruptedException {
        Command command = Command.builder(words)
                .variable("GPF_A", "a 'value'")
                .variable("GPF_B", "")
                .variable("LC_ALL", "C.UTF-8")
                .stdin("größe\n\0no line end")
                .build();
        try (LocalTransport local = LocalTransport.create(HERE);
                SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            assumeTrue(
                    local.execute(HERE, Command.of("cat", "--version")).stdout().contains("GNU coreutils"),
                    "this machine's programs are not those of GNU coreutils");
            CommandResult real = local.execute(HERE, command);

            CommandResult simulated = cluster.execute(HostName.of("mdw"), command);

            assertThat(simulated.stdout()).isEqualTo(real.stdout());
            assertThat(simulated.stderr()).isEqualTo(real.stderr());
            assertThat(simulated.exitCode()).isEqualTo(real.exitCode());
        }
    }

    static Stream<List<String>> unknown() {
        return Stream.of(
                List.of("printf"),
                List.of("printf", "%d", "1"),
                List.of("printf", "\\q"),
                List.of("printf", "x", "y"),
                List.of("printf", "--help"),
                List.of("true", "--help"),
                List.of("sleep", "1h"),
                List.of("sleep", "infinity"),
                List.of("seq", "1", "2", "9"),
                List.of("seq", "-w", "9"),
                List.of("tee", "-a", "/tmp/x"),
                List.of("cat", "-n"),
                List.of("pwd", "-L"),
                List.of("df", "-h"),
                List.of("df", "-Pk"),
                List.of("du", "-skL", "/tmp"),
                List.of("date"),
                List.of("bash", "-c", "reboot"),
                List.of("bash", "--norc", "-p", "-c", "type -P \"$@\"", "bash", "reboot"),
                List.of("ssh", "smdw", "true"),
                List.of("ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=5", "smdw", "reboot"),
                List.of("printenv"),
                List.of("printenv", "--null", "HOME"));
    }

    @ParameterizedTest
    @MethodSource("unknown")
    void isLoudAboutWhatItDoesNotKnow(List<String> words) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            assertThatExceptionOfType(UnknownCommandException.class)
                    .isThrownBy(() -> Commands.execute(
                            cluster, "mdw", Command.builder(words).build()));
        }
    }

    @Test
    void sleepsInTheTimeOfTheCluster(SimulatedCluster cluster) {
        CommandResult result = Commands.execute(cluster, "mdw", Command.of("sleep", "12.5"));

        assertThat(result.elapsed()).isEqualTo(Duration.ofMillis(12_500));
    }

    @Test
    void looksForProgramsAsBashDoes() throws InterruptedException {
        try (LocalTransport local = LocalTransport.create(HERE);
                SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            cluster.host("mdw").removeProgram("gpstate");
            Command locate = Command.of("bash", "--norc", "-p", "-c", "type -P \"$@\"", "bash", "gpstate");

            CommandResult simulated = Commands.execute(cluster, "mdw", locate);

            assertThat(simulated.exitCode()).hasValue(1);
            assertThat(simulated.stdout()).isEmpty();
            CommandResult real = local.execute(
                    HERE,
                    Command.of(
                            "bash", "--norc", "-p", "-c", "type -P \"$@\"", "bash", "sh", "no-such-program-anywhere"));
            assertThat(real.exitCode()).hasValue(1);
            assertThat(real.stdout()).matches("/[^\n]*/sh\n");
        }
    }

    @Test
    void writesFilesThatOthersRead(SimulatedCluster cluster) {
        Commands.execute(
                cluster,
                "mdw",
                Command.builder(List.of("tee", "/tmp/note")).stdin("text\n").build());

        assertThat(Commands.execute(cluster, "mdw", Command.of("cat", "/tmp/note"))
                        .stdout())
                .isEqualTo("text\n");
    }
}
