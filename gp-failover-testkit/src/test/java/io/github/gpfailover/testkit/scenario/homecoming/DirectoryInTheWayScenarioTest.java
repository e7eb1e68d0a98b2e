package io.github.gpfailover.testkit.scenario.homecoming;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.step.AddStandby;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Engines;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedClusterExtension.class)
class DirectoryInTheWayScenarioTest {

    private static final String DIRECTORY = "/data/master/gpseg-1";

    @Test
    @DisplayName("scenario 9: a directory of this cluster in the new standby's place is renamed, never deleted")
    void movesThisClustersDirectoryAside(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .stopMaster()
                    .activate()
                    .addStandby("mdw", a -> a.strategy(AddStandby.Strategy.COPY))
                    .build());

            assertThat(report)
                    .succeeded()
                    .sent(1, "mv -nT -- " + DIRECTORY + " ")
                    .warns("was moved to");
            assertThat(cluster.truth().directories("mdw"))
                    .contains(DIRECTORY)
                    .anyMatch(d -> d.startsWith(DIRECTORY + ".retired-2026"));
        }
    }

    @Test
    @DisplayName("scenario 9: a directory that can't be identified as this cluster's refuses, and is left alone")
    void refusesAForeignDirectory() {
        try (SimulatedCluster cluster = SimulatedCluster.builder()
                        .withoutStandby()
                        .spareHost("smdw")
                        .build();
                FailoverEngine engine = Engines.on(cluster)) {
            cluster.host("smdw").makeDirectory(DIRECTORY);

            FailoverReport report =
                    engine.execute(FailoverPlan.builder().addStandby("smdw").build());

            assertThat(report).wasRefusedWithoutAnyChange().saysWhy("can't be identified as this cluster's", "smdw");
            assertThat(cluster.truth().directoryExists("smdw", DIRECTORY)).isTrue();
        }
    }

    @Test
    @DisplayName("scenario 9: a rename never overwrites what has the retired name")
    void neverOverwritesAnotherRetiredDirectory(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.execute(FailoverPlan.builder().stopMaster().activate().build());
            // Every name of the next two minutes is taken: the clock of the simulation stands in whole seconds here.
            for (int second = 0; second < 120; second++) {
                cluster.host("mdw").makeDirectory(retiredName(cluster, second));
            }
            int before = cluster.truth().directories("mdw").size();

            FailoverReport report = engine.execute(
                    FailoverPlan.builder().retireDataDirectory("mdw").build());

            assertThat(report).succeeded().stepEnded(1, Outcome.SUCCEEDED).sent(1, "-2");
            assertThat(cluster.truth().directories("mdw")).hasSize(before);
        }
    }

    private static String retiredName(SimulatedCluster cluster, int second) {
        String stamp = cluster.clock().instant().plusSeconds(second).toString().replaceAll("[-:]|\\.\\d+", "");
        return DIRECTORY + ".retired-" + stamp;
    }
}
