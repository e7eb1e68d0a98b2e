package io.github.gpfailover.testkit.scenario.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness.Status;
import io.github.gpfailover.cluster.Sighting;
import io.github.gpfailover.cluster.Sighting.Answer;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Engines;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What other hosts report of a server that the controller can't see, and what is learned through them. */
@ExtendWith(SimulatedClusterExtension.class)
class WitnessesTest {

    @Test
    void seesAMasterThroughASegmentHostWhereOnlyTheControllerIsCutOff(SimulatedCluster cluster) {
        cluster.cut("controller", "mdw");

        ClusterState seen = observe(cluster);

        assertThat(seen.master()).map(m -> m.location().host().value()).contains("mdw");
        assertThat(mdw(seen).liveness().status()).isEqualTo(Status.RUNNING);
        assertThat(mdw(seen).liveness().evidence())
                .anySatisfy(e -> {
                    assertThat(e.kind()).isEqualTo(Evidence.Kind.PROCESS_TABLE);
                    assertThat(e.source()).isEqualTo("ps -ef on mdw, through sdw1");
                })
                .anySatisfy(e -> assertThat(e.statement()).contains("could not be reached"));
        assertThat(seen.catalog()).isNotEmpty();
        assertThat(seen.replication()).isPresent();
        assertThat(answers(seen))
                .isEqualTo(Map.of(
                        "sdw1", Answer.TAKES_SESSIONS, "sdw2", Answer.TAKES_SESSIONS, "smdw", Answer.TAKES_SESSIONS));
        assertThat(seen.conflicts()).isEmpty();
        assertThat(seen.unknowns()).isEmpty();
    }

    @Test
    void callsAMasterUnknownThatNobodySees(SimulatedCluster cluster) {
        for (String host : List.of("controller", "smdw", "sdw1", "sdw2")) {
            cluster.cut(host, "mdw");
        }

        ClusterState seen = observe(cluster);

        assertThat(mdw(seen).liveness().status()).isEqualTo(Status.UNKNOWN);
        assertThat(mdw(seen).role()).isEqualTo(InstanceRole.UNKNOWN);
        assertThat(answers(seen))
                .isEqualTo(Map.of("sdw1", Answer.SILENT, "sdw2", Answer.SILENT, "smdw", Answer.SILENT));
        // Each sighting is evidence too, so that a report shows who was asked.
        assertThat(mdw(seen).liveness().because())
                .contains("seen from sdw1", "seen from sdw2", "seen from smdw", "could not be reached");
        assertThat(seen.unknowns().get(0)).contains("none of 3 other hosts got an answer from it");
    }

    @Test
    void takesALineThatCarriesNothingOneWayForNoLine(SimulatedCluster cluster) {
        cluster.cut("controller", "mdw");
        cluster.cutOneWay("mdw", "sdw1");
        cluster.cutOneWay("sdw2", "mdw");

        ClusterState seen = observe(cluster);

        assertThat(answers(seen))
                .isEqualTo(Map.of("sdw1", Answer.SILENT, "sdw2", Answer.SILENT, "smdw", Answer.TAKES_SESSIONS));
        assertThat(mdw(seen).role()).isEqualTo(InstanceRole.MASTER);
        assertThat(mdw(seen).liveness().evidence())
                .anySatisfy(e -> assertThat(e.source()).isEqualTo("ps -ef on mdw, through smdw"));
    }

    @Test
    void asksTheOthersWhereAWitnessIsDownItself(SimulatedCluster cluster) {
        cluster.cut("controller", "mdw");
        cluster.powerOff("sdw1");
        cluster.hang("sdw2");

        ClusterState seen = observe(cluster);

        Map<String, Answer> answers = answers(seen);
        assertThat(answers).containsEntry("sdw1", Answer.NOT_ASKED).containsEntry("smdw", Answer.TAKES_SESSIONS);
        assertThat(answers.get("sdw2")).isIn(Answer.SILENT, Answer.NOT_ASKED);
        assertThat(mdw(seen).role()).isEqualTo(InstanceRole.MASTER);
    }

    @Test
    void provesAKilledMasterStoppedThroughASegmentHost(SimulatedCluster cluster) {
        cluster.cut("controller", "mdw");
        cluster.kill("mdw");

        ClusterState seen = observe(cluster);

        assertThat(answers(seen)).containsEntry("sdw1", Answer.NOT_LISTENING);
        assertThat(mdw(seen).liveness().status()).isEqualTo(Status.STOPPED);
        assertThat(mdw(seen).role()).isEqualTo(InstanceRole.DOWN);
        assertThat(mdw(seen).liveness().evidence())
                .anySatisfy(e -> assertThat(e.source()).isEqualTo("ps -ef on mdw, through sdw1"));
    }

    @Test
    void findsASessionThatOutlivedItsPostmasterThroughASegmentHost(SimulatedCluster cluster) {
        cluster.server("mdw").openSession().begin();
        cluster.cut("controller", "mdw");
        cluster.kill("mdw");

        ClusterState seen = observe(cluster);

        assertThat(answers(seen)).containsEntry("sdw1", Answer.NOT_LISTENING);
        assertThat(mdw(seen).liveness().status()).isEqualTo(Status.RUNNING);
        assertThat(mdw(seen).orphaned()).isTrue();
        assertThat(seen.masters()).isEmpty();
    }

    @Test
    void asksNobodyWhereEveryServerIsSeen(SimulatedCluster cluster) {
        assertThat(observe(cluster).sightings()).isEmpty();
        cluster.kill("mdw");
        assertThat(observe(cluster).sightings()).isEmpty();
    }

    @Test
    void takesAHostWithoutPowerForUnknownAndNotForReached(SimulatedCluster cluster) {
        cluster.powerOff("mdw");

        ClusterState seen = observe(cluster);

        assertThat(mdw(seen).liveness().status()).isEqualTo(Status.UNKNOWN);
        assertThat(seen.sightings()).noneMatch(Sighting::hostReached);
    }

    @Test
    void knowsTheSegmentHostsFromTheCatalogOfAnEarlierLook(SimulatedCluster cluster) {
        ClusterSpec withoutSegmentHosts =
                ClusterSpec.builder("plain").master("mdw").standby("smdw").build();
        try (FailoverEngine engine =
                Engines.builder(cluster, withoutSegmentHosts, cluster).build()) {
            engine.observe();
            cluster.cut("controller", "mdw");
            cluster.cut("smdw", "mdw");

            ClusterState seen = engine.observe();

            assertThat(answers(seen))
                    .isEqualTo(Map.of(
                            "sdw1", Answer.TAKES_SESSIONS, "sdw2", Answer.TAKES_SESSIONS, "smdw", Answer.SILENT));
            assertThat(mdw(seen).role()).isEqualTo(InstanceRole.MASTER);
        }
    }

    private static ClusterState observe(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            return engine.observe();
        }
    }

    private static InstanceState mdw(ClusterState state) {
        return state.instances().get(0);
    }

    private static Map<String, Answer> answers(ClusterState state) {
        Map<String, Answer> all = new TreeMap<>();
        for (Sighting s : state.sightings()) {
            all.put(s.from().value(), s.answer());
        }
        return all;
    }
}
