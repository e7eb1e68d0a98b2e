package io.github.gpfailover.testkit.scenario.outage;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverListener;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.Servers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a report says to do next leads out of where the plan ended. */
@ExtendWith(SimulatedClusterExtension.class)
class WhatToDoNextTest {

    private static final FailoverPlan START =
            FailoverPlan.builder().startMaster().build();

    @Test
    @DisplayName("scenario 46: both servers are down after a promotion: the one to start is named, and the one not to")
    void namesTheServerToStartWhereBothAreDown(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.builder(cluster)
                .listener(killing(cluster, "verifyCanary", "smdw"))
                .build()) {
            FailoverReport report = engine.execute(FailoverPlan.switchover("smdw"));

            assertThat(report).hasOutcome(Outcome.PARTIAL);
            assertThat(String.join("\n", report.nextSteps()))
                    .contains("the promotion happened", "startMaster()", "the newest is smdw:5432", "timeline 2")
                    .contains("mdw:5432:/data/master/gpseg-1 (timeline 1", "do NOT start that one");

            assertThat(engine.execute(START)).succeeded();
            assertThat(engine.resume(report.executionId())).succeeded();
            assertThat(cluster.truth().masterHost())
                    .hasValueSatisfying(h -> assertThat(h).hasToString("smdw"));
            assertThat(cluster.truth().standbyInSync()).isTrue();
        }
    }

    @Test
    @DisplayName("scenario 46: an engine that saw nothing of it finds the newest by the directories alone")
    void aFreshEngineStartsTheNewestAndFailoverNamesIt(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.execute(
                            FailoverPlan.builder().stopMaster().activate().build()))
                    .succeeded();
        }
        cluster.kill("smdw");
        try (FailoverEngine fresh = Engines.on(cluster)) {
            FailoverReport refused = fresh.execute(FailoverPlan.failover());
            assertThat(refused).wasRefusedWithoutAnyChange().saysWhy("the newest is smdw:5432", ".startMaster()");
            assertThat(String.join("\n", refused.nextSteps())).contains("startMaster()", "smdw:5432", "do NOT start");

            assertThat(fresh.preview(START).toText()).contains("the newest is smdw:5432");
            FailoverReport started = fresh.execute(FailoverPlan.builder()
                    .startMaster()
                    .addStandby("mdw")
                    .awaitSync()
                    .build());
            assertThat(started).succeeded().sent(1, "pg_ctl start -w -t 279");
            assertThat(fresh.execute(START)).succeeded().sent(0, "pg_ctl start");
        }
    }

    @Test
    @DisplayName("scenario 46: who only observes is told which server to start, and which not")
    void anObservationNamesTheServerToStart(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.execute(FailoverPlan.builder().stopMaster().activate().build());
        }
        cluster.kill("smdw");
        try (FailoverEngine fresh = Engines.on(cluster)) {
            ClusterState seen = fresh.observe();

            assertThat(seen.diagnosis()).singleElement().asString().contains("startMaster()", "starts smdw:5432");
            assertThat(seen.describe()).contains("the newest is smdw:5432", "do NOT start that one", "startMaster()");
            assertThat(seen.toJson()).contains("the newest is smdw:5432");
        }
        cluster.powerOff("smdw");
        try (FailoverEngine fresh = Engines.on(cluster)) {
            assertThat(fresh.observe().describe()).contains("which server is the newest can't be told", "fence it");
        }
    }

    @Test
    @DisplayName("scenario 46: a host that can't be asked may have the newest: nothing is started")
    void startsNothingWhileTheOtherHostIsSilent(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.execute(FailoverPlan.builder().stopMaster().activate().build());
        }
        cluster.powerOff("smdw");
        try (FailoverEngine fresh = Engines.on(cluster)) {
            FailoverReport report = fresh.execute(START);

            assertThat(report).wasRefusedWithoutAnyChange().saysWhy("can't be told", "smdw");
            assertThat(cluster.truth().writableMasters()).isEmpty();
        }
    }

    @Test
    @DisplayName("scenario 46: the newer directory is not mounted: the older server is not started, by whoever asks")
    void startsNoOlderServerWhereTheNewerDirectoryIsNotMounted(SimulatedCluster cluster) throws InterruptedException {
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.execute(FailoverPlan.builder().stopMaster().activate().build());
            cluster.kill("smdw");
            unmount(cluster, "smdw");

            FailoverPlan accepted = FailoverPlan.builder()
                    .startMaster(s -> s.absentIsGone("somebody said so"))
                    .build();
            for (FailoverPlan plan : List.of(START, accepted)) {
                assertThat(engine.execute(plan))
                        .wasRefusedWithoutAnyChange()
                        .saysWhy("smdw:5432", "the last master seen, is absent on its host");
            }
        }
        try (FailoverEngine fresh = Engines.on(cluster)) {
            FailoverReport failover = fresh.execute(FailoverPlan.failover());
            assertThat(failover).wasRefusedWithoutAnyChange().saysWhy("smdw:5432", "may only be not mounted");
            assertThat(String.join("\n", failover.nextSteps()))
                    .contains("a person's decision", "absentIsGone")
                    .doesNotContain("which starts");

            assertThat(fresh.execute(START))
                    .wasRefusedWithoutAnyChange()
                    .saysWhy("smdw:5432", "absent on its host", "absentIsGone");
            assertThat(cluster.truth().writableMasters()).isEmpty();
        }
    }

    @Test
    @DisplayName(
            "scenario 46: the other place was retired, and the plan says so: the one that is left is started, with a warning")
    void startsTheOneLeftWhereThePlanSaysThatTheOtherIsGone(SimulatedCluster cluster) throws InterruptedException {
        Servers.stop(cluster, "smdw");
        unmount(cluster, "smdw");
        Servers.stop(cluster, "mdw");
        try (FailoverEngine fresh = Engines.on(cluster)) {
            assertThat(fresh.execute(START)).wasRefusedWithoutAnyChange().saysWhy("absentIsGone");

            FailoverReport report = fresh.execute(FailoverPlan.builder()
                    .startMaster(s -> s.absentIsGone("its disks burnt"))
                    .build());

            assertThat(report).succeeded().warns("its disks burnt");
            assertThat(cluster.truth().masterHost())
                    .hasValueSatisfying(h -> assertThat(h).hasToString("mdw"));
        }
    }

    @Test
    @DisplayName("scenario 46: one place alone is known: it is not the newest for want of another")
    void startsNoServerThatIsTheOnlyOneKnown(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.execute(FailoverPlan.builder().stopMaster().activate().build());
        }
        cluster.kill("smdw");
        ClusterSpec alone = ClusterSpec.builder(cluster.spec().name())
                .master("mdw")
                .segmentHosts("sdw1", "sdw2")
                .build();
        try (FailoverEngine fresh = Engines.builder(cluster, alone, cluster).build()) {
            assertThat(fresh.execute(START))
                    .wasRefusedWithoutAnyChange()
                    .saysWhy("the only known place", "name the standby's place", "absentIsGone");
            assertThat(cluster.truth().writableMasters()).isEmpty();
        }
    }

    private static void unmount(SimulatedCluster cluster, String host) throws InterruptedException {
        Command move = Command.builder(List.of("mv", "-nT", "--", "/data/master/gpseg-1", "/data/master/not-mounted"))
                .mutating()
                .build();
        assertThat(cluster.execute(HostName.of(host), move).exitedZero()).isTrue();
    }

    @Test
    @DisplayName("scenario 46: two directories of one timeline are a person's decision")
    void startsNeitherOfTwoDirectoriesOfOneTimeline(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.execute(FailoverPlan.builder().stopMaster().activate().build());
            cluster.kill("smdw");
            cluster.host("mdw").writeFile("/data/master/gpseg-1/pg_xlog/00000002.history", "1\t0/8000120\n");

            assertThat(engine.execute(START))
                    .wasRefusedWithoutAnyChange()
                    .saysWhy("a person's decision", "same timeline");
        }
    }

    @Test
    @DisplayName("the master dies while the plan writes: failover() is named, and not a resume")
    void namesFailoverWhereTheMasterDied(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.builder(cluster)
                .listener(killing(cluster, "writeCanary", "mdw"))
                .build()) {
            FailoverReport report = engine.execute(FailoverPlan.switchover("smdw"));

            assertThat(report.outcome()).isNotEqualTo(Outcome.SUCCEEDED);
            assertThat(report.nextSteps().get(0))
                    .contains("FailoverPlan.failover()")
                    .doesNotContain("resume");
            assertThat(engine.execute(FailoverPlan.failover())).succeeded();
        }
    }

    @Test
    @DisplayName("an operator starts the master after the plan has stopped it: a resume waits for the standby anew")
    void resumesAfterAnOperatorStartedTheMaster(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.builder(cluster)
                .listener(new FailoverListener() {
                    private boolean done;

                    @Override
                    public void stepStarted(StepStarted event) {
                        if (event.step().name().equals("fence") && !done) {
                            done = true;
                            cluster.server("mdw").start();
                            cluster.clock().advance(Duration.ofSeconds(2));
                        }
                    }
                })
                .build()) {
            FailoverReport report = engine.execute(FailoverPlan.switchover("smdw"));

            assertThat(report).hasOutcome(Outcome.FAILED).saysWhy("somebody started it meanwhile");
            assertThat(report.finalState()).hasMaster("mdw");
            assertThat(engine.resume(report.executionId())).succeeded();
            assertThat(cluster.truth().masterHost())
                    .hasValueSatisfying(h -> assertThat(h).hasToString("smdw"));
        }
    }

    @Test
    @DisplayName(
            "scenario 47: a segment fails during the move: the move counts, gprecoverseg is named, and a resume asks once")
    void namesTheUtilityForASegmentThatFailedMeanwhile(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.builder(cluster)
                .listener(new FailoverListener() {
                    @Override
                    public void stepStarted(StepStarted event) {
                        if (event.step().name().equals("verifyCanary")) {
                            cluster.segment(1).killPrimary();
                            cluster.probeSegments();
                        }
                    }
                })
                .build()) {
            FailoverReport report = engine.execute(FailoverPlan.switchover("smdw"));

            assertThat(report).hasOutcome(Outcome.PARTIAL).stepEnded(12, Outcome.REFUSED);
            assertThat(report.summary()).contains("smdw", "is the master");
            assertThat(cluster.truth().masterHost())
                    .hasValueSatisfying(h -> assertThat(h).hasToString("smdw"));
            assertThat(cluster.truth().standbyInSync()).isTrue();
            assertThat(String.join("\n", report.nextSteps()))
                    .contains("gprecoverseg -a on smdw", "gprecoverseg -r -a on smdw", "do NOT activate again")
                    .contains("lists no downed segment and no unsynchronized pair", "gpstate -e lists them until then")
                    .doesNotContain("none left");
            assertThat(report.summary()).contains("sdw1:6001", "down");
            assertThat(report.toText())
                    .containsSubsequence(
                            "fix these first (gprecoverseg -a", "then gprecoverseg -r -a, once all mirrors");

            long began = cluster.clock().nanoTime();
            engine.resume(report.executionId());
            assertThat(Duration.ofNanos(cluster.clock().nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    @DisplayName("what a plan took counts from the call: its first observation waits for a host that is off")
    void countsTheFirstObservation(SimulatedCluster cluster) {
        cluster.powerOff("mdw");
        try (FailoverEngine engine = Engines.on(cluster)) {
            long began = cluster.clock().nanoTime();
            Instant at = cluster.clock().instant();

            FailoverReport report = engine.execute(FailoverPlan.failover());

            assertThat(report.startedAt()).isEqualTo(at);
            assertThat(report.elapsed())
                    .isEqualTo(Duration.ofNanos(cluster.clock().nanoTime() - began));
        }
    }

    @Test
    @DisplayName("scenario 28: the host is the master already: SUCCEEDED, and nothing is done but what is missing")
    void aSwitchoverToTheMasterDoesWhatIsMissing(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.switchover("mdw"));

            assertThat(report).succeeded().sent(0, "pg_ctl").sent(0, "gpinitstandby");
            assertThat(report.finalState()).hasMaster("mdw");
        }
    }

    @Test
    @DisplayName("a standby that is catching up is waited for")
    void aSwitchoverWaitsForAStandbyThatIsCatchingUp(SimulatedCluster cluster) {
        cluster.lagStandby(4096);
        cluster.clock().schedule(Duration.ofSeconds(40), () -> cluster.lagStandby(0));
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverPlan plan = FailoverPlan.switchover("smdw");
            assertThat(engine.preview(plan).feasible()).isTrue();
            assertThat(engine.preview(plan).toText()).contains("wait until this passes", "catchup");

            FailoverReport report = engine.execute(plan);

            assertThat(report).succeeded().warns("is catching up");
            assertThat(report.finalState()).hasMaster("smdw");
        }
    }

    private static FailoverListener killing(SimulatedCluster cluster, String atStep, String host) {
        return new FailoverListener() {
            private boolean done;

            @Override
            public void stepStarted(StepStarted event) {
                if (event.step().name().equals(atStep) && !done) {
                    done = true;
                    cluster.kill(host);
                }
            }
        };
    }
}
