package io.github.gpfailover.testkit.scenario.planned;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverListener;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.WritingClient;
import io.github.gpfailover.testkit.scenario.Engines;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Times here are the simulator's, made of recorded durations: they are the same on each machine. */
@ExtendWith(SimulatedClusterExtension.class)
class SwitchoverGapTest {

    private static final Duration TRY = Duration.ofMillis(10);
    private static final Duration HALF_A_SECOND = Duration.ofMillis(500);
    /** Stop 120 ms (43), promotion and first dispatch 240 ms (82): nobody can be faster with these. */
    private static final Duration LEAST = Duration.ofMillis(360);

    /**
     * A listener that runs something right before the checkpoint that precedes the stop: the last records are still to come.
     */
    private record BeforeTheLastRecords(Runnable what) implements FailoverListener {

        @Override
        public void commandStarted(CommandStarted event) {
            if (event.host().value().equals("mdw") && event.command().toString().contains("'checkpoint;'")) {
                what.run();
            }
        }
    }

    @Test
    void costsAClientAtMostHalfASecondOfWrites(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster);
                WritingClient client = cluster.startWriting(TRY)) {
            FailoverReport report = engine.execute(FailoverPlan.switchover("smdw"));

            assertThat(report).succeeded();
            assertThat(client.masters()).containsExactly("mdw", "smdw");
            assertThat(client.longestGap()).isBetween(LEAST, HALF_A_SECOND);
            nothingLost(cluster, client);
        }
    }

    @Test
    void costsNoMoreOnTheWayHome(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster);
                WritingClient client = cluster.startWriting(TRY)) {
            assertThat(engine.execute(FailoverPlan.roundTrip())).succeeded();

            assertThat(client.masters()).containsExactly("mdw", "smdw", "mdw");
            assertThat(client.longestGap()).isBetween(LEAST, HALF_A_SECOND);
            nothingLost(cluster, client);
        }
    }

    @Test
    void costsMoreByTheUtilityWhichWaitsForItself(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster);
                WritingClient client = cluster.startWriting(TRY)) {
            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .stopMaster()
                    .fence()
                    .activate(a -> a.strategy(Activate.Strategy.UTILITY))
                    .build());

            assertThat(report).succeeded();
            assertThat(client.masters()).containsExactly("mdw", "smdw");
            assertThat(client.longestGap()).isBetween(HALF_A_SECOND, Duration.ofSeconds(3));
            nothingLost(cluster, client);
        }
    }

    @Test
    void waitsForAStandbyThatNeedsAMomentToReplayTheLastRecord(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.builder(cluster)
                        .listener(new BeforeTheLastRecords(
                                () -> cluster.server("smdw").holdReplay(Duration.ofMillis(300))))
                        .build();
                WritingClient client = cluster.startWriting(TRY)) {
            FailoverReport report = engine.execute(FailoverPlan.switchover("smdw"));

            assertThat(report).succeeded();
            assertThat(report.steps())
                    .filteredOn(s -> s.step().name().equals("activate"))
                    .extracting(s -> s.attempts())
                    .containsExactly(1);
            assertThat(client.longestGap()).isBetween(HALF_A_SECOND, HALF_A_SECOND.plusMillis(200));
            nothingLost(cluster, client);
        }
    }

    @Test
    void startsTheMasterAgainWhereTheStandbyNeverReplaysTheLastRecord(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.builder(cluster)
                        .listener(new BeforeTheLastRecords(
                                () -> cluster.server("smdw").holdReplay(Duration.ofHours(1))))
                        .build();
                WritingClient client = cluster.startWriting(TRY)) {
            FailoverReport report = engine.execute(FailoverPlan.switchover("smdw"));

            assertThat(report)
                    .hasOutcome(Outcome.FAILED)
                    .saysWhy("the standby on smdw lacks", "bytes of the old master's log")
                    .warns("the master was started again")
                    .sent(0, "pg_ctl promote");
            assertThat(report.finalState()).hasMaster("mdw");
            cluster.clock().advance(TRY.multipliedBy(2));
            assertThat(client.masters()).containsExactly("mdw");
            nothingLost(cluster, client);
        }
    }

    @Test
    void startsTheMasterAgainWhereTheStandbyIsLostDuringTheStop(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.builder(cluster)
                        .listener(new BeforeTheLastRecords(() -> cluster.kill("smdw")))
                        .build();
                WritingClient client = cluster.startWriting(TRY)) {
            FailoverReport report = engine.execute(FailoverPlan.switchover("smdw"));

            assertThat(report)
                    .hasOutcome(Outcome.FAILED)
                    .saysWhy("no running standby is seen")
                    .warns("the master was started again")
                    .sent(0, "pg_ctl promote");
            cluster.clock().advance(TRY.multipliedBy(2));
            assertThat(client.masters()).containsExactly("mdw");
            assertThat(cluster.truth().masterHost()).contains(HostName.of("mdw"));
            nothingLost(cluster, client);
        }
    }

    private static void nothingLost(SimulatedCluster cluster, WritingClient client) {
        assertThat(cluster.truth().rows(WritingClient.TABLE)).isEqualTo(client.accepted());
    }
}
