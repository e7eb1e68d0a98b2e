package io.github.gpfailover.testkit.bench;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverListener;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.core.Failover;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.WritingClient;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The cost of moves to clients, in the simulated cluster's time: the same on each machine, so once is enough. */
final class VirtualTimes {

    private static final double NANOS_A_MILLI = 1e6;
    private static final double GAP_MILLIS = 500;
    private static final double REMOVAL_MILLIS = 1_000;

    private VirtualTimes() {}

    static void addTo(ResultTable table) {
        double gap = switchoverGap();
        table.time("planned switchover, gap of a client (virtual)", gap, gap, GAP_MILLIS);
        double removal = deadStandbyRemoved();
        table.time("dead standby removed (virtual)", removal, removal, REMOVAL_MILLIS);
    }

    private static double switchoverGap() {
        SimulatedCluster cluster = SimulatedCluster.builder().build();
        try (WritingClient client = cluster.startWriting(Duration.ofMillis(10))) {
            run(cluster, FailoverPlan.switchover("smdw"), new FailoverListener() {});
            return client.longestGap().toNanos() / NANOS_A_MILLI;
        }
    }

    private static double deadStandbyRemoved() {
        SimulatedCluster cluster = SimulatedCluster.builder().build();
        cluster.powerOff("smdw");
        AtomicLong decided = new AtomicLong();
        AtomicLong removed = new AtomicLong();
        run(cluster, FailoverPlan.builder().removeStandby().build(), new FailoverListener() {
            @Override
            public void stepDecided(StepDecided event) {
                decided.set(cluster.clock().nanoTime());
            }

            @Override
            public void commandEnded(CommandEnded event) {
                removed.set(cluster.clock().nanoTime());
            }
        });
        return (removed.get() - decided.get()) / NANOS_A_MILLI;
    }

    static FailoverReport run(SimulatedCluster cluster, FailoverPlan plan, FailoverListener listener) {
        try (FailoverEngine engine = engine(cluster, listener)) {
            return succeeded(engine.execute(plan));
        }
    }

    static FailoverEngine engine(SimulatedCluster cluster, FailoverListener listener) {
        return Failover.engine(cluster.spec())
                .transport(cluster)
                .sleeper(cluster.clock())
                .clock(cluster.clock())
                .listener(listener)
                .build();
    }

    static FailoverReport succeeded(FailoverReport report) {
        if (report.outcome() != Outcome.SUCCEEDED) {
            throw new IllegalStateException("what was measured did not succeed: " + report.summary());
        }
        return report;
    }
}
