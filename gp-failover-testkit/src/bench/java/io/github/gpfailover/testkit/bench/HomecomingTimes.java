package io.github.gpfailover.testkit.bench;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverListener;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.StepReport;
import io.github.gpfailover.step.AddStandby;
import io.github.gpfailover.step.AddStandby.Strategy;
import io.github.gpfailover.testkit.SimulatedCluster;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The time that a cluster is without a standby after a move. It is measured to show that this does not grow with the catalog; in the simulated
 * cluster's time, which takes its commands' durations from the recordings.
 */
final class HomecomingTimes {

    private static final double NANOS_A_MILLI = 1e6;
    private static final double RESTORED_MILLIS = 2_000;
    private static final double MOVES_MILLIS = 5_000;
    private static final double NO_GROWTH = 1;
    private static final long LOST_BYTES = 4096;

    private HomecomingTimes() {}

    static void addTo(ResultTable table) {
        Map<String, Long> sizes = new LinkedHashMap<>();
        sizes.put("10 MB", 10L << 20);
        sizes.put("1 GB", 1L << 30);
        sizes.put("1 TB", 1L << 40);
        table.gap();
        double first = 0;
        double last = 0;
        for (Map.Entry<String, Long> size : sizes.entrySet()) {
            last = restored(size.getValue());
            first = first == 0 ? last : first;
            table.time("stop to redundancy, catalog of " + size.getKey() + " (virtual)", last, last, RESTORED_MILLIS);
        }
        table.number("stop to redundancy, 1 TB by 10 MB", last / first, NO_GROWTH);
        for (Map.Entry<String, Long> size : sizes.entrySet()) {
            table.time("home by rewinding, catalog of " + size.getKey() + " (virtual)", rewound(size.getValue()));
        }
        table.gap();
        double moves = moves();
        table.time("round trip, the moves alone (virtual)", moves, moves, MOVES_MILLIS);
        table.time("round trip, with all checks and canaries (virtual)", roundTrip());
    }

    /** From the command that stops the master to the end of the step that makes it a standby, in sync by its own answer. */
    private static double restored(long catalog) {
        SimulatedCluster cluster =
                SimulatedCluster.builder().catalogSize(catalog).build();
        AtomicLong stop = new AtomicLong();
        AtomicLong home = new AtomicLong();
        FailoverReport report = VirtualTimes.run(cluster, FailoverPlan.switchover("smdw"), new FailoverListener() {
            @Override
            public void commandStarted(CommandStarted event) {
                if (event.command().program().subList(0, 2).equals(List.of("pg_ctl", "stop"))) {
                    stop.set(cluster.clock().nanoTime());
                }
            }

            @Override
            public void stepEnded(StepEnded event) {
                if (event.report().step() instanceof AddStandby) {
                    home.set(cluster.clock().nanoTime());
                }
            }
        });
        made(cluster, report, Strategy.FOLLOW, 1);
        return (home.get() - stop.get()) / NANOS_A_MILLI;
    }

    /** The step that makes a crashed master a standby of the one that was promoted. */
    private static double rewound(long catalog) {
        SimulatedCluster cluster =
                SimulatedCluster.builder().catalogSize(catalog).build();
        try (FailoverEngine engine = VirtualTimes.engine(cluster, new FailoverListener() {})) {
            engine.observe();
            cluster.lagStandby(LOST_BYTES);
            cluster.kill("mdw");
            VirtualTimes.succeeded(
                    engine.execute(FailoverPlan.failover(a -> a.allowDataLoss("what never reached the standby"))));
            FailoverReport report = VirtualTimes.succeeded(
                    engine.execute(FailoverPlan.builder().addStandby("mdw").build()));
            return millis(made(cluster, report, Strategy.REWIND, 1).get(0).elapsed());
        }
    }

    private static double moves() {
        SimulatedCluster cluster = SimulatedCluster.builder().build();
        FailoverPlan plan = FailoverPlan.builder()
                .removeStandby(r -> r.keepDirectory())
                .addStandby("smdw")
                .stopMaster()
                .activate()
                .addStandby("mdw")
                .stopMaster()
                .activate()
                .addStandby("smdw")
                .build();
        return trip(cluster, plan);
    }

    private static double roundTrip() {
        return trip(SimulatedCluster.builder().build(), FailoverPlan.roundTrip());
    }

    private static double trip(SimulatedCluster cluster, FailoverPlan plan) {
        FailoverReport report = VirtualTimes.run(cluster, plan, new FailoverListener() {});
        made(cluster, report, Strategy.FOLLOW, 3);
        return millis(report.elapsed());
    }

    /** The steps that made a standby, by the strategy that is measured; the time of any other would say nothing. */
    private static List<StepReport> made(SimulatedCluster cluster, FailoverReport report, Strategy way, int times) {
        List<StepReport> made = report.steps().stream()
                .filter(s -> way.name().equals(s.facts().get("strategy")))
                .toList();
        if (made.size() != times
                || !cluster.truth().standbyInSync()
                || cluster.truth().everStandbyDiffered()) {
            throw new IllegalStateException("what was measured is not a standby by " + way + ": " + report.toText());
        }
        return made;
    }

    private static double millis(Duration time) {
        return time.toNanos() / NANOS_A_MILLI;
    }
}
