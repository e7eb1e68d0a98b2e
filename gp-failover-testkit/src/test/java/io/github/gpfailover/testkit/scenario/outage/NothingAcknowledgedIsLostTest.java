package io.github.gpfailover.testkit.scenario.outage;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.fence.AttestedFence;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.testkit.ClientSession;
import io.github.gpfailover.testkit.ClusterInvariant;
import io.github.gpfailover.testkit.CommandHook;
import io.github.gpfailover.testkit.CommitPhase;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.Tolerates;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.Servers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedClusterExtension.class)
class NothingAcknowledgedIsLostTest {

    private static final String DIRECTORY = "/data/master/gpseg-1";
    private static final CommandResult NO_SPACE =
            CommandResult.of(1, "", "pg_xlogdump: FATAL:  no space", Duration.ZERO);

    @Test
    @DisplayName("scenario 21: the master went on alone and acknowledged a table (e3 to e9): refused with its ids")
    void refusesWithTheIdsThatTheStandbyLacks(SimulatedCluster cluster) {
        try (FailoverEngine engine = fenced(cluster)) {
            ClientSession client =
                    cluster.server("mdw").openSession().createTable("kept").insert("kept", 1000);
            engine.observe();
            alone(cluster);
            client.createTable("lost").insert("lost", 1000);
            cluster.clock().advance(Duration.ofSeconds(8));
            cluster.powerOff("mdw");

            FailoverReport report = engine.execute(FailoverPlan.failover());

            assertThat(report)
                    .hasOutcome(Outcome.REFUSED)
                    .saysWhy(
                            "lacks 2 transactions",
                            "-0000000006",
                            "-0000000007",
                            "content 0 on sdw1:6000",
                            "allowDataLoss");
        }
    }

    @Test
    @DisplayName("scenario 21: the plan allows the loss by name: promoted, the ids are a warning")
    @Tolerates(value = ClusterInvariant.NOTHING_ACKNOWLEDGED_LOST, reason = "the plan allows it")
    void promotesWherePeopleAllowTheLoss(SimulatedCluster cluster) {
        ClientSession client = cluster.server("mdw").openSession().createTable("kept");
        alone(cluster);
        client.createTable("lost");
        cluster.powerOff("mdw");
        try (FailoverEngine engine = fenced(cluster)) {
            FailoverReport report =
                    engine.execute(FailoverPlan.failover(a -> a.allowDataLoss("the load is run again anyway")));

            assertThat(report).succeeded().warns("-0000000005");
            // After the promotion that would be a second master.
            Assertions.assertThat(report.warnings()).noneMatch(w -> w.contains("start the old master again"));
            Assertions.assertThat(cluster.truth().lostTransactions()).hasSize(1);
        }
    }

    @Test
    @DisplayName(
            "scenario 22: nothing was acknowledged after the break: promoted by an engine that never saw the cluster")
    void promotesWhatTheSegmentsProve(SimulatedCluster cluster) {
        ClientSession client = cluster.server("mdw")
                .openSession()
                .createTable("kept")
                .insert("kept", 1000)
                .insert("kept", 1);
        alone(cluster);
        // One row needs no record of the master, and is on its segment whoever is master.
        client.insert("kept", 1);
        cluster.powerOff("mdw");
        try (FailoverEngine engine = fenced(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.failover());

            assertThat(report).succeeded();
            Assertions.assertThat(report.toJson()).contains("all 4 primaries answered");
        }
    }

    @Test
    @DisplayName(
            "scenario 22: rows of a temporary table are committed on all segments and in no log of a master: no loss")
    void takesNoTemporaryRowsForALoss(SimulatedCluster cluster) throws InterruptedException {
        cluster.server("mdw").openSession().createTable("kept");
        Servers.temporaryRows(cluster);
        cluster.powerOff("mdw");
        try (FailoverEngine engine = fenced(cluster)) {
            assertThat(engine.execute(FailoverPlan.failover())).succeeded();
        }
    }

    @Test
    @DisplayName("scenario 23: the dead master's host answers, and its log has no commit that the standby lacks (dd)")
    void promotesWhereTheDeadMastersLogHasNoCommit(SimulatedCluster cluster) {
        cluster.server("mdw").openSession().createTable("kept").close();
        alone(cluster);
        cluster.server("mdw").writeLog(4096);
        cluster.kill("mdw");
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.failover());

            assertThat(report).succeeded();

            Assertions.assertThat(report.toJson()).contains("no commit is among it");
        }
    }

    @Test
    @DisplayName("scenario 44: a session that outlived its postmaster commits a table: refused, naming it")
    void refusesWhatAnOrphanCommitted(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            ClientSession client = cluster.server("mdw").openSession().createTable("kept");
            engine.observe();
            cluster.kill("mdw");
            client.createTable("orphaned").close();
            Assertions.assertThat(cluster.truth().lackedTransactions("smdw", DIRECTORY))
                    .hasSize(1);

            FailoverReport report = engine.execute(FailoverPlan.failover());

            assertThat(report).hasOutcome(Outcome.REFUSED).saysWhy("lacks 1 transaction that", "-0000000005");
        }
    }

    @Test
    @DisplayName("scenario 39: a segment host is off at a failover: what the master told lately counts")
    void fallsBackToWhatTheMasterTold(SimulatedCluster cluster) {
        try (FailoverEngine engine = fenced(cluster)) {
            cluster.server("mdw").openSession().createTable("kept").close();
            engine.observe();
            cluster.powerOff("sdw2");
            cluster.powerOff("mdw");

            FailoverReport report = engine.execute(FailoverPlan.failover());

            assertThat(report).hasOutcome(Outcome.PARTIAL);
            Assertions.assertThat(cluster.truth().canWrite("smdw")).isTrue();
        }
    }

    @Test
    @DisplayName(
            "scenario 39: a segment host is off, and the engine never saw the cluster: refused, naming who was not asked")
    void namesTheSegmentThatCouldNotBeAsked(SimulatedCluster cluster) {
        cluster.server("mdw").openSession().createTable("kept").close();
        cluster.powerOff("sdw2");
        cluster.powerOff("mdw");
        try (FailoverEngine engine = fenced(cluster)) {
            assertThat(engine.execute(FailoverPlan.failover()))
                    .hasOutcome(Outcome.REFUSED)
                    .saysWhy("it is not known what the old master wrote", "the logs do not settle it", "sdw2");
        }
    }

    @Test
    @DisplayName(
            "scenario 39: a primary was killed and its mirror acts: the mirror is asked, and promoted by an engine of now")
    void asksTheMirrorThatActs(SimulatedCluster cluster) {
        ClientSession client = cluster.server("mdw").openSession().createTable("kept");
        cluster.segment(1).killPrimary();
        cluster.probeSegments();
        client.close();
        cluster.server("mdw").openSession().insert("kept", 100);
        cluster.powerOff("mdw");
        try (FailoverEngine engine = fenced(cluster)) {
            Assertions.assertThat(engine.execute(FailoverPlan.failover()).toJson())
                    .contains("all 4 primaries answered");
        }
    }

    @Test
    @DisplayName("scenario 39: a segment host is off, and another segment shows a loss: refused")
    void aSilentSegmentHidesNoLossThatAnotherShows(SimulatedCluster cluster) {
        try (FailoverEngine engine = fenced(cluster)) {
            ClientSession client = cluster.server("mdw").openSession().createTable("kept");
            engine.observe();
            alone(cluster);
            client.createTable("lost");
            cluster.powerOff("sdw2");
            cluster.powerOff("mdw");

            assertThat(engine.execute(FailoverPlan.failover()))
                    .hasOutcome(Outcome.REFUSED)
                    .saysWhy("-0000000005");
        }
    }

    @Test
    @DisplayName(
            "scenario 40: the master dies between the phases: ended as the new master's log says, nothing is left prepared")
    void endsWhatIsBetweenItsPhases(SimulatedCluster cluster) {
        cluster.server("mdw").openSession().createTable("kept");
        cluster.server("mdw").openSession().begin().insert("kept", 500).commitUpTo(CommitPhase.PREPARED);
        cluster.server("mdw").openSession().begin().insert("kept", 70).commitUpTo(CommitPhase.DECIDED);
        cluster.server("mdw").openSession().begin().insert("kept", 9).commitUpTo(CommitPhase.HALF_TOLD);
        cluster.powerOff("mdw");
        try (FailoverEngine engine = fenced(cluster)) {
            assertThat(engine.execute(FailoverPlan.failover())).succeeded();
            Assertions.assertThat(cluster.truth().rows("kept")).isEqualTo(79);
        }
    }

    @Test
    @DisplayName(
            "scenario 40: decided in the dead master's log, while it waits for the standby: acknowledged to nobody, so promoted")
    void takesNoCommitThatWaitedForTheStandbyForALoss(SimulatedCluster cluster) {
        cluster.server("mdw").openSession().createTable("kept").insert("kept", 1000);
        ClientSession client = cluster.server("mdw").openSession().begin().insert("kept", 9);
        cluster.cut("mdw", "smdw");
        client.commitUpTo(CommitPhase.DECIDED);
        cluster.kill("mdw");
        Assertions.assertThat(cluster.truth().rows("kept")).isEqualTo(1000);
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.failover());

            assertThat(report).succeeded();
            Assertions.assertThat(report.toJson()).contains("no client was told");
            Assertions.assertThat(cluster.truth().rows("kept")).isEqualTo(1000);
        }
    }

    @Test
    @DisplayName(
            "scenario 40: a commit waited for the standby when the postmaster was killed (j2, j3): the segments have it, so refused; the old master serves it")
    void refusesWhatASessionToldTheSegmentsAfterItsPostmasterDied(SimulatedCluster cluster) throws Exception {
        cluster.server("mdw")
                .openSession()
                .createTable("kept")
                .insert("kept", 1000)
                .close();
        cluster.cut("mdw", "smdw");
        cluster.clock().schedule(Duration.ofSeconds(2), () -> cluster.kill("mdw"));
        CommandResult told = cluster.execute(
                HostName.of("mdw"),
                Command.builder(List.of(
                                "psql",
                                "-X",
                                "-d",
                                "postgres",
                                "-c",
                                "insert into kept select generate_series(1,1000)"))
                        .sourcing("/usr/local/greenplum-db/greenplum_path.sh")
                        .build());
        Assertions.assertThat(told.exitCode()).hasValue(2);
        Assertions.assertThat(told.stderr()).contains("due to postmaster death");
        Assertions.assertThat(cluster.truth().rows("kept")).isEqualTo(2000);
        cluster.heal();
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.execute(FailoverPlan.failover()))
                    .hasOutcome(Outcome.REFUSED)
                    .saysWhy("lacks 1 transaction", "-0000000006");
            assertThat(engine.execute(FailoverPlan.builder().startMaster().build()))
                    .succeeded();
            Assertions.assertThat(cluster.truth().rows("kept")).isEqualTo(2000);
        }
    }

    @Test
    @DisplayName(
            "scenario 40: the same, and a segment can't be asked: refused, since nobody shows that no client was told")
    void refusesWhatWaitedForTheStandbyWhereASegmentIsSilent(SimulatedCluster cluster) {
        cluster.server("mdw").openSession().createTable("kept").insert("kept", 1000);
        ClientSession client = cluster.server("mdw").openSession().begin().insert("kept", 9);
        cluster.cut("mdw", "smdw");
        client.commitUpTo(CommitPhase.DECIDED);
        cluster.kill("mdw");
        cluster.powerOff("sdw2");
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.execute(FailoverPlan.failover()))
                    .hasOutcome(Outcome.FAILED)
                    .saysWhy("lacks 1 transaction that");
        }
    }

    @Test
    @DisplayName(
            "scenario 40: decided while the master was alone, and told to one segment: refused, since promoting would tear it")
    void refusesWhatOneSegmentWasTold(SimulatedCluster cluster) {
        cluster.server("mdw").openSession().createTable("kept");
        ClientSession client = cluster.server("mdw").openSession().begin().insert("kept", 9);
        alone(cluster);
        client.commitUpTo(CommitPhase.HALF_TOLD);
        cluster.powerOff("mdw");
        try (FailoverEngine engine = fenced(cluster)) {
            assertThat(engine.execute(FailoverPlan.failover()))
                    .hasOutcome(Outcome.REFUSED)
                    .saysWhy("-0000000005");
        }
    }

    @Test
    @DisplayName(
            "scenario 23: the dead master's log has heartbeats alone beyond the standby's: they changed nothing, so promoted")
    void takesNoHeartbeatForALoss(SimulatedCluster cluster) {
        ClientSession client = cluster.server("mdw").openSession().createTable("kept");
        alone(cluster);
        client.commitNothing().commitNothing().close();
        cluster.kill("mdw");
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.failover());

            assertThat(report).succeeded();
            Assertions.assertThat(report.toJson()).contains("2 of transactions that changed nothing");
        }
    }

    @Test
    @DisplayName("scenario 23: the master changed its catalog alone, beside a heartbeat: refused")
    void refusesAChangeOfTheMasterAlone(SimulatedCluster cluster) {
        ClientSession client = cluster.server("mdw").openSession().createTable("kept");
        alone(cluster);
        client.commitNothing().changeCatalogAlone().close();
        cluster.kill("mdw");
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.execute(FailoverPlan.failover()))
                    .hasOutcome(Outcome.REFUSED)
                    .saysWhy("lacks 1 transaction that");
        }
    }

    @Test
    @DisplayName("scenario 23: the standby has what the transaction changed, and lacks its commit alone: refused")
    void refusesACommitWhoseChangesTheStandbyHas(SimulatedCluster cluster) {
        cluster.when(c -> c.argv().contains("-x"))
                .always()
                .answering(said -> CommandResult.of(
                        1,
                        "rmgr: Heap        len (rec/tot):     36/    68, tx:        731, lsn: 0/0C000140, prev"
                                + " 0/0C000100, bkp: 0000, desc: insert: rel 1663/12094/1249; tid 0/1\n",
                        said.stderr(),
                        said.elapsed()));
        ClientSession client = cluster.server("mdw").openSession().createTable("kept");
        alone(cluster);
        client.commitNothing().close();
        cluster.kill("mdw");
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.execute(FailoverPlan.failover()))
                    .hasOutcome(Outcome.REFUSED)
                    .saysWhy("lacks 1 transaction that");
        }
    }

    @Test
    @DisplayName("scenario 23: the standby's log can't be read again for the heartbeat, or there are too many: refused")
    void refusesHeartbeatsThatNothingProvesEmpty(SimulatedCluster cluster) {
        ClientSession client = cluster.server("mdw").openSession().createTable("kept");
        alone(cluster);
        client.commitNothing();
        for (int i = 0; i < 8; i++) {
            client.commitNothing();
        }
        client.close();
        cluster.kill("mdw");
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.execute(FailoverPlan.failover()))
                    .hasOutcome(Outcome.REFUSED)
                    .saysWhy("lacks 9 transactions");
        }
        cluster.when(c -> c.argv().contains("-x")).always().instead(NO_SPACE);
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.execute(FailoverPlan.failover())).hasOutcome(Outcome.REFUSED);
        }
    }

    @Test
    @DisplayName("an inquiry for losses asks the primaries beside the standby's log, and ends by its deadline")
    void asksSideBySideAndInTime(SimulatedCluster cluster) {
        Map<String, Instant> first = new ConcurrentHashMap<>();
        AtomicBoolean hangs = new AtomicBoolean();
        cluster.when("pg_xlogdump").on("smdw").always().before(() -> {
            first.putIfAbsent("log", cluster.clock().instant());
            if (hangs.get()) {
                cluster.clock().advance(Duration.ofMinutes(5));
            }
        });
        cluster.when(c -> c.stdin().filter(t -> t.contains("gp_contentid")).isPresent())
                .always()
                .before(() -> first.putIfAbsent("segment", cluster.clock().instant()));
        try (FailoverEngine engine = Engines.builder(cluster)
                .fence(AttestedFence.hostIsOff(
                        "mdw",
                        "the operator",
                        "its power was cut",
                        cluster.clock().instant()))
                .build()) {
            cluster.server("mdw").openSession().createTable("kept").close();
            cluster.powerOff("mdw");
            hangs.set(true);

            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .fence()
                    .activate(a -> a.retry(r -> r.attempts(1)))
                    .build());

            assertThat(report).hasOutcome(Outcome.REFUSED).saysWhy("gave no answer in time");
            // The hosts are asked for their segments' processes before.
            Assertions.assertThat(first.get("segment"))
                    .isBefore(first.get("log").plusSeconds(1));
        }
    }

    @Test
    @DisplayName(
            "scenario 21: the wider reading of the standby's log fails: what the first one showed missing still refuses")
    void forgetsNoLossWhereTheWiderReadingFails(SimulatedCluster cluster) {
        CommandHook readings =
                cluster.when("pg_xlogdump").on("smdw").nth(2).always().instead(NO_SPACE);
        try (FailoverEngine engine = Engines.builder(cluster)
                .fence(AttestedFence.hostIsOff(
                        "mdw",
                        "the operator",
                        "its power was cut",
                        cluster.clock().instant()))
                .build()) {
            ClientSession client = cluster.server("mdw").openSession().createTable("kept");
            engine.observe();
            alone(cluster);
            client.createTable("lost");
            cluster.powerOff("mdw");

            assertThat(engine.execute(FailoverPlan.failover()))
                    .hasOutcome(Outcome.REFUSED)
                    .saysWhy("-0000000005", "could not be read");
            Assertions.assertThat(readings.struck()).isPositive();
        }
    }

    @Test
    @DisplayName("scenario 39: a primary died with the master, and no engine knows how many there were: refused")
    void countsThePrimariesThatNobodyNamed(SimulatedCluster cluster) {
        cluster.server("mdw").openSession().createTable("kept").close();
        cluster.segment(3).killPrimary();
        cluster.powerOff("mdw");
        try (FailoverEngine engine = fenced(cluster)) {
            assertThat(engine.execute(FailoverPlan.failover()))
                    .hasOutcome(Outcome.REFUSED)
                    .saysWhy("a primary does not run");
        }
    }

    private static void alone(SimulatedCluster cluster) {
        cluster.cut("mdw", "smdw");
        cluster.server("mdw").terminateSender();
    }

    private static FailoverEngine fenced(SimulatedCluster cluster) {
        return Engines.builder(cluster)
                .fence(AttestedFence.hostIsOff(
                        "mdw",
                        "the operator",
                        "its power was cut",
                        cluster.clock().instant()))
                .build();
    }
}
