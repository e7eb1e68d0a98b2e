package io.github.gpfailover.testkit.scenario.planned;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.PlanPreview;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.fence.AttestedFence;
import io.github.gpfailover.core.journal.InMemoryJournal;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.testkit.ClusterInvariant;
import io.github.gpfailover.testkit.CommandFault;
import io.github.gpfailover.testkit.CommandHook;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.Tolerates;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.Servers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SharedStartSecondScenarioTest {

    private static final String DIRECTORY = "/data/master/gpseg-1";
    private static final String IDS = "select 'row', gp_distributed_log() limit 10000;\nselect 'end';\n";
    private static final CommandResult UNHEARD =
            CommandResult.of(1, "", "cat: /nowhere: No such file or directory\n", Duration.ofMillis(20));

    private static SimulatedCluster together() throws InterruptedException {
        SimulatedCluster cluster =
                SimulatedCluster.builder().postmastersBeginTogether().build();
        Servers.createTable(cluster, Duration.ofSeconds(10));
        // Without a snapshot that is open all along, the rows of the last transaction only are hidden.
        cluster.server("mdw").openSession().begin().holdSnapshot();
        for (int i = 0; i < 100; i++) {
            Servers.insert(cluster, "mdw", 8);
        }
        return cluster;
    }

    @Test
    @DisplayName(
            "scenario 43: the model: what was committed before the oldest open snapshot is seen, what followed is not")
    @Tolerates(value = ClusterInvariant.NOTHING_ACKNOWLEDGED_LOST, reason = "that is what the model has to show")
    void theModelHidesWhatFollowsTheOldestSnapshot() throws InterruptedException {
        try (SimulatedCluster cluster =
                SimulatedCluster.builder().postmastersBeginTogether().build()) {
            Servers.createTable(cluster, Duration.ofSeconds(10));
            Servers.insert(cluster, "mdw", 8);
            cluster.server("mdw").openSession().begin().holdSnapshot();
            for (int i = 0; i < 100; i++) {
                Servers.insert(cluster, "mdw", 8);
            }
            Servers.stop(cluster, "mdw");
            Servers.promote(cluster, "smdw");

            assertThat(cluster.truth().rows("t")).isEqualTo(808);
            assertThat(cluster.truth().hiddenRows("t")).isEqualTo(800);
        }
    }

    @Test
    @DisplayName(
            "scenario 43: the model: with no snapshot open the rows of the last transaction are hidden, and no others")
    @Tolerates(value = ClusterInvariant.NOTHING_ACKNOWLEDGED_LOST, reason = "that is what the model has to show")
    void theModelHidesTheLastTransactionOnly() throws InterruptedException {
        try (SimulatedCluster cluster =
                SimulatedCluster.builder().postmastersBeginTogether().build()) {
            Servers.createTable(cluster, Duration.ofSeconds(10));
            for (int i = 0; i < 100; i++) {
                Servers.insert(cluster, "mdw", 8);
            }
            Servers.stop(cluster, "mdw");
            Servers.promote(cluster, "smdw");

            assertThat(cluster.truth().hiddenRows("t")).isEqualTo(8);
        }
    }

    @Test
    @DisplayName("scenario 43: the model: ids of the new master that reach the old one's uncover its rows one by one")
    @Tolerates(value = ClusterInvariant.NOTHING_ACKNOWLEDGED_LOST, reason = "that is what the model has to show")
    void theModelUncoversRowsAsIdsGrow() throws InterruptedException {
        try (SimulatedCluster cluster = together()) {
            Servers.stop(cluster, "mdw");
            Servers.promote(cluster, "smdw");
            cluster.clock().advance(Duration.ofSeconds(5));
            long hidden = cluster.truth().hiddenRows("t");

            for (int i = 0; i < 10; i++) {
                Servers.insert(cluster, "smdw", 2);
            }

            assertThat(cluster.truth().hiddenRows("t")).isBetween(hidden - 80, hidden - 8);
        }
    }

    @Test
    @DisplayName(
            "scenario 43: the model: promoted by hand in a shared second, the new master sees none of the last rows until it is restarted")
    void theModelHidesRowsUntilTheRestart() throws InterruptedException {
        try (SimulatedCluster cluster = together()) {
            Servers.stop(cluster, "mdw");
            Servers.promote(cluster, "smdw");

            assertThat(cluster.truth().rows("t")).isEqualTo(800);
            assertThat(cluster.truth().hiddenRows("t")).isGreaterThan(700);
            cluster.clock().advance(Duration.ofSeconds(5));
            Servers.restart(cluster, "smdw");
            assertThat(cluster.truth().hiddenRows("t")).isZero();
        }
    }

    @Test
    @DisplayName(
            "scenario 43: a planned move restarts the standby before the stop, and every acknowledged row is seen after it")
    void restartsTheStandbyBeforeThePlannedStop() throws InterruptedException {
        try (SimulatedCluster cluster = together();
                FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.switchover("smdw"));

            assertThat(report).succeeded();
            int stop = step(report, "stopMaster");
            assertThat(report).sent(1, "pg_ctl restart");
            assertThat(report.steps().get(stop - 1).commands().get(0).command()).contains("checkpoint;");
            assertThat(report.steps().get(stop - 1).commands().get(1).command()).contains("pg_ctl restart");
            assertThat(report.steps().get(stop - 1).facts()).containsKeys("sharedSecond", "standbyRestart");
            assertThat(report.warnings()).anyMatch(w -> w.contains("is restarted before the stop"));
            assertThat(cluster.truth().hiddenRows("t")).isZero();
            assertThat(cluster.truth().rows("t")).isEqualTo(800);
        }
    }

    @Test
    @DisplayName("scenario 43: the preview shows the restart of the standby, and no restart after the promotion")
    void previewsTheRestart() throws InterruptedException {
        try (SimulatedCluster cluster = together();
                FailoverEngine engine = Engines.on(cluster)) {
            PlanPreview preview = engine.preview(
                    FailoverPlan.builder().stopMaster().activate().build());

            assertThat(preview.toText()).containsOnlyOnce("command:  smdw: pg_ctl restart");
            assertThat(preview.steps().get(0).commands().get(0)).startsWith("mdw: psql");
            assertThat(preview.steps().get(0).commands().get(1)).contains("pg_ctl restart");
        }
    }

    @ParameterizedTest
    @EnumSource(Activate.Strategy.class)
    @DisplayName("scenario 43: after an unplanned promotion the new master is restarted before it is called good")
    void restartsTheNewMasterAfterAnUnplannedPromotion(Activate.Strategy strategy) throws InterruptedException {
        try (SimulatedCluster cluster = together();
                FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            engine.observe();
            cluster.clock().advance(Duration.ofSeconds(5));
            engine.observe();
            cluster.kill("mdw");

            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .fence()
                    .activate(a -> a.strategy(strategy))
                    .build());

            assertThat(report).succeeded().sent(1, "pg_ctl restart");
            assertThat(report.warnings()).anyMatch(w -> w.contains("was restarted before it was called good"));
            assertThat(report.finalState()).hasMaster("smdw");
            assertThat(cluster.truth().hiddenRows("t")).isZero();
        }
    }

    @Test
    @DisplayName(
            "scenario 43: a new master that can't be restarted makes the plan PARTIAL, with the command to run; resume does it")
    void isPartialWhereTheRestartFails() throws InterruptedException {
        InMemoryJournal journal = new InMemoryJournal();
        try (SimulatedCluster cluster = together()) {
            String id;
            CommandHook broken = cluster.when("pg_ctl restart").always().instead((host, command) -> {
                throw new TransportException(TransportException.Reason.NOT_STARTED, host, "no room for it", null);
            });
            try (FailoverEngine engine =
                    Engines.builder(cluster).journal(journal).build()) {
                engine.observe();
                cluster.clock().advance(Duration.ofSeconds(5));
                engine.observe();
                cluster.kill("mdw");

                FailoverReport report =
                        engine.execute(FailoverPlan.builder().fence().activate().build());

                assertThat(report.outcome()).isEqualTo(Outcome.PARTIAL);
                assertThat(report).saysWhy("can't be seen there until it is restarted", "pg_ctl restart");
                assertThat(cluster.truth().hiddenRows("t")).isPositive();
                id = report.executionId();
            }
            broken.lift();
            try (FailoverEngine engine =
                    Engines.builder(cluster).journal(journal).build()) {
                FailoverReport report = engine.resume(id);

                assertThat(report).succeeded();
                assertThat(cluster.truth().hiddenRows("t")).isZero();
                assertThat(cluster.truth().masterHost()).contains(HostName.of("smdw"));
            }
        }
    }

    @Test
    @DisplayName("scenario 43: a standby that does not come back from its restart keeps the master serving")
    void doesNotStopTheMasterWhereTheStandbyDoesNotComeBack() throws InterruptedException {
        try (SimulatedCluster cluster = together()) {
            cluster.when("pg_ctl restart").after(() -> cluster.kill("smdw"));
            try (FailoverEngine engine = Engines.on(cluster)) {
                FailoverReport report = engine.execute(FailoverPlan.builder()
                        .stopMaster(s -> s.retry(r -> r.attempts(1)))
                        .activate()
                        .build());

                assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
                assertThat(report).saysWhy("does not stream in sync again");
                assertThat(cluster.truth().canWrite("mdw")).isTrue();
            }
            try (FailoverEngine engine = Engines.on(cluster)) {
                assertThat(engine.execute(FailoverPlan.builder()
                                .addStandby("smdw")
                                .awaitSync()
                                .stopMaster()
                                .activate()
                                .build()))
                        .succeeded();
                assertThat(cluster.truth().hiddenRows("t")).isZero();
            }
        }
    }

    @Test
    @DisplayName("scenario 43: an attempt after a restart that was broken off starts the standby, and goes on")
    void goesOnAfterARestartThatWasBrokenOff() throws InterruptedException {
        try (SimulatedCluster cluster = together();
                FailoverEngine engine = Engines.on(cluster)) {
            cluster.host("smdw").failNext("pg_ctl", CommandFault.lostAfterEffect());

            FailoverReport report = engine.execute(
                    FailoverPlan.builder().stopMaster().activate().build());

            assertThat(report).succeeded();
            assertThat(cluster.truth().hiddenRows("t")).isZero();
        }
    }

    @Test
    @DisplayName("scenario 43: checkHealth() warns of it on a healthy cluster, and changes nothing")
    void warnsOnAHealthyCluster() throws InterruptedException {
        try (SimulatedCluster cluster = together();
                FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report =
                    engine.execute(FailoverPlan.builder().checkHealth().build());

            assertThat(report).succeeded();
            assertThat(report.warnings())
                    .anyMatch(w -> w.contains("began in the second of a master") && w.contains("up to number"));
        }
    }

    @Test
    @DisplayName("scenario 43: seconds that differ cost nothing: no restart, no warning")
    void leavesAStandbyOfAnotherSecondAlone() {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.switchover("smdw"));

            assertThat(report).succeeded();
            assertThat(report.steps())
                    .noneMatch(
                            s -> s.commands().stream().anyMatch(c -> c.command().contains("pg_ctl restart")));
            assertThat(report.warnings()).noneMatch(w -> w.contains("second"));
        }
    }

    @Test
    @DisplayName("scenario 43: a canary that comes up short asks for the restart first")
    @Tolerates(
            value = ClusterInvariant.NOTHING_ACKNOWLEDGED_LOST,
            reason = "the report has to ask for the restart that shows the rows")
    void aCanaryThatComesUpShortAsksForTheRestart() throws InterruptedException {
        try (SimulatedCluster cluster =
                SimulatedCluster.builder().postmastersBeginTogether().build()) {
            cluster.server("mdw").openSession().begin().holdSnapshot();
            // As after a restart of all children by their own postmaster: the file shows another second.
            cluster.when(SharedStartSecondScenarioTest::readsSecond)
                    .on("smdw")
                    .always()
                    .answering(told -> {
                        List<String> lines =
                                new ArrayList<>(told.stdout().lines().toList());
                        lines.set(2, Long.toString(Long.parseLong(lines.get(2)) - 60));
                        return CommandResult.of(0, String.join("\n", lines) + "\n", "", told.elapsed());
                    });
            try (FailoverEngine engine = Engines.on(cluster)) {
                FailoverReport report = engine.execute(FailoverPlan.builder()
                        .writeCanary()
                        .stopMaster()
                        .activate()
                        .verifyCanary()
                        .build());

                assertThat(report.outcome()).isEqualTo(Outcome.PARTIAL);
                assertThat(report).saysWhy("first restart the master at smdw", "pg_ctl restart", "count again");
                assertThat(cluster.truth().directories("mdw")).containsExactly(DIRECTORY);
            }
        }
    }

    @Test
    @DisplayName(
            "scenario 43: where nobody tells when a postmaster began, the new master is restarted after the promotion")
    void restartsTheNewMasterWhereNobodyTells() throws InterruptedException {
        try (SimulatedCluster cluster = together()) {
            cluster.when(SharedStartSecondScenarioTest::asksForSeconds).always().instead(UNHEARD);
            try (FailoverEngine engine = Engines.on(cluster)) {
                FailoverReport report = engine.execute(
                        FailoverPlan.builder().stopMaster().activate().build());

                assertThat(report).succeeded().sent(1, "pg_ctl restart");
                assertThat(report.warnings())
                        .anyMatch(w -> w.contains("can't be told") && w.contains("restarted once it is promoted"));
                assertThat(cluster.truth().hiddenRows("t")).isZero();
                assertThat(cluster.truth().rows("t")).isEqualTo(800);
            }
        }
    }

    @Test
    @DisplayName(
            "scenario 43: an engine that never saw the catalog, beside a master that is off, restarts the new master it can't prove apart")
    void restartsTheNewMasterWithoutACatalog() throws InterruptedException {
        try (SimulatedCluster cluster = together();
                FailoverEngine engine = Engines.on(cluster)) {
            cluster.clock().advance(Duration.ofSeconds(10));
            cluster.powerOff("mdw");

            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .fence(AttestedFence.hostIsOff(
                            "mdw",
                            "the operator",
                            "its power is cut",
                            cluster.clock().instant()))
                    .activate()
                    .build());

            assertThat(report).succeeded().sent(1, "pg_ctl restart");
            assertThat(report.warnings())
                    .anyMatch(w -> w.contains("was restarted before it was called good")
                            && w.contains("it began in the second of a master before it"));
            assertThat(cluster.truth().hiddenRows("t")).isZero();
        }
    }

    @Test
    @DisplayName("scenario 43: a segment whose distributed log shows no row has not told: the new master is restarted")
    void takesAnEmptyDistributedLogForNoAnswer() throws InterruptedException {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.on(cluster)) {
            Servers.createTable(cluster, Duration.ofSeconds(10));
            engine.observe();
            cluster.segment(2).truncateDistributedLog(0);
            cluster.powerOff("mdw");

            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .fence(AttestedFence.hostIsOff(
                            "mdw",
                            "the operator",
                            "its power is cut",
                            cluster.clock().instant()))
                    .activate()
                    .build());

            assertThat(report).succeeded().sent(1, "pg_ctl restart").warns("shows no row");
        }
    }

    @Test
    @DisplayName(
            "scenario 43: no segment shows the ids of a master before the last restart, the standby's own log does:"
                    + " the new master is restarted, and every row is seen")
    void readsThePrefixesOfTheStandbysOwnLog() throws InterruptedException {
        try (SimulatedCluster cluster = together();
                FailoverEngine engine = Engines.on(cluster)) {
            cluster.clock().advance(Duration.ofSeconds(10));
            Servers.restart(cluster, "mdw");
            cluster.clock().advance(Duration.ofSeconds(10));
            engine.observe();
            for (int content = 0; content < 4; content++) {
                cluster.segment(content).truncateDistributedLog(0);
            }
            cluster.kill("mdw");

            FailoverReport report =
                    engine.execute(FailoverPlan.builder().fence().activate().build());

            assertThat(report).succeeded().sent(1, "pg_ctl restart");
            assertThat(report.steps().get(1).facts().get("sharedSecond"))
                    .contains("its own log has distributed ids of a master under");
            assertThat(cluster.truth().hiddenRows("t")).isZero();
            assertThat(cluster.truth().rows("t")).isEqualTo(800);
        }
    }

    @Test
    @DisplayName("scenario 43: a later attempt that can't tell takes no finding of an earlier one back")
    void keepsTheFindingOfAnEarlierAttempt() throws InterruptedException {
        try (SimulatedCluster cluster = together()) {
            cluster.when("pg_ctl promote").instead((host, command) -> {
                cluster.when(SharedStartSecondScenarioTest::asksForSeconds)
                        .on("mdw", "sdw1", "sdw2")
                        .always()
                        .instead(UNHEARD);
                return CommandResult.of(1, "", "", Duration.ofMillis(20));
            });
            try (FailoverEngine engine = Engines.on(cluster)) {
                engine.observe();
                cluster.clock().advance(Duration.ofSeconds(5));
                engine.observe();
                cluster.kill("mdw");

                FailoverReport report = engine.execute(FailoverPlan.builder()
                        .fence()
                        .activate(a -> a.strategy(Activate.Strategy.DIRECT))
                        .build());

                assertThat(report).succeeded().sent(1, "pg_ctl restart");
                assertThat(report.warnings()).anyMatch(w -> w.contains("it began in the second of a master before it"));
                assertThat(cluster.truth().hiddenRows("t")).isZero();
            }
        }
    }

    @Test
    @DisplayName("scenario 43: a restart of the standby that took the step's time is not followed by a stop")
    void doesNotStopTheMasterWithoutTime() throws InterruptedException {
        try (SimulatedCluster cluster = together()) {
            cluster.when("pg_ctl restart").after(() -> cluster.clock().advance(Duration.ofSeconds(152)));
            assertNotStopped(cluster, "of the step's time are left");
        }
    }

    @Test
    @DisplayName("a checkpoint that took the step's time is not followed by a stop of the master")
    void doesNotStopTheMasterAfterALongCheckpoint() throws InterruptedException {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            cluster.when("checkpoint;").after(() -> cluster.clock().advance(Duration.ofSeconds(155)));
            assertNotStopped(cluster, "of the step's time are left");
        }
    }

    @Test
    @DisplayName("scenario 43: the standby is restarted once it has replayed a checkpoint of its master")
    void restartsTheStandbyOnceItHasReplayedACheckpoint() throws InterruptedException {
        try (SimulatedCluster cluster = together()) {
            List<Instant> restarted = new ArrayList<>();
            cluster.when("pg_ctl restart")
                    .always()
                    .before(() -> restarted.add(cluster.clock().instant()));
            cluster.server("smdw").holdReplay(Duration.ofSeconds(40));
            Instant replays = cluster.clock().instant().plusSeconds(40);
            try (FailoverEngine engine = Engines.on(cluster)) {
                assertThat(engine.execute(
                                FailoverPlan.builder().stopMaster().activate().build()))
                        .succeeded();
                assertThat(restarted).hasSize(1).allMatch(at -> !at.isBefore(replays));
                assertThat(cluster.truth().hiddenRows("t")).isZero();
            }
        }
    }

    @Test
    @DisplayName("scenario 43: a standby that does not replay is not restarted, and its master serves on")
    void doesNotRestartAStandbyThatDoesNotReplay() throws InterruptedException {
        try (SimulatedCluster cluster = together()) {
            cluster.server("smdw").holdReplay(Duration.ofHours(1));

            FailoverReport report = assertNotStopped(cluster, "did not replay the checkpoint");

            assertThat(report).sent(0, "pg_ctl restart");
        }
    }

    @Test
    @DisplayName("scenario 43: a standby whose restart was broken off is started only; the stop is decided anew")
    void decidesAnewAfterItHasStartedTheStandby() throws InterruptedException {
        InMemoryJournal journal = new InMemoryJournal();
        try (SimulatedCluster cluster = together()) {
            cluster.when("pg_ctl restart").instead((host, command) -> {
                Servers.stop(cluster, "smdw");
                cluster.clock().advance(Duration.ofSeconds(90));
                throw new TransportException(TransportException.Reason.LOST, host, "the connection broke", null);
            });
            String id;
            try (FailoverEngine engine =
                    Engines.builder(cluster).journal(journal).build()) {
                FailoverReport report = engine.execute(FailoverPlan.builder()
                        .stopMaster(s -> s.retry(r -> r.attempts(1)))
                        .activate()
                        .build());
                assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
                id = report.executionId();
            }
            try (FailoverEngine engine =
                    Engines.builder(cluster).journal(journal).build()) {
                FailoverReport report = engine.resume(id);

                assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
                assertThat(report)
                        .sent(1, "pg_ctl start")
                        .sent(0, "pg_ctl stop")
                        .saysWhy("the master was not stopped");
                assertThat(cluster.truth().canWrite("mdw")).isTrue();

                assertThat(engine.resume(id)).succeeded().sent(0, "pg_ctl restart");
                assertThat(cluster.truth().hiddenRows("t")).isZero();
            }
        }
    }

    private static FailoverReport assertNotStopped(SimulatedCluster cluster, String why) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .stopMaster(s -> s.retry(r -> r.attempts(1)))
                    .activate()
                    .build());

            assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(report).saysWhy(why).sent(0, "pg_ctl stop");
            assertThat(cluster.truth().canWrite("mdw")).isTrue();
            return report;
        }
    }

    private static boolean readsSecond(Command command) {
        return command.toString().startsWith("cat ") && command.toString().endsWith("postmaster.pid");
    }

    /** The questions for the seconds in which masters began, and no other. */
    private static boolean asksForSeconds(Command command) {
        return readsSecond(command) || command.stdin().filter(IDS::equals).isPresent();
    }

    private static int step(FailoverReport report, String name) {
        return report.steps().stream()
                .filter(s -> s.step().name().equals(name))
                .findFirst()
                .orElseThrow()
                .number();
    }
}
