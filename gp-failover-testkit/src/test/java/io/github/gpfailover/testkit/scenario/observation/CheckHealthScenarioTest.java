package io.github.gpfailover.testkit.scenario.observation;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.testkit.CommandFault;
import io.github.gpfailover.testkit.Simulated;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Engines;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedClusterExtension.class)
class CheckHealthScenarioTest {

    private static final String STANDBY_DOWN = "the standby on smdw does not run as one";

    @Test
    void tellsTheStandbysOwnWordSyncStateAndLagOfAClusterThatIsWell(SimulatedCluster cluster) {
        FailoverReport report = check(cluster);

        assertThat(report).succeeded();
        assertThat(report.warnings()).isEmpty();
        assertThat(facts(report))
                .containsOnlyKeys("standby", "sync state", "lag in bytes")
                .containsEntry("sync state", "streaming/sync")
                .containsEntry("lag in bytes", "0");
        assertThat(facts(report).get("standby")).startsWith("smdw:5432:/data/master/gpseg-1 STANDBY/RUNNING at 0/");
    }

    @Test
    void refusesAMirrorThatIsNotSynchronisedAndNamesIt(SimulatedCluster cluster) {
        cluster.segment(2).desynchronise();

        FailoverReport report = execute(cluster, FailoverPlan.switchover("smdw"));

        assertThat(report)
                .wasRefusedWithoutAnyChange()
                .saysWhy(
                        "content 2 mirror sdw1:7000:/data/mirror/gpseg2 is not synchronised with its primary",
                        "acceptDegraded");
        assertThat(facts(report).get("mirrors not synchronised")).contains("/data/mirror/gpseg2");
        assertThat(report.steps().get(0).reasons()).hasSize(2);
    }

    @Test
    void goesOnWithAWarningWhereAMirrorThatIsNotSynchronisedIsAccepted(SimulatedCluster cluster) {
        cluster.segment(2).desynchronise();

        assertThat(execute(
                        cluster,
                        FailoverPlan.builder()
                                .checkHealth(h -> h.acceptDegraded("it catches up"))
                                .build()))
                .succeeded()
                .warns("degraded, accepted (it catches up): content 2 mirror sdw1:7000:/data/mirror/gpseg2");
    }

    @Test
    void findsNothingToBeSynchronisedInAClusterWithoutMirrors(@Simulated(mirrors = false) SimulatedCluster cluster) {
        assertThat(check(cluster)).succeeded();
    }

    @Test
    @DisplayName("recordings 95 and 96: a mirror is down, and the catalog still calls it up and synchronised")
    void refusesAMirrorThatOnlyGpstateSeesDown(SimulatedCluster cluster) {
        cluster.segment(0).killMirror();

        FailoverReport report = check(cluster);

        assertThat(report).wasRefusedWithoutAnyChange();
        assertThat(facts(report))
                .containsEntry(
                        "segments not found running",
                        "Mirror sdw2:7000:/data/mirror/gpseg0: Process error -- database process may be down");
    }

    @Test
    @DisplayName("recordings 97 and 98: a primary failed over: each fault is named once")
    void namesAFailedOverPrimaryByBothOfItsFaults(SimulatedCluster cluster) {
        cluster.segment(1).killPrimary();
        cluster.probeSegments();

        FailoverReport report = check(cluster);

        assertThat(report).wasRefusedWithoutAnyChange();
        assertThat(facts(report))
                .containsEntry(
                        "segments out of their role",
                        "content 1 primary sdw2:7001:/data/mirror/gpseg1 not in its preferred role")
                .containsEntry(
                        "segments down",
                        "content 1 mirror sdw1:6001:/data/primary/gpseg1 down not in its preferred role")
                .doesNotContainKeys("segments not found running", "mirrors not synchronised");
        assertThat(report.steps().get(0).reasons()).hasSize(3);
    }

    @Test
    @DisplayName("recordings 91 and 92: the standby's process is gone")
    void refusesAStandbyThatIsDown(SimulatedCluster cluster) {
        cluster.kill("smdw");

        FailoverReport report = check(cluster);

        assertThat(report)
                .wasRefusedWithoutAnyChange()
                .saysWhy(STANDBY_DOWN, "does not stream: the master has no stream");
        assertThat(facts(report)).containsKeys("standby not running as one", "standby not streaming");
        assertThat(facts(report).get("standby")).contains("DOWN/STOPPED");
        // It does not start by itself, so nothing is waited for.
        assertThat(report.steps().get(0).attempts()).isEqualTo(1);
    }

    @Test
    @DisplayName("recording a0: the standby's host is off, and the master still calls it streaming and sync")
    void refusesAStandbyWhoseHostIsOff(SimulatedCluster cluster) {
        cluster.powerOff("smdw");

        FailoverReport report = check(cluster);

        assertThat(report).wasRefusedWithoutAnyChange().saysWhy(STANDBY_DOWN, "gpstate -s was not asked");
        assertThat(facts(report)).containsEntry("sync state", "streaming/sync");
        assertThat(facts(report).get("standby")).contains("UNKNOWN");
    }

    @Test
    @DisplayName("scenario 25: the masters' link is cut: named from both ends, without waiting for gpstate")
    void namesACutLinkOfTheMastersFromBothEnds(SimulatedCluster cluster) {
        cluster.cut("mdw", "smdw");
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .checkHealth(h -> h.retry(r -> r.attempts(1)))
                    .build());

            assertThat(report)
                    .wasRefusedWithoutAnyChange()
                    .saysWhy(
                            "do not reach each other: seen from mdw, smdw:5432 does not answer",
                            "do not reach each other: seen from smdw, mdw:5432 does not answer",
                            "restore the link");
            assertThat(facts(report)).containsKey("masters' link cut");
            assertThat(cluster.truth().commands()).noneMatch(c -> c.toString().contains("gpstate"));
            assertThat(report.elapsed()).isLessThan(Duration.ofSeconds(12));
        }
    }

    @Test
    @DisplayName("scenario 25: the link is cut in one direction only: that one is named")
    void namesTheDirectionOfALinkThatIsCutOneWay(SimulatedCluster cluster) {
        cluster.cutOneWay("mdw", "smdw");

        assertThat(check(cluster)).wasRefusedWithoutAnyChange().saysWhy("do not reach each other: seen from");
    }

    @Test
    void namesWhatTheCatalogTellsWhereGpstateCanNotBeRead(SimulatedCluster cluster) {
        cluster.segment(1).killPrimary();
        cluster.probeSegments();
        for (int attempt = 0; attempt < 3; attempt++) {
            cluster.host("mdw").failNext("gpstate", CommandFault.garbled("half a li"));
        }

        assertThat(check(cluster))
                .wasRefusedWithoutAnyChange()
                .saysWhy("content 1 primary sdw2:7001:/data/mirror/gpseg1 not in its preferred role", "half a li");
    }

    @Test
    void believesNoClusterWellWhereGpstateCanNotBeRead(SimulatedCluster cluster) {
        for (int attempt = 0; attempt < 3; attempt++) {
            cluster.host("mdw").failNext("gpstate", CommandFault.garbled("half a li"));
        }

        assertThat(check(cluster)).wasRefusedWithoutAnyChange().saysWhy("half a li");
    }

    @Test
    void refusesAStandbyThatCatchesUpAndTellsHowFarItIsBehind(SimulatedCluster cluster) {
        cluster.lagStandby(3_000_000);

        FailoverReport report = check(cluster);

        assertThat(report).wasRefusedWithoutAnyChange().saysWhy("the standby on smdw does not stream: catchup");
        assertThat(facts(report)).containsEntry("lag in bytes", "3000000");
    }

    @Test
    void onlyWarnsOfAClusterWithoutAStandby(@Simulated(standby = false) SimulatedCluster cluster) {
        FailoverReport report = check(cluster);

        assertThat(report).succeeded().warns("the cluster has no standby");
        assertThat(facts(report)).containsEntry("standby", "none");
    }

    private static Map<String, String> facts(FailoverReport report) {
        return report.steps().get(0).facts();
    }

    private static FailoverReport check(SimulatedCluster cluster) {
        return execute(cluster, FailoverPlan.builder().checkHealth().build());
    }

    private static FailoverReport execute(SimulatedCluster cluster, FailoverPlan plan) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            return engine.execute(plan);
        }
    }
}
