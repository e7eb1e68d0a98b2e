package io.github.gpfailover.testkit.bench;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.probe.CommandStateProbe;
import io.github.gpfailover.core.probe.CompositeStateProbe;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.ObservationRequest;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.spi.StateProbe;
import io.github.gpfailover.testkit.SimulatedCluster;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * An observation through several sources, measured beside its slowest one: an observation within an outage is time without a
 * master. Each source has a transport that really waits before each command.
 */
final class ManySources {

    private static final double MOST = 1.1;
    private static final int[] MILLIS_A_COMMAND = {20, 40, 60, 80, 100};
    private static final int LOOKS = 15;

    private ManySources() {}

    /** Measures, and adds the rows. */
    static void run(ResultTable table) throws InterruptedException {
        SimulatedCluster cluster = SimulatedCluster.builder().build();
        ObservationRequest request =
                ObservationRequest.builder(cluster.spec()).build();
        CompositeStateProbe.Builder all = CompositeStateProbe.builder(Sleeper.system(), InstantSource.system());
        StateProbe slowest = null;
        for (int millis : MILLIS_A_COMMAND) {
            slowest = source(cluster, Duration.ofMillis(millis));
            all.source("source of " + millis + " ms", slowest);
        }
        double alone = median(slowest, request);
        double together = median(all.build(), request);
        table.gap();
        table.time("observe() of the slowest of five sources", alone);
        table.time("observe() of all five side by side", together);
        table.number("five sources beside the slowest alone, ratio", together / alone, MOST);
    }

    private static StateProbe source(SimulatedCluster cluster, Duration latency) {
        return new CommandStateProbe(new Waiting(cluster, latency), Sleeper.system(), InstantSource.system());
    }

    private static double median(StateProbe probe, ObservationRequest request) throws InterruptedException {
        List<Double> millis = new ArrayList<>();
        probe.observe(request);
        for (int i = 0; i < LOOKS; i++) {
            long began = System.nanoTime();
            if (probe.observe(request).master().isEmpty()) {
                throw new IllegalStateException("what was measured is not a look at a healthy cluster");
            }
            millis.add((System.nanoTime() - began) / 1e6);
        }
        Collections.sort(millis);
        return millis.get(LOOKS / 2);
    }

    /** A transport in which each command takes real time, as over a network. */
    private record Waiting(CommandTransport hosts, Duration latency) implements CommandTransport {

        @Override
        public CommandResult execute(HostName host, Command command) throws InterruptedException {
            Sleeper.system().sleep(latency);
            return hosts.execute(host, command);
        }

        @Override
        public void close() {
            hosts.close();
        }
    }
}
