package io.github.gpfailover.testkit.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrillTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(strings = {"direct", "ssh"})
    void showsEachStepThenTheReportWithTheCanaryOverEachMove(String transport) {
        FailoverReport report = run(transport);

        assertThat(report.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(text())
                .contains("[ 1/20] checkHealth()", "mdw$ pg_ctl start", "[20/20] checkHealth()")
                .contains("Who was master", "from mdw to smdw: at most", "from smdw to mdw: at most")
                .contains("before step 10: 50000 rows before, 50000 after")
                .contains("before step 17: 50000 rows before, 50000 after")
                .contains("A client that tried a write every 10 ms", "longest gap")
                .contains("never");
    }

    @Test
    void saysAtTheTopThatItGoesOverSshAndWhereTo() {
        run("ssh");

        assertThat(text().lines().limit(6))
                .anyMatch(line -> line.startsWith("Each command goes over SSH"))
                .anyMatch(line -> line.matches(" +mdw is gpadmin@127\\.0\\.0\\.1:[0-9]+"))
                .anyMatch(line -> line.matches(" +sdw2 is gpadmin@127\\.0\\.0\\.1:[0-9]+"));
    }

    @Test
    void saysNothingOfSshWhereItGoesWithoutIt() {
        run("direct");

        assertThat(text()).doesNotContain("SSH", "127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SSH", "telnet", "${drill.transport}"})
    void refusesATransportThatItDoesNotHave(String transport) {
        assertThatThrownBy(() -> run(transport))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("drill.transport was '" + transport + "' but must be direct or ssh");
        assertThat(text()).isEmpty();
    }

    private FailoverReport run(String transport) {
        return Drill.run(transport, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
