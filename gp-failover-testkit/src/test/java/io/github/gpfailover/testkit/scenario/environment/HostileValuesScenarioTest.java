package io.github.gpfailover.testkit.scenario.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.error.InvalidPlanException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.ShellWords;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HostileValuesScenarioTest {

    static Stream<String> hostile() {
        return Stream.of(
                "",
                " ",
                "-rf",
                "--",
                "a b",
                "a;b",
                "a|b",
                "a&b",
                "$(reboot)",
                "`reboot`",
                "${IFS}",
                "a'b",
                "a\"b",
                "a\nb",
                "a\rb",
                "a\0b",
                "a\\b",
                "a*b",
                "a?b",
                "a>b",
                "a<b",
                "a#b",
                "~",
                "!",
                "ä",
                "\u202Emdw",
                "a/b;c");
    }

    // An empty level counts for nothing, as it does for the kernel.
    private static String path(String value) {
        return value.isEmpty() ? "" : "/data/" + value + "/x";
    }

    @ParameterizedTest
    @MethodSource("hostile")
    @DisplayName("scenario 17: hostile host names and paths are refused when the value is built")
    void refusesHostileValuesWhenTheyAreBuilt(String value) {
        assertThatExceptionOfType(InvalidPlanException.class)
                .isThrownBy(() -> FailoverPlan.builder()
                        .addStandby(value)
                        .addStandby("smdw", s -> s.dataDirectory(path(value)))
                        .writeCanary(c -> c.table(value))
                        .build())
                .satisfies(e -> assertThat(e.faults())
                        .filteredOn(f -> f.contains("write for example"))
                        .hasSizeGreaterThanOrEqualTo(3))
                .satisfies(e -> assertThat(String.join("", e.faults())).doesNotContain("\n", "\r", "\0"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClusterSpec.builder("c").master(value));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClusterSpec.builder("c").master("mdw", 5432, path(value)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClusterSpec.builder("c").master("mdw").adminUser(value));
    }

    @Test
    @DisplayName("scenario 17: what an argument list holds reaches no shell unquoted")
    void neverPutsAnArgumentIntoAScript() {
        Command command = Command.builder(List.of("gpstate", "$(reboot)", "; rm -rf /"))
                .sourcing("/usr/local/greenplum-db/greenplum_path.sh")
                .build();

        assertThat(command.argv())
                .containsExactly(
                        "bash",
                        "--norc",
                        "-p",
                        "-c",
                        Command.SOURCING_SCRIPT,
                        "/usr/local/greenplum-db/greenplum_path.sh",
                        "--",
                        "gpstate",
                        "$(reboot)",
                        "; rm -rf /");
        assertThat(ShellWords.join(command.program())).isEqualTo("gpstate '$(reboot)' '; rm -rf /'");
    }
}
