package io.github.gpfailover.testkit.scenario.outage;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Engines;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SimulatedClusterExtension.class)
class PromotionWaitTest {

    private static FailoverReport move(SimulatedCluster cluster, String words, int times) {
        CommandResult refused = CommandResult.of(2, "", words + "\n", Duration.ofMillis(20));
        // From the promotion on.
        cluster.when("pg_ctl promote")
                .after(() -> cluster.when(c -> c.program().get(0).equals("psql"))
                        .on("smdw")
                        .times(times)
                        .instead(refused));
        try (FailoverEngine engine = Engines.on(cluster)) {
            return engine.execute(FailoverPlan.builder().stopMaster().activate().build());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "psql: FATAL:  no pg_hba.conf entry for host \"[local]\", user \"gpadmin\", database \"postgres\", SSL off",
                "psql: FATAL:  password authentication failed for user \"gpadmin\"",
                "psql: FATAL:  role \"gpadmin\" does not exist"
            })
    void tellsAtOnceThatAPromotedServerLetsNobodyIn(String words) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            FailoverReport report = move(cluster, words, Integer.MAX_VALUE);

            assertThat(report).hasOutcome(Outcome.IN_DOUBT).sent(1, "pg_ctl promote");
            assertThat(report.toText()).contains("lets nobody in", words.substring("psql: FATAL:  ".length()));
            assertThat(report.steps().get(1).elapsed()).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void tellsAtOnceThatNothingListensAtThePort(SimulatedCluster cluster) {
        FailoverReport report = move(
                cluster,
                "psql: could not connect to server: Connection refused\n\tIs the server running locally and accepting\n"
                        + "\tconnections on Unix domain socket \"/tmp/.s.PGSQL.5432\"?",
                Integer.MAX_VALUE);

        assertThat(report).hasOutcome(Outcome.IN_DOUBT).sent(1, "pg_ctl promote");
        assertThat(report.toText()).contains("nothing listens at port 5432");
        assertThat(report.steps().get(1).elapsed()).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void waitsForAServerThatIsStillInRecovery(SimulatedCluster cluster) {
        FailoverReport report = move(cluster, "psql: FATAL:  the database system is starting up", 30);

        assertThat(report).succeeded().sent(1, "pg_ctl promote");
    }
}
