package io.github.gpfailover.testkit.scenario.outage;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.core.fence.AttestedFence;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.step.ReasonCode;
import io.github.gpfailover.testkit.ClientSession;
import io.github.gpfailover.testkit.ClusterInvariant;
import io.github.gpfailover.testkit.CommandFault;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.Tolerates;
import io.github.gpfailover.testkit.scenario.Engines;
import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The hosts that have the logs answer, and one question to them gets no answer in time. */
@ExtendWith(SimulatedClusterExtension.class)
@DisplayName("scenario 21: an older report of the stream never stands in for a log that is at hand")
class LogsAtHandTest {

    private static final CommandResult NO_SPACE =
            CommandResult.of(1, "", "pg_xlogdump: FATAL:  no space", Duration.ZERO);

    private static final String QUESTIONS = """
            mdw,  pg_controldata
            mdw,  pg_xlogdump
            smdw, pg_controldata
            smdw, pg_xlogdump
            """;

    private static FailoverEngine fenced(SimulatedCluster cluster) {
        return Engines.builder(cluster)
                .fence(AttestedFence.hostIsOff(
                        "mdw",
                        "the operator",
                        "its power was cut",
                        cluster.clock().instant()))
                .build();
    }

    /** The engine saw the standby in sync; then the master committed alone, and its host lost its power and came back. The segments' logs can't be read. */
    private static void losesACommit(SimulatedCluster cluster, FailoverEngine engine) {
        ClientSession client = cluster.server("mdw").openSession().createTable("kept");
        engine.observe();
        cluster.cut("mdw", "smdw");
        cluster.server("mdw").terminateSender();
        client.createTable("alone").insert("alone", 100);
        cluster.powerOff("mdw");
        cluster.powerOn("mdw");
        cluster.when("pg_xlogdump").on("sdw1", "sdw2").always().instead(NO_SPACE);
    }

    @ParameterizedTest(name = "{1} on {0}")
    @CsvSource(textBlock = QUESTIONS)
    @DisplayName("a question that gets no answer once is asked again, and shows the loss")
    void asksAgain(String host, String question, SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.builder(cluster).build()) {
            losesACommit(cluster, engine);
            cluster.when(question).on(host).times(1).then(CommandFault.hang());

            FailoverReport report = engine.execute(FailoverPlan.failover());

            assertThat(report).hasOutcome(Outcome.REFUSED).hasReason(ReasonCode.COMMITS_MISSING);
            Assertions.assertThat(cluster.truth().writableMasters()).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"gp_contentid", "pg_xlogdump"})
    @DisplayName("segments that alone show the loss, and give no answer once, are asked again")
    void asksSegmentsAgain(String question, SimulatedCluster cluster) {
        try (FailoverEngine engine = fenced(cluster)) {
            ClientSession client = cluster.server("mdw").openSession().createTable("kept");
            engine.observe();
            cluster.cut("mdw", "smdw");
            cluster.server("mdw").terminateSender();
            client.createTable("alone");
            cluster.powerOff("mdw");
            cluster.when("pg_xlogdump").on("sdw2").always().instead(NO_SPACE);
            cluster.when(question).on("sdw1").times(2).then(CommandFault.hang());

            FailoverReport report = engine.execute(FailoverPlan.failover());

            assertThat(report).hasOutcome(Outcome.REFUSED).hasReason(ReasonCode.COMMITS_MISSING);
            Assertions.assertThat(cluster.truth().writableMasters()).isEmpty();
        }
    }

    @ParameterizedTest(name = "{1} on {0}")
    @CsvSource(textBlock = QUESTIONS)
    @DisplayName("one that never gets an answer refuses, and says which it was")
    void refusesWithoutAnAnswer(String host, String question, SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.builder(cluster).build()) {
            losesACommit(cluster, engine);
            cluster.when(question).on(host).always().then(CommandFault.hang());

            FailoverReport report = engine.execute(FailoverPlan.failover());

            assertThat(report)
                    .hasOutcome(Outcome.REFUSED)
                    .hasReason(ReasonCode.LOGS_UNREAD)
                    .saysWhy(host + ": '" + question, "allowDataLoss");
            Assertions.assertThat(cluster.truth().writableMasters()).isEmpty();
        }
    }

    @ParameterizedTest(name = "{1} on {0}")
    @CsvSource(textBlock = QUESTIONS)
    @DisplayName("a person's consent to the loss still counts")
    @Tolerates(value = ClusterInvariant.NOTHING_ACKNOWLEDGED_LOST, reason = "the plan allows it")
    void consentCounts(String host, String question, SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.builder(cluster).build()) {
            losesACommit(cluster, engine);
            cluster.when(question).on(host).always().then(CommandFault.hang());

            engine.execute(FailoverPlan.failover(a -> a.allowDataLoss("it is loaded again")));

            Assertions.assertThat(cluster.truth().writableMasters()).hasToString("[smdw]");
        }
    }
}
