package io.github.gpfailover.core.internal.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.spi.CommandResult;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobReportTest {

    private static final HostName MDW = HostName.of("mdw");
    private static final String ENDED = "id=a\nstate=ended\ndetail=\npid=\nexit=3\ntook=125\nstdout=4\nstderr=0\nend\n";

    @Test
    void readsAReport() {
        JobReport report = JobReport.parse(MDW, "a", answer(ENDED));

        assertThat(report.state()).isEqualTo("ended");
        assertThat(report.exitCode()).hasValue(3);
        assertThat(report.pid()).isEmpty();
        assertThat(report.elapsed()).isEqualTo(Duration.ofMillis(1250));
        assertThat(report.stdoutBytes()).isEqualTo(4);
    }

    @Test
    void refusesAReportThatIsCutAnywhere() {
        for (int end = 0; end < ENDED.length(); end++) {
            refuses(ENDED.substring(0, end));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "id=a, id=b",
        "state=ended, state=finished",
        "state=ended, state=running",
        "exit=3, exit=",
        "exit=3, exit=-3",
        "exit=3, exit=99999999999",
        "took=125, took=1e3",
        "stdout=4, stdout=9999999999999999999",
        "pid=, pid=7",
        "stderr=0, 'stderr=0\nmotd'",
        "end, ended",
        "detail=, 'motd\ndetail='"
    })
    void refusesAReportWithAnythingElseInIt(String good, String bad) {
        refuses(ENDED.replace(good + "\n", bad + "\n"));
    }

    @Test
    void refusesTheReportOfAScriptThatFailed() {
        assertThatExceptionOfType(UnreadableOutputException.class)
                .isThrownBy(
                        () -> JobReport.parse(MDW, "a", CommandResult.of(1, ENDED, "sh: not found\n", Duration.ZERO)))
                .withMessageContaining("sh: not found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "end", "a\n", "a b\nend\n", "-a\nend\n", "\nend\n"})
    void refusesAListThatIsNone(String text) {
        assertThatExceptionOfType(UnreadableOutputException.class).isThrownBy(() -> JobReport.ids(MDW, answer(text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "end\n",
                "job=there\n",
                "job=there\nYWJj\n",
                "job=there\nYW*j\nend\n",
                "job=there\nYWJjZA==\nend\n",
                "YWJj\nend\n"
            })
    void refusesOutputThatIsNone(String text) {
        assertThatExceptionOfType(UnreadableOutputException.class)
                .isThrownBy(() -> JobReport.output(MDW, answer(text), 3));
    }

    @Test
    void readsOutputOverManyLines() {
        assertThat(JobReport.output(MDW, answer("job=there\nYWJj\nZGVm\nend\n"), 6))
                .hasValueSatisfying(b -> assertThat(b).asString().isEqualTo("abcdef"));
        assertThat(JobReport.output(MDW, answer("job=there\nend\n"), 6))
                .hasValueSatisfying(b -> assertThat(b).isEmpty());
        assertThat(JobReport.output(MDW, answer("job=absent\nend\n"), 6)).isEmpty();
    }

    private static void refuses(String text) {
        assertThat(text).isNotEqualTo(ENDED);
        assertThatExceptionOfType(UnreadableOutputException.class)
                .isThrownBy(() -> JobReport.parse(MDW, "a", answer(text)));
    }

    private static CommandResult answer(String stdout) {
        return CommandResult.of(0, stdout, "", Duration.ZERO);
    }
}
