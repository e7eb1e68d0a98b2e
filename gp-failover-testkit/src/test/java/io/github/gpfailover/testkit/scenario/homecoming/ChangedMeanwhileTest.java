package io.github.gpfailover.testkit.scenario.homecoming;

import static io.github.gpfailover.step.AddStandby.Strategy.AUTO;
import static io.github.gpfailover.step.AddStandby.Strategy.COPY;
import static io.github.gpfailover.step.AddStandby.Strategy.FOLLOW;
import static io.github.gpfailover.step.AddStandby.Strategy.REWIND;
import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.journal.InMemoryJournal;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.step.AddStandby;
import io.github.gpfailover.testkit.ClusterInvariant;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.Tolerates;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.Servers;
import io.github.gpfailover.testkit.scenario.SingleFaults;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The old directory, or what is known of it, changes between the proof and the start. */
@ExtendWith(SimulatedClusterExtension.class)
class ChangedMeanwhileTest {

    private static final String DIRECTORY = "/data/master/gpseg-1";
    private static final InstanceLocation HOME = InstanceLocation.of("mdw", 5432, DIRECTORY);
    private static final String ENTER = "gp_add_master_standby";
    private static final String REWIND_STARTS = "gp-failover-start ./";
    private static final String START = "mdw: pg_ctl start";
    private static final String NO_LONGER = "right before the start, what was proved is no longer so";

    private static void moved(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.execute(
                            FailoverPlan.builder().stopMaster().activate().build()))
                    .succeeded();
        }
    }

    private static void wroteAlone(SimulatedCluster cluster) {
        cluster.dataDirectory("mdw", DIRECTORY).writeAlone(100_000);
    }

    /**
     * Somebody starts the old master where it reaches no segment, lets it write, and kills it: no checkpoint shows it.
     */
    private static void wroteAloneAndCrashed(SimulatedCluster cluster) {
        List<String> segments = List.of("sdw1", "sdw2");
        segments.forEach(s -> cluster.cut("mdw", s));
        cluster.server("mdw").start();
        cluster.server("mdw").writeLog(100_000);
        cluster.kill("mdw");
        segments.forEach(s -> cluster.heal("mdw", s));
    }

    private static FailoverPlan plan(AddStandby.Strategy how) {
        return FailoverPlan.builder()
                .addStandby("mdw", a -> a.strategy(how).retry(r -> r.attempts(1)))
                .awaitSync()
                .build();
    }

    private static FailoverReport home(SimulatedCluster cluster, AddStandby.Strategy how) {
        try (FailoverEngine engine = Engines.builder(cluster).build()) {
            return engine.execute(plan(how));
        }
    }

    private static void nothingLeft(SimulatedCluster cluster) {
        assertThat(cluster.truth().standbyHost()).isEmpty();
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.observe().instance(HOME).orElseThrow().liveness().isStopped())
                    .isTrue();
        }
    }

    private static void comesHome(
            SimulatedCluster cluster, FailoverReport report, AddStandby.Strategy way, String... why) {
        assertThat(report).succeeded();
        assertThat(report.steps().get(0).facts()).containsEntry("strategy", way.name());
        assertThat(report.steps().get(0).facts().get("notFOLLOW")).contains(why);
        assertThat(cluster.truth().standbyInSync()).isTrue();
    }

    @Test
    void anOldMasterThatIsStartedAndStoppedBetweenProofAndStartIsRewound(SimulatedCluster cluster) {
        moved(cluster);
        cluster.when(ENTER).mutating().before(() -> wroteAlone(cluster));

        FailoverReport report = home(cluster, AUTO);

        comesHome(cluster, report, REWIND, "it failed: ", NO_LONGER, "but timeline 1 was left at");
    }

    @Test
    @Tolerates(
            value = ClusterInvariant.NOTHING_ACKNOWLEDGED_LOST,
            reason = "an operator starts the old master for a moment")
    void anOldMasterThatIsStartedAndKilledBetweenProofAndStartIsNeverStartedAsAStandby(SimulatedCluster cluster) {
        moved(cluster);
        cluster.when(ENTER).mutating().before(() -> wroteAloneAndCrashed(cluster));

        FailoverReport report = home(cluster, AUTO);

        // With its marker written already, it can't recover by itself, as pg_rewind would need it.
        comesHome(cluster, report, COPY, NO_LONGER, "its state is 'in production'");
    }

    @Test
    void anotherLogThatIsPutThereBetweenProofAndStartIsCopied(SimulatedCluster cluster) {
        moved(cluster);
        cluster.when(ENTER)
                .mutating()
                .before(() -> cluster.dataDirectory("mdw", DIRECTORY).otherLog());

        FailoverReport report = home(cluster, AUTO);

        comesHome(cluster, report, COPY, NO_LONGER, "the master's log holds another record");
    }

    @Test
    @Tolerates(
            value = ClusterInvariant.NOTHING_ACKNOWLEDGED_LOST,
            reason = "an operator starts the old master for a moment")
    void theWayThatThePlanNamesIsTakenBackWhenItIsNoLongerRight(SimulatedCluster cluster) {
        moved(cluster);
        cluster.when(ENTER).mutating().before(() -> wroteAloneAndCrashed(cluster));

        FailoverReport report = home(cluster, FOLLOW);

        assertThat(report).hasOutcome(Outcome.FAILED).saysWhy(NO_LONGER);
        assertThat(Servers.sent(cluster, START)).isZero();
        nothingLeft(cluster);
    }

    @Test
    void aRewoundDirectoryThatSomebodyStartsBeforeItsMarkerIsWrittenIsCopied(SimulatedCluster cluster) {
        moved(cluster);
        wroteAlone(cluster);
        cluster.when(ENTER).mutating().before(() -> wroteAlone(cluster));

        FailoverReport report = home(cluster, AUTO);

        assertThat(report).succeeded();
        assertThat(report.steps().get(0).facts()).containsEntry("strategy", "COPY");
        assertThat(report.steps().get(0).facts().get("notREWIND")).contains(NO_LONGER, "'in archive recovery'");
        assertThat(cluster.truth().standbyInSync()).isTrue();
    }

    @Test
    void aMasterThatDiesBetweenProofAndStartIsNotFollowedBeforeItServesAgain(SimulatedCluster cluster) {
        moved(cluster);
        InMemoryJournal journal = new InMemoryJournal();
        cluster.when(ENTER).mutating().after(() -> cluster.kill("smdw"));
        FailoverReport report;
        try (FailoverEngine engine = Engines.builder(cluster).journal(journal).build()) {
            report = engine.execute(plan(AUTO));
        }

        assertThat(report.outcome()).isNotEqualTo(Outcome.SUCCEEDED);
        assertThat(Servers.sent(cluster, START)).isZero();
        assertThat(report.toText())
                .contains("right before the start, the master at smdw", "neither proved nor taken back");

        cluster.server("smdw").start();
        cluster.clock().advance(Duration.ofSeconds(1));
        // The row that nobody could take back is this execution's own.
        try (FailoverEngine engine = Engines.builder(cluster).journal(journal).build()) {
            assertThat(engine.resume(report.executionId())).succeeded();
        }
        assertThat(cluster.truth().standbyInSync()).isTrue();
        assertThat(cluster.truth().directories("mdw")).containsExactly(DIRECTORY);
    }

    /** From now on, the host reports of the directory's log what it reported before the log changed. */
    private static Runnable stale(SimulatedCluster cluster) {
        Map<String, CommandResult> told = new HashMap<>();
        AtomicBoolean lies = new AtomicBoolean();
        for (String program : List.of("pg_controldata", "pg_xlogdump")) {
            cluster.when(c -> c.toString().startsWith(program))
                    .on("mdw")
                    .always()
                    .instead((host, command) -> {
                        CommandResult known = told.get(command.toString());
                        if (known != null && lies.get()) {
                            return known;
                        }
                        CommandResult said = cluster.execute(host, command);
                        told.putIfAbsent(command.toString(), said);
                        return CommandResult.of(said.exitCode().orElse(0), said.stdout(), said.stderr(), Duration.ZERO);
                    });
        }
        return () -> lies.set(true);
    }

    @Test
    void aHostThatTellsStaleThingsOfItsDirectoryIsFoundOutByItsStandbyThatNeverFollows(SimulatedCluster cluster) {
        moved(cluster);
        Runnable lies = stale(cluster);
        try (FailoverEngine engine = Engines.builder(cluster).build()) {
            assertThat(engine.preview(plan(FOLLOW)).toText()).contains("FOLLOW");
            wroteAlone(cluster);
            lies.run();

            FailoverReport report = engine.execute(plan(FOLLOW));

            assertThat(report).hasOutcome(Outcome.FAILED).saysWhy("FOLLOW failed: it stood still for 60 s");
        }
        nothingLeft(cluster);
    }

    @Test
    void aDirectoryIsNotMovedFromUnderARewindThatGoesOn(SimulatedCluster cluster) {
        moved(cluster);
        wroteAlone(cluster);
        // The rewind waits for its source, while who has ordered it dies.
        cluster.when(REWIND_STARTS).mutating().after(() -> {
            cluster.cut("mdw", "smdw");
            throw new SingleFaults.Died();
        });
        try {
            home(cluster, AUTO);
        } catch (SingleFaults.Died e) {
            // Another one makes a new plan.
        }

        FailoverReport another = home(cluster, AUTO);

        assertThat(another).wasRefusedWithoutAnyChange().saysWhy("pg_rewind --progress", "is not proved stopped");
        assertThat(cluster.truth().directories("mdw")).containsExactly(DIRECTORY);

        cluster.heal();
        cluster.clock().advance(Duration.ofMinutes(2));
        FailoverReport last = home(cluster, AUTO);
        assertThat(last).succeeded();
        assertThat(cluster.truth().standbyInSync()).isTrue();
    }

    @Test
    void aRewindWhoseStateCantBeReadIsAwaitedAndNotCopiedOver(SimulatedCluster cluster) {
        moved(cluster);
        wroteAlone(cluster);
        InMemoryJournal journal = new InMemoryJournal();
        cluster.when("-rewind-1").asking().answering(r -> CommandResult.of(0, "who knows\n", "", r.elapsed()));
        FailoverReport report;
        try (FailoverEngine engine = Engines.builder(cluster).journal(journal).build()) {
            report = engine.execute(FailoverPlan.builder()
                    .addStandby("mdw", a -> a.retry(r -> r.attempts(3).backoff(Duration.ofSeconds(5))))
                    .awaitSync()
                    .build());
        }

        assertThat(report).succeeded();
        assertThat(report.steps().get(0).facts()).containsEntry("strategy", "REWIND");
        assertThat(Servers.sent(cluster, REWIND_STARTS)).isEqualTo(1);
        assertThat(cluster.truth().directories("mdw")).containsExactly(DIRECTORY);
    }
}
