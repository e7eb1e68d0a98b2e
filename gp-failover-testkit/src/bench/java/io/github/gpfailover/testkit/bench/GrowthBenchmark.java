package io.github.gpfailover.testkit.bench;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.Failover;
import io.github.gpfailover.core.internal.dialect.Dialects;
import io.github.gpfailover.core.internal.gpstate.ClusterStatus;
import io.github.gpfailover.core.internal.process.InstanceProcesses;
import io.github.gpfailover.core.internal.process.ProcessTable;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.testkit.SimulatedCluster;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The time to observe a cluster, and to read what its utilities print, by its number of segments. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class GrowthBenchmark {

    /** How many segments the cluster has, mirrors included. */
    @Param({"10", "100", "1000", "10000"})
    public int segments;

    private FailoverEngine engine;
    private HostName host;
    private InstanceLocation master;
    private CommandResult status;
    private String processes;

    /** Makes the cluster, and the texts to read. */
    @Setup
    public void build() throws InterruptedException {
        int hosts = Math.max(5, segments / 100);
        SimulatedCluster cluster = SimulatedCluster.builder()
                .segmentHosts(hosts)
                .primariesPerHost(segments / 2 / hosts)
                // gpstate -s of 10,000 segments is more than transports keep by default.
                .outputLimit(64 * 1024 * 1024)
                .build();
        engine = Failover.engine(cluster.spec())
                .transport(cluster)
                .sleeper(cluster.clock())
                .clock(cluster.clock())
                .build();
        master = cluster.spec().master();
        host = master.host();
        status = gpstate(cluster, "-s");
        // No host has that many: the tables of all hosts make one.
        StringBuilder all = new StringBuilder(ps(cluster, host));
        for (int i = 1; i <= hosts; i++) {
            all.append(ps(cluster, HostName.of("sdw" + i)));
        }
        processes = all.toString();
    }

    /** Observes the cluster as an engine does. */
    @Benchmark
    public ClusterState observe() {
        return engine.observe();
    }

    /** Reads {@code gpstate -s}. */
    @Benchmark
    public ClusterStatus readStatus() {
        return ClusterStatus.parse(host, status);
    }

    /** Reads {@code ps -ef}, and finds the processes of one server in it. */
    @Benchmark
    public InstanceProcesses readProcesses() {
        return InstanceProcesses.of(ProcessTable.parse(host, processes), master);
    }

    private CommandResult gpstate(SimulatedCluster cluster, String option) throws InterruptedException {
        CommandResult result =
                cluster.execute(host, Dialects.toAskWith(cluster.spec()).gpstate(master, option));
        if (!result.exitedZero()) {
            throw new IllegalStateException("gpstate " + option + ": " + result);
        }
        return result;
    }

    private static String ps(SimulatedCluster cluster, HostName on) throws InterruptedException {
        return cluster.execute(on, Command.of("ps", "-ef")).stdout();
    }
}
