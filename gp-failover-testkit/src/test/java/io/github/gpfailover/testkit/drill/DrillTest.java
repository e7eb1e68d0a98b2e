package io.github.gpfailover.testkit.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DrillTest {

    @Test
    void showsEachStepThenTheReportWithTheCanaryOverEachMove() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        FailoverReport report = Drill.run(new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(report.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("[ 1/22] checkHealth()", "mdw$ gpinitstandby -a -r", "[22/22] checkHealth()")
                .contains("Who was master", "from mdw to smdw: at most", "from smdw to mdw: at most")
                .contains("before step 10: 50000 rows before, 50000 after")
                .contains("before step 18: 50000 rows before, 50000 after")
                .contains("never");
    }
}
