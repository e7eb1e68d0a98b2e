package io.github.gpfailover.testkit.scenario;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SimulatedClusterExtension.class)
class PromotionWaitTest {

    /** The cluster, where psql on the standby's host gets this answer from the promotion on. */
    private static final class Refusing implements CommandTransport {

        private final SimulatedCluster cluster;
        private final String words;
        private final int times;
        private boolean promoted;
        private int refused;

        Refusing(SimulatedCluster cluster, String words, int times) {
            this.cluster = cluster;
            this.words = words;
            this.times = times;
        }

        @Override
        public CommandResult execute(HostName host, Command command) throws InterruptedException {
            String program = String.join(" ", command.program());
            if (promoted && host.value().equals("smdw") && program.startsWith("psql") && refused < times) {
                refused++;
                cluster.clock().advance(Duration.ofMillis(20));
                return CommandResult.of(2, "", words + "\n", Duration.ofMillis(20));
            }
            CommandResult result = cluster.execute(host, command);
            promoted |= program.startsWith("pg_ctl promote");
            return result;
        }

        @Override
        public void close() {}
    }

    private static FailoverReport move(SimulatedCluster cluster, String words, int times) {
        try (FailoverEngine engine = io.github.gpfailover.core.Failover.engine(cluster.spec())
                .transport(new Refusing(cluster, words, times))
                .sleeper(cluster.clock())
                .clock(cluster.clock())
                .build()) {
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
            assertThat(cluster.truth().everTwoWritableMasters()).isFalse();
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
