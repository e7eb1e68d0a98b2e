package io.github.gpfailover.testkit.scenario.outage;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.Failover;
import io.github.gpfailover.core.fence.AttestedFence;
import io.github.gpfailover.core.journal.InMemoryJournal;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.testkit.ClusterInvariant;
import io.github.gpfailover.testkit.CommandCondition;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.Tolerates;
import io.github.gpfailover.testkit.scenario.DiesBefore;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.transition.TransitionRecorder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an engine learned once may be wrong by now: it refuses, or observes again. */
@ExtendWith(SimulatedClusterExtension.class)
class StaleKnowledgeTest {

    private static final String DIRECTORY = "/data/master/gpseg-1";

    /** What is left of a list of processes that is cut short: the first line, and an exit status of 1. */
    private static CommandResult cutShort(CommandResult list) {
        return CommandResult.of(
                1, "root           1       0  0 05:05 ?        00:00:01 /sbin/init\n", "", list.elapsed());
    }

    private static CommandCondition listsProcesses(SimulatedCluster cluster) {
        return cluster.when(c -> c.program().get(0).equals("ps")).on("mdw");
    }

    @Test
    @Tolerates(
            value = ClusterInvariant.NOTHING_DELETED,
            reason = "the plan has gpinitstandby -r delete the standby's directory")
    void refusesWhenTheClusterMovedToAHostThatItDoesNotKnow() {
        try (SimulatedCluster cluster =
                        SimulatedCluster.builder().spareHost("tmdw").build();
                FailoverEngine engine = Engines.on(cluster);
                FailoverEngine other = Engines.on(cluster)) {
            engine.observe();
            FailoverPlan move = FailoverPlan.builder()
                    .removeStandby()
                    .addStandby("tmdw")
                    .awaitSync()
                    .stopMaster()
                    .activate()
                    .addStandby("smdw")
                    .awaitSync()
                    .build();
            assertThat(other.execute(move)).succeeded();

            FailoverReport report = engine.execute(FailoverPlan.failover());

            assertThat(report).wasRefusedWithoutAnyChange().saysWhy("smdw", "marker file", "can't be proved stopped");
            assertOnlyWritableIs(cluster, "tmdw");
        }
    }

    @Test
    void refusesWhenTheMasterLivesOnAnotherPortThanTheSpecificationSays(SimulatedCluster cluster) {
        try (FailoverEngine other = Engines.on(cluster);
                FailoverEngine fresh = Engines.on(cluster)) {
            FailoverPlan move = FailoverPlan.builder()
                    .stopMaster()
                    .activate()
                    .retireDataDirectory("mdw")
                    .addStandby("mdw", s -> s.port(6432).dataDirectory("/data/master/gpseg-9"))
                    .awaitSync()
                    .stopMaster()
                    .activate()
                    .retireDataDirectory("smdw")
                    .addStandby("smdw", s -> s.port(5432).dataDirectory(DIRECTORY))
                    .awaitSync()
                    .build();
            assertThat(other.execute(move)).succeeded();

            FailoverReport report = fresh.execute(FailoverPlan.failover());

            assertThat(report).wasRefusedWithoutAnyChange().saysWhy("smdw", "marker file", "can't be proved stopped");
            assertOnlyWritableIs(cluster, "mdw");
        }
    }

    @Test
    void stopsTheMasterThatAProcessListCutShortDidNotShow(SimulatedCluster cluster) {
        try (FailoverEngine engine = through(cluster, cluster.clock(), cluster)) {
            engine.observe();
            listsProcesses(cluster).answering(StaleKnowledgeTest::cutShort);

            FailoverReport report = engine.execute(FailoverPlan.failover(a -> a.evenIfMasterServes("a test")));

            assertThat(report).succeeded().sent(1, "pg_ctl stop");
            assertOnlyWritableIs(cluster, "smdw");
        }
    }

    @Test
    void promotesNobodyWhileEveryProcessListIsCutShort(SimulatedCluster cluster) {
        try (FailoverEngine engine = through(cluster, cluster.clock(), cluster)) {
            engine.observe();
            listsProcesses(cluster).always().answering(StaleKnowledgeTest::cutShort);

            FailoverReport report = engine.execute(FailoverPlan.failover());

            assertThat(report.outcome()).isIn(Outcome.REFUSED, Outcome.FAILED);
            assertThat(report).saysWhy("mdw").sent(0, "pg_ctl promote");
        }
    }

    @Test
    void refusesAStandbyThatWasAwayWhileTheMasterWrote(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster);
                FailoverEngine other = Engines.on(cluster)) {
            engine.observe();
            cluster.kill("smdw");
            assertThat(other.execute(FailoverPlan.builder().writeCanary().build()))
                    .succeeded();
            cluster.kill("mdw");
            cluster.server("smdw").start();

            FailoverReport report = engine.execute(FailoverPlan.failover());

            assertThat(report)
                    .wasRefusedWithoutAnyChange()
                    .saysWhy("not the server of then any more", "may be missing", "allowDataLoss");
            assertThat(cluster.truth().writableMasters()).isEmpty();
        }
    }

    @Test
    void refusesAStatementThatIsTooOld(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            cluster.cut("mdw", "controller");
            AttestedFence longAgo = AttestedFence.hostIsOff(
                    "mdw",
                    "Ada",
                    "saw the lamp go out",
                    cluster.clock().instant().minus(Duration.ofDays(300)));

            assertThat(engine.execute(
                            FailoverPlan.builder().fence(longAgo).activate().build()))
                    .wasRefusedWithoutAnyChange()
                    .saysWhy("answered, and then", "evenIfMasterServes");
            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .fence(longAgo)
                    .activate(a -> a.evenIfMasterServes("a test"))
                    .build());

            assertThat(report)
                    .wasRefusedWithoutAnyChange()
                    .saysWhy("no fence could be proved", "no statement of the last hour");
            assertOnlyWritableIs(cluster, "mdw");
        }
    }

    @Test
    void doesNotCallKnowledgeYoungBecauseTheClockWasSetBack(SimulatedCluster cluster) {
        AtomicReference<InstantSource> clock = new AtomicReference<>(cluster.clock());
        try (FailoverEngine engine = through(cluster, () -> clock.get().instant(), cluster)) {
            engine.observe();
            cluster.clock().advance(Duration.ofHours(3));
            cluster.kill("mdw");
            clock.set(() -> cluster.clock().instant().minus(Duration.ofHours(3)));

            FailoverReport report = engine.execute(FailoverPlan.failover());

            assertThat(report).wasRefusedWithoutAnyChange().saysWhy("too old to count", "allowDataLoss");
            assertThat(cluster.truth().writableMasters()).isEmpty();
        }
    }

    @Test
    @Tolerates(
            value = ClusterInvariant.NOTHING_DELETED,
            reason = "the plan has gpinitstandby -r delete the standby's directory")
    void aNewEngineResumesWithAStandbyThatTheSpecificationDoesNotName() {
        InMemoryJournal journal = new InMemoryJournal();
        try (SimulatedCluster cluster =
                        SimulatedCluster.builder().spareHost("tmdw").build();
                FailoverEngine other = Engines.on(cluster);
                FailoverEngine dies = Engines.builder(cluster)
                        .journal(new DiesBefore(2, journal))
                        .build();
                FailoverEngine heir = Engines.builder(cluster).journal(journal).build()) {
            assertThat(other.execute(FailoverPlan.builder()
                            .removeStandby()
                            .addStandby("tmdw")
                            .awaitSync()
                            .build()))
                    .succeeded();
            FailoverReport cutOff =
                    dies.execute(FailoverPlan.builder().stopMaster().activate().build());

            FailoverReport rest = heir.resume(cutOff.executionId());

            assertThat(cutOff).hasOutcome(Outcome.FAILED).saysWhy("the journal could not be written");
            assertThat(rest).succeeded().mastersWere("tmdw");
            assertOnlyWritableIs(cluster, "tmdw");
        }
    }

    private static FailoverEngine through(CommandTransport transport, InstantSource clock, SimulatedCluster cluster) {
        return Failover.engine(cluster.spec())
                .transport(transport)
                .sleeper(cluster.clock())
                .clock(clock)
                .listener(new TransitionRecorder())
                .build();
    }

    private static void assertOnlyWritableIs(SimulatedCluster cluster, String host) {
        assertThat(cluster.truth().writableMasters()).containsExactly(HostName.of(host));
    }
}
