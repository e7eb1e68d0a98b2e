package io.github.gpfailover.testkit.scenario.homecoming;

import static io.github.gpfailover.step.AddStandby.Strategy.AUTO;
import static io.github.gpfailover.step.AddStandby.Strategy.FOLLOW;
import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.StepReport;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.journal.InMemoryJournal;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.step.AddStandby;
import io.github.gpfailover.testkit.CommandFault;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.Servers;
import io.github.gpfailover.testkit.scenario.SingleFaults;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Each part of following fails once: what was begun is taken back, the next strategy is taken, or the report says what is left.
 */
@ExtendWith(SimulatedClusterExtension.class)
class FollowingFailsTest {

    private static final String DIRECTORY = "/data/master/gpseg-1";
    private static final InstanceLocation HOME = InstanceLocation.of("mdw", 5432, DIRECTORY);
    private static final String ENTER = "gp_add_master_standby";
    private static final String TAKE_BACK = "gp_remove_master_standby";
    private static final String START = "pg_ctl start";
    private static final String UNPROVED = "begun by FOLLOW and neither proved nor taken back";
    private static final String LOCKED_OUT = "local all gpadmin ident\nhost all gpadmin 0.0.0.0/0 trust\n";

    private static void moved(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.execute(
                            FailoverPlan.builder().stopMaster().activate().build()))
                    .succeeded();
        }
    }

    private static FailoverReport home(SimulatedCluster cluster, AddStandby.Strategy how) {
        try (FailoverEngine engine = Engines.builder(cluster).build()) {
            return engine.execute(plan(how));
        }
    }

    private static FailoverPlan plan(AddStandby.Strategy how) {
        return FailoverPlan.builder()
                .addStandby("mdw", a -> a.strategy(how).retry(r -> r.attempts(1)))
                .awaitSync()
                .build();
    }

    /** Following failed for that reason, and a copy was made. */
    private static void copiedSince(SimulatedCluster cluster, FailoverReport report, String why) {
        assertThat(report).succeeded();
        StepReport added = report.steps().get(0);
        assertThat(added.facts()).containsEntry("strategy", "COPY");
        assertThat(added.facts().get("notFOLLOW")).contains("it failed: ", why);
        assertThat(cluster.truth().standbyInSync()).isTrue();
        assertThat(cluster.truth().directories("mdw")).hasSize(2);
    }

    /** The plan that says FOLLOW ended without success for that reason, and nothing of what it began is left. */
    private static void takenBackSince(SimulatedCluster cluster, FailoverReport report, String why) {
        assertThat(report).hasOutcome(Outcome.FAILED).saysWhy("FOLLOW failed: ", why);
        assertThat(report.toText()).doesNotContain(UNPROVED);
        nothingLeft(cluster);
    }

    private static void nothingLeft(SimulatedCluster cluster) {
        assertThat(cluster.truth().standbyHost()).isEmpty();
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.observe().instance(HOME).orElseThrow().liveness().isStopped())
                    .isTrue();
        }
    }

    private static CommandResult on(SimulatedCluster cluster, String host, String... words) {
        try {
            return cluster.execute(
                    HostName.of(host),
                    Command.builder(List.of(words))
                            .sourcing("/usr/local/greenplum-db/greenplum_path.sh")
                            .build());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void lockOut(SimulatedCluster cluster) {
        cluster.host("smdw").writeFile(DIRECTORY + "/pg_hba.conf", LOCKED_OUT);
        on(cluster, "smdw", "pg_ctl", "reload", "-D", DIRECTORY);
    }

    private static long entries(SimulatedCluster cluster) {
        return on(cluster, "smdw", "cat", "--", DIRECTORY + "/pg_hba.conf")
                .stdout()
                .lines()
                .filter(l -> l.contains("replication")
                        && l.contains(cluster.host("mdw").address() + "/32"))
                .count();
    }

    private static void startFails(SimulatedCluster cluster) {
        moved(cluster);
        cluster.host("mdw").failNext("pg_ctl", CommandFault.exitStatusBeforeEffect(1));
    }

    @Test
    void aServerThatDoesNotStartIsCopied(SimulatedCluster cluster) {
        startFails(cluster);
        FailoverReport report = home(cluster, AUTO);

        copiedSince(cluster, report, "its server has ended");
        assertThat(Servers.sent(cluster, TAKE_BACK)).isEqualTo(1);
        // What it holds is the master's: there is nothing that pg_rewind could take back.
        assertThat(Servers.sent(cluster, "pg_rewind")).isZero();
    }

    /** An earlier life has entered the old master into the catalog, and died before it started it. */
    private static void enteredByAnEarlierLife(SimulatedCluster cluster) {
        moved(cluster);
        cluster.when(ENTER).mutating().after(() -> {
            throw new SingleFaults.Died();
        });
        try {
            home(cluster, AUTO);
        } catch (SingleFaults.Died e) {
            assertThat(cluster.truth().standbyHost()).contains(HostName.of("mdw"));
            return;
        }
        throw new AssertionError("it did not die");
    }

    @Test
    @DisplayName(
            "scenario 29: a standby that the catalog names, made by following and not started, is copied: its directory is kept")
    void aNamedStandbyThatDoesNotStartIsCopiedAndItsDirectoryKept(SimulatedCluster cluster) {
        enteredByAnEarlierLife(cluster);
        cluster.host("mdw").failNext("pg_ctl", CommandFault.exitStatusBeforeEffect(1));

        FailoverReport report = home(cluster, AUTO);

        copiedSince(cluster, report, "its server has ended");
        // Taken back before the copy, since its row would forbid that.
        assertThat(Servers.sent(cluster, TAKE_BACK)).isEqualTo(1);
        assertThat(report).warns("the old data directory on mdw was moved to");
        assertThat(cluster.truth().directories("mdw")).anyMatch(d -> d.startsWith(DIRECTORY + ".retired-"));
        assertThat(cluster.truth().violations()).isEmpty();
    }

    @Test
    @DisplayName("scenario 29: it is not copied where the plan says FOLLOW")
    void aNamedStandbyThatDoesNotStartIsNotCopiedAgainstThePlan(SimulatedCluster cluster) {
        enteredByAnEarlierLife(cluster);
        cluster.host("mdw").failNext("pg_ctl", CommandFault.exitStatusBeforeEffect(1));

        takenBackSince(cluster, home(cluster, FOLLOW), "its server has ended");
        assertThat(cluster.truth().directories("mdw")).containsExactly(DIRECTORY);
    }

    @Test
    void aServerThatDoesNotStartLeavesNothingBehind(SimulatedCluster cluster) {
        startFails(cluster);

        takenBackSince(cluster, home(cluster, FOLLOW), "its server has ended");
    }

    @Test
    void aStandbyThatIsLockedOutMeanwhileIsStoppedAndCopied(SimulatedCluster cluster) {
        moved(cluster);

        cluster.when(START).on("mdw").mutating().before(() -> lockOut(cluster));
        FailoverReport report = home(cluster, AUTO);

        copiedSince(cluster, report, "it stood still for 60 s");
    }

    @Test
    void aStandbyThatNeverStreamsIsStopped(SimulatedCluster cluster) {
        moved(cluster);

        cluster.when(START).on("mdw").mutating().before(() -> lockOut(cluster));
        FailoverReport report = home(cluster, FOLLOW);

        takenBackSince(cluster, report, "it stood still for 60 s");
    }

    @Test
    void aStandbyWhoseLogTheMasterHasRecycledMeanwhileIsCopied(SimulatedCluster cluster) {
        moved(cluster);
        Runnable recycled = () -> {
            cluster.server("smdw").writeLog(800L << 20);
            for (int i = 0; i < 3; i++) {
                on(cluster, "smdw", "psql", "-X", "-At", "-d", "postgres", "-c", "checkpoint");
            }
        };

        cluster.when(START).on("mdw").mutating().before(recycled);
        FailoverReport report = home(cluster, AUTO);

        copiedSince(cluster, report, "it stood still for 60 s");
    }

    @Test
    void aRowThatTheMasterDoesNotMakeIsNoEndOfTheStep(SimulatedCluster cluster) {
        moved(cluster);
        FailoverReport report = refusingTheRow(cluster);

        copiedSince(cluster, report, "the master did not enter the standby into its catalog");
        assertThat(Servers.sent(cluster, TAKE_BACK)).isZero();
    }

    private static FailoverReport refusingTheRow(SimulatedCluster cluster) {
        // A row that is made and taken away at once is as good as one that was never made.
        cluster.when(ENTER).mutating().answering(r -> {
            on(cluster, "smdw", "psql", "-X", "-At", "-d", "postgres", "-c", "select gp_remove_master_standby()");
            return CommandResult.of(1, "", "ERROR:  could not write\n", r.elapsed());
        });
        return home(cluster, AUTO);
    }

    @Test
    void aRowWhoseAnswerIsLostIsFoundAndMadeOnce(SimulatedCluster cluster) {
        moved(cluster);
        cluster.when(ENTER).mutating().answering(r -> {
            throw new TransportException(TransportException.Reason.LOST, HostName.of("smdw"), "the line dropped", null);
        });

        FailoverReport report = home(cluster, AUTO);

        assertThat(report).succeeded();
        assertThat(report.steps().get(0).facts()).containsEntry("strategy", "FOLLOW");
        assertThat(Servers.sent(cluster, ENTER)).isEqualTo(1);
        int dbid = report.finalState().standby().orElseThrow().dbid();
        assertThat(on(cluster, "mdw", "cat", "--", DIRECTORY + "/internal.auto.conf")
                        .stdout())
                .isEqualTo("gp_dbid=" + dbid + "\n");
    }

    @Test
    void afileThatCantBeWrittenTakesTheRowBack(SimulatedCluster cluster) {
        moved(cluster);
        cluster.when("mv -nT -- /data/master/gpseg-1/internal.auto.conf")
                .on("mdw")
                .mutating()
                .after(() -> cluster.host("mdw").freeDisk(0));

        FailoverReport report = home(cluster, FOLLOW);

        takenBackSince(cluster, report, "no space left on mdw");
        assertThat(Servers.sent(cluster, TAKE_BACK)).isEqualTo(1);
        assertThat(Servers.sent(cluster, "mdw: " + START)).isZero();
    }

    @Test
    void aHostThatLosesItsPowerAfterTheStartIsToldOfAndComesHomeLater(SimulatedCluster cluster) {
        moved(cluster);
        InMemoryJournal journal = new InMemoryJournal();
        cluster.when(START).on("mdw").mutating().after(() -> cluster.powerOff("mdw"));
        FailoverReport report;
        try (FailoverEngine engine = Engines.builder(cluster).journal(journal).build()) {
            report = engine.execute(plan(AUTO));
        }
        assertThat(report.outcome()).isNotEqualTo(Outcome.SUCCEEDED);
        // The row is still there: a commit on the master waits for a standby that fell silent (recording 85).
        assertThat(report.toText()).contains(UNPROVED);

        cluster.powerOn("mdw");
        resumesWell(cluster, journal, report);
    }

    @Test
    void aMasterThatDiesInTheMidstLeavesWhatAResumeFinds(SimulatedCluster cluster) {
        moved(cluster);
        InMemoryJournal journal = new InMemoryJournal();
        cluster.when(START).on("mdw").mutating().after(() -> cluster.kill("smdw"));
        FailoverReport report;
        try (FailoverEngine engine = Engines.builder(cluster).journal(journal).build()) {
            report = engine.execute(plan(AUTO));
        }
        assertThat(report.outcome()).isNotEqualTo(Outcome.SUCCEEDED);
        assertThat(report.toText()).contains(UNPROVED, "was not seen to serve");
        // The row can't be taken away where no master serves; the server could be stopped, and was.
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.observe().instance(HOME).orElseThrow().liveness().isStopped())
                    .isTrue();
        }

        cluster.server("smdw").start();
        cluster.clock().advance(Duration.ofSeconds(1));
        resumesWell(cluster, journal, report);
    }

    private static void resumesWell(SimulatedCluster cluster, InMemoryJournal journal, FailoverReport report) {
        try (FailoverEngine engine = Engines.builder(cluster).journal(journal).build()) {
            assertThat(engine.resume(report.executionId())).succeeded();
        }
        assertThat(cluster.truth().standbyInSync()).isTrue();
    }

    @Test
    void aStandbyThatCantBeReachedAnyMoreIsToldOf(SimulatedCluster cluster) {
        moved(cluster);
        cluster.when(START).on("mdw").mutating().after(() -> cluster.cut("controller", "mdw"));

        FailoverReport report = home(cluster, AUTO);

        assertThat(report.outcome()).isNotEqualTo(Outcome.SUCCEEDED);
        // It runs, and nobody could stop it: so much must be said.
        assertThat(report.toText()).contains(UNPROVED);
        assertThat(Servers.sent(cluster, "mv -nT -- " + DIRECTORY + " ")).isZero();
    }

    private static FailoverReport slowHome(SimulatedCluster cluster, Duration start) {
        moved(cluster);
        cluster.when(START).on("mdw").mutating().before(() -> {
            lockOut(cluster);
            cluster.clock().advance(start);
        });
        try (FailoverEngine engine = Engines.builder(cluster).build()) {
            return engine.execute(FailoverPlan.builder()
                    .addStandby("mdw", a -> a.deadline(Duration.ofSeconds(100)).strategy(FOLLOW))
                    .build());
        }
    }

    @Test
    void aStandbyThatIsNotProvedWhenTheStepsTimeIsNearlyOverIsTakenBackInTime(SimulatedCluster cluster) {
        takenBackSince(cluster, slowHome(cluster, Duration.ofSeconds(70)), "when the step's time was nearly over");
    }

    @Test
    void theDeadlineThatPassesBeforeTheProofIsToldOf(SimulatedCluster cluster) {
        FailoverReport report = slowHome(cluster, Duration.ofSeconds(100));

        assertThat(report).hasOutcome(Outcome.FAILED);
        assertThat(report.toText()).contains(UNPROVED);
    }

    @Test
    void theEntryForTheReceiverIsAddedOnceAndRead(SimulatedCluster cluster) {
        moved(cluster);
        lockOut(cluster);
        cluster.host("mdw").failNext("pg_ctl", CommandFault.exitStatusBeforeEffect(1));
        FailoverReport failed = home(cluster, FOLLOW);
        takenBackSince(cluster, failed, "its server has ended");
        FailoverReport again = home(cluster, FOLLOW);

        assertThat(again).succeeded();
        assertThat(Servers.sent(cluster, "pg_hba.conf")).isEqualTo(1);
        assertThat(Servers.sent(cluster, "pg_ctl reload")).isEqualTo(1);
        assertThat(entries(cluster)).isEqualTo(1);
        assertThat(cluster.truth().standbyInSync()).isTrue();
    }

    @Test
    void anEntryThatIsThereAndWasNeverReadIsOnlyRead(SimulatedCluster cluster) {
        moved(cluster);
        lockOut(cluster);
        cluster.host("smdw")
                .writeFile(
                        DIRECTORY + "/pg_hba.conf",
                        LOCKED_OUT + "host  replication\tgpadmin  "
                                + cluster.host("mdw").address() + "/32   trust\n");
        assertThat(home(cluster, FOLLOW)).succeeded();

        assertThat(Servers.sent(cluster, "pg_hba.conf")).isZero();
        assertThat(Servers.sent(cluster, "pg_ctl reload")).isEqualTo(1);
        assertThat(entries(cluster)).isEqualTo(1);
    }
}
