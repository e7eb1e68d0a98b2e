package io.github.gpfailover.testkit.scenario;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedClusterExtension.class)
class HomecomingScenarioTest {

    @Test
    void anOldMasterThatWasStoppedCleanlyFollowsWithoutACopy(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.switchover("smdw"));
            System.out.println(report.toText());
            assertThat(report).succeeded();
        }
    }
}
