package io.github.gpfailover.testkit.scenario.planned;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.testkit.ClientSession;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.WritingClient;
import io.github.gpfailover.testkit.scenario.Engines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedClusterExtension.class)
class BusySwitchoverTest {

    @Test
    @DisplayName("scenario 38: eight busy writers and an open transaction: the gap is as without them, and nothing"
            + " acknowledged is lost")
    void costsEightWritersNoMoreThanOne(SimulatedCluster cluster) {
        ClientSession open = cluster.server("mdw").openSession().begin();
        List<WritingClient> writers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            writers.add(cluster.startWriting(Duration.ofMillis(7 + i)));
        }
        cluster.server("mdw").writeUnflushed(0x9000);
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.switchover("smdw"));

            assertThat(report).succeeded();
            assertThat(open.isOpen()).isFalse();
            assertThat(writers).allSatisfy(w -> {
                assertThat(w.masters()).containsExactly("mdw", "smdw");
                assertThat(w.longestGap()).isLessThanOrEqualTo(Duration.ofMillis(500));
            });
            writers.forEach(WritingClient::close);
            assertThat(cluster.truth().rows(WritingClient.TABLE))
                    .isEqualTo(
                            writers.stream().mapToLong(WritingClient::accepted).sum());
        }
    }
}
