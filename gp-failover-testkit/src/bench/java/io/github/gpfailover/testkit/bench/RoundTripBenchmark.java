package io.github.gpfailover.testkit.bench;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.core.Failover;
import io.github.gpfailover.testkit.SimulatedCluster;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A whole round trip, with a cluster that is ready and with one that has to be made first. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class RoundTripBenchmark {

    /** A cluster on which nothing has happened yet. It exists since a round trip leaves its traces. */
    @State(Scope.Thread)
    public static class NewCluster {

        private SimulatedCluster cluster;

        /** Makes the cluster, outside the measured time. */
        @Setup(Level.Invocation)
        public void build() {
            cluster = SimulatedCluster.builder().build();
        }
    }

    /** Makes an engine and the plan, and executes it. */
    @Benchmark
    public FailoverReport execute(NewCluster ready) {
        return roundTrip(ready.cluster);
    }

    /** Makes the cluster too. */
    @Benchmark
    public FailoverReport buildAndExecute() {
        return roundTrip(SimulatedCluster.builder().build());
    }

    private static FailoverReport roundTrip(SimulatedCluster cluster) {
        try (FailoverEngine engine = Failover.engine(cluster.spec())
                .transport(cluster)
                .sleeper(cluster.clock())
                .clock(cluster.clock())
                .build()) {
            FailoverReport report = engine.execute(FailoverPlan.roundTrip());
            if (report.outcome() != Outcome.SUCCEEDED) {
                throw new IllegalStateException("what was measured is not a round trip: " + report.summary());
            }
            return report;
        }
    }
}
