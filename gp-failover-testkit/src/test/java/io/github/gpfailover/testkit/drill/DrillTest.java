package io.github.gpfailover.testkit.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.step.AddStandby.Strategy;
import io.github.gpfailover.testkit.SimulatedCluster;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrillTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void showsAllOfItWithoutSsh() {
        showsAllOfIt("direct");

        assertThat(text()).doesNotContain("SSH", "127.0.0.1");
    }

    @Test
    void showsAllOfItOverSshAndSaysSoAtTheTop() {
        showsAllOfIt("ssh");

        assertThat(text().lines().limit(6))
                .anyMatch(line -> line.startsWith("Each command goes over SSH"))
                .anyMatch(line -> line.matches(" +mdw is gpadmin@127\\.0\\.0\\.1:[0-9]+"))
                .anyMatch(line -> line.matches(" +sdw2 is gpadmin@127\\.0\\.0\\.1:[0-9]+"));
    }

    private void showsAllOfIt(String transport) {
        FailoverReport report = run(transport);

        assertThat(report.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(text())
                .contains("[ 1/20] checkHealth()", "mdw$ pg_ctl start", "[20/20] checkHealth()")
                .contains("Who was master", "from mdw to smdw: at most", "from smdw to mdw: at most")
                .contains("before step 10: 50000 rows before, 50000 after")
                .contains("before step 17: 50000 rows before, 50000 after")
                .contains("A client that tried a write every 10 ms", "longest gap")
                .containsPattern(
                        "Standbys made: step 4 by FOLLOW in [0-9.]+ s, step 11 by FOLLOW in [0-9.]+ s, step 18 by")
                .contains("By the simulator's own books: two masters that could write at once: never")
                .doesNotContain("gpinitstandby -a -s");
        assertThat(after("A master of 100 GiB that crashed", "Another cluster's directory"))
                .contains("        pg_rewind: ", "% copied", "        starting mdw:5432:")
                .contains("warning: pg_rewind took back what the old master on mdw had written past ")
                .contains("strategy: REWIND, since ", "not FOLLOW: ", "its state is 'in production', not 'shut down'")
                .containsPattern("took [0-9.]+ s; now master smdw, standby mdw \\(streaming/sync");
        assertThat(after("Another cluster's directory", null))
                .contains("REFUSED: /data/master/gpseg-1 on smdw belongs to another cluster")
                .contains("strategy: COPY, since ", "not FOLLOW: it is another cluster's", "not REWIND: it is another")
                .containsPattern("took [0-9.]+ s; now master mdw, standby smdw \\(streaming/sync")
                .contains("kept: [/data/master/gpseg-1.retired-");
    }

    private String after(String begin, String end) {
        assertThat(text()).contains(begin);
        String rest = text().substring(text().indexOf(begin));
        return end == null ? rest : rest.substring(0, rest.indexOf(end));
    }

    @Test
    void endsWithAnExceptionWhereAStandbyWasMadeInAnotherWay() {
        FailoverReport report = run("direct");

        assertThat(Books.made(report, Strategy.FOLLOW)).hasSize(3);
        assertThatThrownBy(() -> Books.made(report, Strategy.REWIND))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith("a standby was to be made by REWIND, but the way was FOLLOW");
    }

    @Test
    void endsWithAnExceptionWhereTheBooksSayOtherwise() {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            assertThat(Books.checked(cluster)).contains("never");
            cluster.cut("mdw", "smdw");

            assertThatThrownBy(() -> Books.checked(cluster))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith("the standby is not in sync at the end");
        }
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
