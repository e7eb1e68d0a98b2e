package io.github.gpfailover.testkit.scenario.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.scenario.Engines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The controller loses its own network for a while, at every command of a plan, and no host fails. */
@Tag("explorer")
@DisplayName("scenario 26: the controller loses its own network")
class LostNetworkTest {

    private static final int EVERY = Integer.getInteger("gpfailover.explorer.every", 8);

    record Scene(String name, FailoverPlan plan, int seconds) {

        @Override
        public String toString() {
            return name + ", " + seconds + " s";
        }
    }

    static Stream<Scene> scenes() {
        return Stream.of(5, 20, 120)
                .flatMap(s -> Stream.of(
                        new Scene("switchover", FailoverPlan.switchover("smdw"), s),
                        new Scene("failover", FailoverPlan.failover(), s)));
    }

    /** The cluster, which the controller reaches no more from a command on, for a time. */
    private static final class Away implements CommandTransport {

        private final SimulatedCluster cluster;
        private final int at;
        private final Duration time;
        private int sent;
        private boolean changed;
        private String struck = "nothing";

        Away(SimulatedCluster cluster, int at, Duration time) {
            this.cluster = cluster;
            this.at = at;
            this.time = time;
        }

        @Override
        public synchronized CommandResult execute(HostName host, Command command) throws InterruptedException {
            if (sent++ == at) {
                struck = host + ": " + command;
                hosts().forEach(h -> cluster.cut("controller", h));
                cluster.clock().schedule(time, cluster::heal);
            }
            changed |= command.mutating() && sent <= at;
            return cluster.execute(host, command);
        }

        private Stream<String> hosts() {
            return cluster.truth().hosts().stream().map(HostName::value);
        }
    }

    @ParameterizedTest
    @MethodSource("scenes")
    @DisplayName("it waits, observes again, and goes on; what was not begun is refused")
    void waitsAndGoesOn(Scene scene) {
        List<String> broken = new ArrayList<>();
        int commands = run(scene, Integer.MAX_VALUE, broken);
        broken.addAll(IntStream.range(0, commands)
                .filter(at -> at % EVERY == scene.seconds() % EVERY)
                .parallel()
                .boxed()
                .flatMap(at -> {
                    List<String> here = new ArrayList<>();
                    run(scene, at, here);
                    return here.stream();
                })
                .toList());

        assertThat(broken).isEmpty();
    }

    private static int run(Scene scene, int at, List<String> broken) {
        SimulatedCluster cluster = SimulatedCluster.builder()
                .segmentHosts(2)
                .primariesPerHost(1)
                .mirrors(false)
                .build();
        Away transport = new Away(cluster, at, Duration.ofSeconds(scene.seconds()));
        List<String> found = new ArrayList<>();
        FailoverReport report;
        try (FailoverEngine first = Engines.on(cluster);
                FailoverEngine engine = Engines.builder(cluster, transport).build()) {
            first.execute(FailoverPlan.builder().writeCanary().build()).orElseThrow();
            boolean dead = scene.name().equals("failover");
            if (dead) {
                cluster.kill("mdw");
            }
            report = engine.execute(scene.plan());
            if (report.outcome() != Outcome.SUCCEEDED && (transport.changed || at == Integer.MAX_VALUE)) {
                found.add("begun, and not ended");
            }
            if (!dead && cluster.truth().masterHost().isEmpty()) {
                found.add("no master is left");
            }
        }
        cluster.truth().violations().forEach(v -> found.add(v.toString()));
        boolean moved = cluster.truth().masterHost().equals(Optional.of(HostName.of("smdw")));
        if (moved != (report.outcome() == Outcome.SUCCEEDED)) {
            found.add("the report is not true of " + cluster.truth());
        }
        cluster.close();
        found.forEach(f -> broken.add(scene + " at " + at + " (" + transport.struck + "): " + f + " ["
                + report.outcome() + ": " + report.summary() + "]"));
        return transport.sent;
    }
}
