package io.github.gpfailover.testkit.scenario.fence;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverListener;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.core.fence.AttestedFence;
import io.github.gpfailover.core.fence.NullRouteFence;
import io.github.gpfailover.core.fence.StopMasterFence;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Engines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The engine's own fences are StopMasterFence first, and then those that a test adds. */
@ExtendWith(SimulatedClusterExtension.class)
@DisplayName("fences in the order in which they can hold")
class FenceOrderTest {

    private final List<String> intents = new ArrayList<>();
    private final AtomicLong promoted = new AtomicLong();

    private FailoverEngine engine(SimulatedCluster cluster, Fence fence) {
        FailoverListener listener = new FailoverListener() {
            @Override
            public void stepDecided(StepDecided event) {
                intents.add(event.decision().toString());
            }

            @Override
            public void commandStarted(CommandStarted event) {
                if (event.command().toString().contains("pg_ctl promote")) {
                    promoted.set(cluster.clock().nanoTime());
                }
            }
        };
        return Engines.builder(cluster).fence(fence).listener(listener).build();
    }

    private static AttestedFence attested(SimulatedCluster cluster) {
        return AttestedFence.hostIsOff(
                "mdw", "the operator", "its power was cut", cluster.clock().instant());
    }

    @Test
    @DisplayName("an attestation saves the wait for a host that nobody reaches: one observation, and the promotion")
    void anAttestationComesFirst(SimulatedCluster cluster) {
        try (FailoverEngine engine = engine(cluster, attested(cluster))) {
            cluster.server("mdw").openSession().createTable("kept").close();
            engine.observe();
            cluster.powerOff("mdw");
            long began = cluster.clock().nanoTime();

            FailoverReport report = engine.execute(FailoverPlan.failover());

            assertThat(report).succeeded();
            assertThat(intents).anyMatch(i -> i.contains("by AttestedFence, then StopMasterFence"));
            // The controller waits 5 s for the host; the witnesses wait beside it, a second later.
            assertThat(Duration.ofNanos(promoted.get() - began)).isLessThan(Duration.ofSeconds(7));
        }
    }

    @Test
    @DisplayName("routes are cut before anybody waits for a host that nobody reaches")
    void routesComeFirst(SimulatedCluster cluster) {
        try (FailoverEngine engine = engine(cluster, NullRouteFence.create())) {
            cluster.server("mdw").openSession().createTable("kept").close();
            engine.observe();
            cluster.powerOff("mdw");

            FailoverReport report = engine.execute(FailoverPlan.failover());

            assertThat(report).succeeded();
            assertThat(intents).anyMatch(i -> i.contains("by NullRouteFence, then StopMasterFence"));
        }
    }

    @Test
    @DisplayName("a host that a witness reaches is stopped there, as the order says")
    void aReachedHostIsStoppedFirst(SimulatedCluster cluster) {
        try (FailoverEngine engine = engine(cluster, attested(cluster))) {
            cluster.server("mdw").openSession().createTable("kept").close();
            engine.observe();
            cluster.cut("controller", "mdw");

            engine.execute(FailoverPlan.failover(a -> a.evenIfMasterServes("a test")));

            assertThat(intents).anyMatch(i -> i.contains("by StopMasterFence, then AttestedFence"));
            assertThat(cluster.truth().canWrite("mdw")).isFalse();
        }
    }

    @Test
    @DisplayName("one of several fences needs the host if each of them does")
    void severalNeedTheHostIfEachDoes(SimulatedCluster cluster) {
        Fence stop = new StopMasterFence();

        assertThat(stop.needsHost()).isTrue();
        assertThat(Fence.firstOf(stop, stop).needsHost()).isTrue();
        assertThat(Fence.firstOf(stop, attested(cluster)).needsHost()).isFalse();
        assertThat(NullRouteFence.create().needsHost()).isFalse();
    }
}
