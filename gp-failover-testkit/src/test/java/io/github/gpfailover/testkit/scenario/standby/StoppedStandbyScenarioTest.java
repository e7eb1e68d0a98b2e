package io.github.gpfailover.testkit.scenario.standby;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.PlanPreview;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(SimulatedClusterExtension.class)
class StoppedStandbyScenarioTest {

    private static final String DIRECTORY = "/data/master/gpseg-1";
    private static final long SEGMENT = 64L << 20;

    /** What may have happened to the standby. */
    enum Ended {
        STOPPED,
        CRASHED,
        REBOOTED;

        void happens(SimulatedCluster cluster) {
            switch (this) {
                case STOPPED -> stop(cluster);
                case CRASHED -> cluster.kill("smdw");
                case REBOOTED -> {
                    cluster.powerOff("smdw");
                    cluster.powerOn("smdw");
                }
            }
        }
    }

    private static void stop(SimulatedCluster cluster) {
        try {
            Servers.stop(cluster, "smdw");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static FailoverPlan plan() {
        return FailoverPlan.builder().addStandby("smdw").awaitSync().build();
    }

    @ParameterizedTest
    @EnumSource(Ended.class)
    @DisplayName(
            "scenario 29: a standby that the catalog names and that does not run is started, with proof, without a copy")
    void startsItWhereItIs(Ended ended) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.on(cluster)) {
            ended.happens(cluster);
            cluster.server("mdw").writeLog(3 * SEGMENT);

            FailoverReport report = engine.execute(plan());

            assertThat(report).succeeded().stepEnded(1, Outcome.SUCCEEDED).sent(1, "pg_ctl start");
            assertThat(report.steps().get(0).commands())
                    .noneMatch(c -> c.toString().contains("gpinitstandby"));
            assertThat(report.steps().get(0).facts()).containsEntry("strategy", "START");
            assertThat(report.steps().get(0).facts().get("strategyReason"))
                    .contains(
                            "no process of",
                            "its own file names the master at mdw:5432",
                            "system identifier",
                            "has its log from");
            assertThat(cluster.truth().standbyInSync()).isTrue();
            assertThat(cluster.truth().directories("smdw")).containsExactly(DIRECTORY);
        }
    }

    @ParameterizedTest
    @EnumSource(Ended.class)
    @DisplayName("scenario 29: a standby whose directory was replaced by one with another log is not started")
    void doesNotStartAnotherLog(Ended ended) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.on(cluster)) {
            ended.happens(cluster);
            cluster.dataDirectory("smdw", DIRECTORY).otherLog();

            FailoverReport report = engine.execute(plan());

            assertThat(report).hasOutcome(Outcome.REFUSED).saysWhy("the master's log holds another record");
            assertThat(cluster.truth().standbyInSync()).isFalse();
        }
    }

    @Test
    @DisplayName("scenario 29: the preview shows the start, and no copy")
    void previewsTheStart(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            stop(cluster);

            PlanPreview preview = engine.preview(plan());

            assertThat(preview.toString()).contains("pg_ctl start").doesNotContain("gpinitstandby");
            assertThat(cluster.truth().standbyInSync()).isFalse();
        }
    }

    @Test
    @DisplayName("scenario 29: a standby whose log its master has removed is not started, and the refusal says that")
    void refusesWhereTheMasterHasRemovedTheLog(SimulatedCluster cluster) throws InterruptedException {
        try (FailoverEngine engine = Engines.on(cluster)) {
            stop(cluster);
            for (int i = 0; i < 3; i++) {
                cluster.server("mdw").writeLog(6 * SEGMENT);
                Servers.checkpoint(cluster, "mdw");
            }

            FailoverReport report = engine.execute(plan());

            assertThat(report)
                    .wasRefusedWithoutAnyChange()
                    .saysWhy("the master has removed the log that it needs", ".removeStandby()");
            assertThat(cluster.truth().standbyInSync()).isFalse();
        }
    }

    @Test
    @DisplayName(
            "scenario 29: a standby that runs and does not stream: the steps say why, from the end of its log, and what to do")
    void saysWhyAStandbyDoesNotStream(SimulatedCluster cluster) throws InterruptedException {
        try (FailoverEngine engine = Engines.on(cluster)) {
            stop(cluster);
            for (int i = 0; i < 3; i++) {
                cluster.server("mdw").writeLog(6 * SEGMENT);
                Servers.checkpoint(cluster, "mdw");
            }
            Servers.start(cluster, "smdw");

            FailoverReport sync = engine.execute(FailoverPlan.builder()
                    .awaitSync(s -> s.deadline(Duration.ofSeconds(20)))
                    .build());
            FailoverReport health =
                    engine.execute(FailoverPlan.builder().checkHealth().build());

            String why =
                    "the log of smdw:5432:/data/master/gpseg-1 tells why: its master has removed the log that it needs"
                            + " (000000010000000000000003)";
            assertThat(engine.observe().describe()).contains(why);
            assertThat(engine.observe().diagnosis()).singleElement().asString().contains(why);
            assertThat(sync).saysWhy(why, "removeStandby()");
            assertThat(health).wasRefusedWithoutAnyChange().saysWhy(why);
        }
    }

    @Test
    @DisplayName("scenario 29: a stream that runs asks for no log")
    void asksForNoLogWhileTheStreamRuns(SimulatedCluster cluster) {
        List<String> sent = new ArrayList<>();
        try (FailoverEngine engine = Engines.builder(cluster, (host, command) -> {
                    sent.add(command.toString());
                    return cluster.execute(host, command);
                })
                .build()) {
            assertThat(engine.execute(
                            FailoverPlan.builder().checkHealth().awaitSync().build()))
                    .succeeded();
            assertThat(engine.observe().diagnosis()).isEmpty();
        }
        assertThat(sent).noneMatch(c -> c.contains("the end of a server's log"));
    }

    @Test
    @DisplayName("scenario 29: a directory that names another master is not started")
    void refusesAStandbyOfAnotherMaster(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            stop(cluster);
            cluster.host("smdw")
                    .writeFile(
                            DIRECTORY + "/recovery.conf",
                            "standby_mode = 'on'\nprimary_conninfo = 'user=gpadmin host=sdw1 port=5432'\n");

            assertThat(engine.execute(plan())).wasRefusedWithoutAnyChange().saysWhy("names sdw1:5432 as its master");
        }
    }

    @Test
    @DisplayName("scenario 29: a directory without a marker is made a standby again where its log proves it right")
    void makesAStandbyOfADirectoryWithoutItsMarker(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            stop(cluster);
            cluster.host("smdw").removeFile(DIRECTORY + "/recovery.conf");

            FailoverReport report = engine.execute(plan());

            assertThat(report).succeeded();
            assertThat(report.steps().get(0).facts()).containsEntry("strategy", "FOLLOW");
            assertThat(cluster.truth().standbyInSync()).isTrue();
        }
    }

    @Test
    @DisplayName("scenario 29: a host that is off is not waited for with a copy elsewhere, and the reason is told")
    void doesNotTakeAnUnreachableHostForAStoppedStandby(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            cluster.powerOff("smdw");

            FailoverReport report =
                    engine.execute(FailoverPlan.builder().addStandby("smdw").build());

            assertThat(report).wasRefusedWithoutAnyChange().saysWhy("does not run as one");
        }
    }
}
