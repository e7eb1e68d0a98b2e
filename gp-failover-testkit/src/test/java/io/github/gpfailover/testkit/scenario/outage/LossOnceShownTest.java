package io.github.gpfailover.testkit.scenario.outage;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.core.Failover;
import io.github.gpfailover.core.fence.AttestedFence;
import io.github.gpfailover.core.journal.InMemoryJournal;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.step.ReasonCode;
import io.github.gpfailover.testkit.ClientSession;
import io.github.gpfailover.testkit.ClusterInvariant;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.Tolerates;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.Servers;
import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The logs show once that the standby lacks a commit, and can't be read any more when somebody asks again. */
@ExtendWith(SimulatedClusterExtension.class)
@DisplayName("scenario 21: a loss that was shown is not forgotten where the next reading fails")
class LossOnceShownTest {

    private static final CommandResult NO_SPACE =
            CommandResult.of(1, "", "pg_xlogdump: FATAL:  no space", Duration.ZERO);

    private static Failover.Builder fenced(SimulatedCluster cluster) {
        return Engines.builder(cluster)
                .fence(AttestedFence.hostIsOff(
                        "mdw",
                        "the operator",
                        "its power was cut",
                        cluster.clock().instant()));
    }

    /** The engine has seen the standby in sync; what is committed afterwards the standby does not get, and the master is gone. */
    private static void losesACommit(SimulatedCluster cluster, FailoverEngine engine) {
        try (ClientSession client = cluster.server("mdw").openSession().createTable("kept")) {
            engine.observe();
            cluster.cut("mdw", "smdw");
            cluster.server("mdw").terminateSender();
            client.createTable("lost");
            cluster.powerOff("mdw");
        }
    }

    private static void refused(FailoverReport report) {
        assertThat(report)
                .hasOutcome(Outcome.REFUSED)
                .hasReason(ReasonCode.COMMITS_MISSING)
                .saysWhy("-0000000005");
    }

    private static void logsUnreadable(SimulatedCluster cluster) {
        cluster.when("pg_xlogdump").on("smdw").always().instead(NO_SPACE);
    }

    @Test
    @DisplayName("the same engine, which saw the standby in sync before")
    void theSameEngineRefusesAgain(SimulatedCluster cluster) {
        try (FailoverEngine engine = fenced(cluster).build()) {
            losesACommit(cluster, engine);
            refused(engine.execute(FailoverPlan.failover()));
            logsUnreadable(cluster);

            FailoverReport again = engine.execute(FailoverPlan.failover());

            refused(again);
            assertThat(again).saysWhy("what was shown before stands");
            Assertions.assertThat(cluster.truth().writableMasters()).isEmpty();
        }
    }

    @Test
    @DisplayName("another process, which resumes the execution with the stream that its journal recalls")
    void aResumeRefusesToo(SimulatedCluster cluster) {
        InMemoryJournal journal = new InMemoryJournal();
        FailoverReport first;
        try (FailoverEngine engine = fenced(cluster).journal(journal).build()) {
            losesACommit(cluster, engine);
            first = engine.execute(FailoverPlan.failover());
            refused(first);
        }
        logsUnreadable(cluster);
        try (FailoverEngine heir = fenced(cluster).journal(journal).build()) {
            refused(heir.resume(first.executionId()));
            Assertions.assertThat(cluster.truth().writableMasters()).isEmpty();
        }
    }

    @Test
    @DisplayName("log that the old master's pg_control showed to be missing, once its host is off")
    void missingLogIsNotForgottenOnceTheHostIsOff(SimulatedCluster cluster) throws InterruptedException {
        try (FailoverEngine engine = fenced(cluster).build()) {
            engine.observe();
            cluster.cut("mdw", "smdw");
            cluster.server("mdw").terminateSender();
            cluster.server("mdw").writeLog(100_000);
            Servers.stop(cluster, "mdw");
            logsUnreadable(cluster);
            FailoverReport first = engine.execute(FailoverPlan.failover());
            assertThat(first).hasOutcome(Outcome.REFUSED).hasReason(ReasonCode.STANDBY_LACKS_LOG);
            cluster.powerOff("mdw");

            FailoverReport again = engine.execute(FailoverPlan.failover());

            assertThat(again)
                    .hasOutcome(Outcome.REFUSED)
                    .hasReason(ReasonCode.STANDBY_LACKS_LOG)
                    .saysWhy("what was shown before stands");
        }
    }

    @Test
    @DisplayName("a person's consent to the loss still counts")
    @Tolerates(value = ClusterInvariant.NOTHING_ACKNOWLEDGED_LOST, reason = "the plan allows it")
    void consentStillCounts(SimulatedCluster cluster) {
        try (FailoverEngine engine = fenced(cluster).build()) {
            losesACommit(cluster, engine);
            refused(engine.execute(FailoverPlan.failover()));
            logsUnreadable(cluster);

            assertThat(engine.execute(FailoverPlan.failover(a -> a.allowDataLoss("it is loaded again"))))
                    .succeeded()
                    .warns("-0000000005");
        }
    }

    @Test
    @DisplayName("a master that serves again, with its standby in sync, takes it back")
    void aMasterThatReportsAgainTakesItBack(SimulatedCluster cluster) throws InterruptedException {
        try (FailoverEngine engine = fenced(cluster).build()) {
            losesACommit(cluster, engine);
            refused(engine.execute(FailoverPlan.failover()));
            cluster.heal();
            cluster.powerOn("mdw");
            assertThat(engine.execute(
                            FailoverPlan.builder().startMaster().awaitSync().build()))
                    .succeeded();
            engine.observe();
            cluster.powerOff("mdw");
            logsUnreadable(cluster);

            assertThat(engine.execute(FailoverPlan.failover())).succeeded();
            Assertions.assertThat(cluster.truth().lostTransactions()).isEmpty();
        }
    }
}
