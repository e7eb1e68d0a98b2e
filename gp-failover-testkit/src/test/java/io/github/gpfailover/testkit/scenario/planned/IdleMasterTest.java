package io.github.gpfailover.testkit.scenario.planned;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.testkit.ClientSession;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Engines;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An idle master's log is flushed to the end of a page only (recordings d0 to d2): what a standby has received counts. */
@ExtendWith(SimulatedClusterExtension.class)
class IdleMasterTest {

    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);
    private static final FailoverPlan AWAIT_SYNC =
            FailoverPlan.builder().awaitSync().build();

    @Test
    @DisplayName("scenario 24: a transaction is open and its log's tail is not flushed: in sync within 2 s")
    void isInSyncWithinTwoSecondsBehindAPagesEnd(SimulatedCluster cluster) {
        cluster.server("mdw").openSession().begin();
        cluster.server("mdw").writeUnflushed(0x9000);
        try (FailoverEngine engine = Engines.on(cluster)) {
            ClusterState seen = engine.observe();
            InstanceState standby = seen.standbyInstance().orElseThrow();
            assertThat(standby.position().orElseThrow())
                    .isLessThan(seen.replication().orElseThrow().sent().orElseThrow());
            assertThat(standby.received())
                    .isEqualTo(seen.replication().orElseThrow().sent());

            FailoverReport report = engine.execute(AWAIT_SYNC);

            assertThat(report).succeeded();
            assertThat(report.elapsed()).isLessThanOrEqualTo(TWO_SECONDS);
        }
    }

    @Test
    @DisplayName(
            "scenario 24: 100 of 100 idle states: in sync within 2 s, by engines that saw the cluster before and that did not")
    void isInSyncWithinTwoSecondsWhateverAnIdleMasterHasWritten() {
        for (int seed = 1; seed <= 100; seed++) {
            Random random = new Random(seed);
            try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                    FailoverEngine engine = Engines.on(cluster)) {
                for (int acts = random.nextInt(6); acts > 0; acts--) {
                    act(cluster, engine, random);
                }

                FailoverReport report = engine.execute(AWAIT_SYNC);

                assertThat(report.outcome())
                        .as("seed %d: %s", seed, report.toText())
                        .isEqualTo(Outcome.SUCCEEDED);
                assertThat(report.elapsed()).as("seed %d", seed).isLessThanOrEqualTo(TWO_SECONDS);
            }
        }
    }

    private static void act(SimulatedCluster cluster, FailoverEngine engine, Random random) {
        switch (random.nextInt(6)) {
            case 0 -> cluster.server("mdw").writeUnflushed(1 + random.nextInt(0x30000));
            case 1 -> cluster.server("mdw").writeUnflushed(8);
            case 2 -> cluster.server("mdw").writeLog(random.nextInt(0x10000));
            case 3 -> engine.observe();
            case 4 -> {
                ClientSession session = cluster.server("mdw").openSession().begin();
                if (random.nextBoolean()) {
                    session.close();
                }
            }
            default -> cluster.clock().advance(Duration.ofMillis(random.nextInt(120_000)));
        }
    }

    @Test
    @DisplayName(
            "scenario 24: the master's host is off right then: promoted, since the standby has all that was flushed")
    void failsOverRightThen(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            cluster.server("mdw").writeUnflushed(0x9000);
            engine.observe();
            cluster.kill("mdw");

            FailoverReport report = engine.execute(FailoverPlan.failover());

            assertThat(report).succeeded();
            assertThat(report.finalState()).hasMaster("smdw");
        }
    }

    @Test
    @DisplayName("scenario 24: a switchover of an idle master with an open transaction stalls nowhere")
    void switchesOverWithAnOpenTransaction(SimulatedCluster cluster) {
        cluster.server("mdw").openSession().begin();
        cluster.server("mdw").writeUnflushed(0x9000);
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.switchover("smdw"));

            assertThat(report).succeeded();
            assertThat(report.steps())
                    .filteredOn(s -> s.step().name().equals("awaitSync"))
                    .hasSize(2)
                    .allSatisfy(s -> assertThat(s.elapsed()).isLessThanOrEqualTo(TWO_SECONDS));
        }
    }

    @Test
    @DisplayName("scenario 24, the other way: the link is cut behind an idle master: never in sync by old positions")
    void isNotInSyncBehindACutLink(SimulatedCluster cluster) {
        cluster.server("mdw").writeUnflushed(0x9000);
        cluster.cut("mdw", "smdw");
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .awaitSync(a -> a.deadline(Duration.ofSeconds(20)))
                    .build());

            assertThat(report)
                    .hasOutcome(Outcome.FAILED)
                    .saysWhy("was not seen to take it", "the standby has received");
        }
    }
}
