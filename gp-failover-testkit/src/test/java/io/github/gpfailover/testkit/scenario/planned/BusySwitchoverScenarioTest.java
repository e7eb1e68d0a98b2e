package io.github.gpfailover.testkit.scenario.planned;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
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

/** A planned move of a busy master. */
@ExtendWith(SimulatedClusterExtension.class)
class BusySwitchoverScenarioTest {

    private static final Duration TRY = Duration.ofMillis(10);

    @Test
    @DisplayName(
            "scenario 38: eight writers, a long query, a transaction with locks: the gap is as without them, nothing acknowledged is lost")
    void movesAsQuicklyAsAnIdleOne(SimulatedCluster cluster) {
        Duration alone = gapOfAnIdleMaster();
        List<WritingClient> writers = new ArrayList<>();
        try (FailoverEngine engine = Engines.on(cluster)) {
            ClientSession query = cluster.server("mdw").openSession().begin();
            ClientSession locks = cluster.server("mdw")
                    .openSession()
                    .createTable("locked")
                    .begin()
                    .insert("locked", 1000);
            for (int i = 0; i < 8; i++) {
                writers.add(cluster.startWriting(TRY));
            }
            cluster.clock().advance(Duration.ofMinutes(3));

            assertThat(engine.execute(FailoverPlan.switchover("smdw")))
                    .succeeded()
                    .sent(1, "pg_ctl stop -m fast");

            cluster.clock().advance(TRY.multipliedBy(3));
            assertThat(query.isOpen()).isFalse();
            assertThat(locks.isOpen()).isFalse();
            assertThat(cluster.truth().rows("locked")).isZero();
            for (WritingClient writer : writers) {
                assertThat(writer.masters()).containsExactly("mdw", "smdw");
                assertThat(writer.longestGap()).isLessThanOrEqualTo(alone.plus(TRY));
            }
            assertThat(cluster.truth().rows(WritingClient.TABLE))
                    .isEqualTo(
                            writers.stream().mapToLong(WritingClient::accepted).sum());
        } finally {
            writers.forEach(WritingClient::close);
        }
    }

    private static Duration gapOfAnIdleMaster() {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.on(cluster);
                WritingClient writer = cluster.startWriting(TRY)) {
            assertThat(engine.execute(FailoverPlan.switchover("smdw"))).succeeded();
            return writer.longestGap();
        }
    }
}
