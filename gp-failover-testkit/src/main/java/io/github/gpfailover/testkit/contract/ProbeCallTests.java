package io.github.gpfailover.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The contract's tests of how a probe is called. They exist because an engine observes within an outage: an observation must end, must be
 * stoppable, and must leave everything as it is.
 */
abstract class ProbeCallTests extends ProbeTests {

    ProbeCallTests(StateProbeContract contract) {
        super(contract);
    }

    @TestFactory
    @DisplayName("whatever it sees, it tells and does not throw")
    Stream<DynamicTest> neverThrows() {
        return everywhere((cluster, seen) -> assertThat(seen.describe()).isNotBlank());
    }

    @TestFactory
    @DisplayName("nothing is changed on any host")
    Stream<DynamicTest> changesNothing() {
        // What goes on by itself, such as a promotion, is no doing of the probe's.
        return Stream.of(ProbedSituation.values())
                .filter(situation -> situation != ProbedSituation.SERVER_STARTING)
                .map(situation -> DynamicTest.dynamicTest("in " + situation, () -> {
                    ProbedCluster cluster = cluster(situation);
                    String before = cluster.content().get();

                    look(cluster);

                    assertThat(cluster.content().get()).isEqualTo(before);
                }));
    }

    @Test
    @DisplayName("a second look at the same tells the same")
    void sameAgain() throws Exception {
        ProbedCluster cluster = cluster(ProbedSituation.HEALTHY);
        ClusterState first = look(cluster);
        ClusterState second = look(cluster);

        assertThat(second.instances())
                .map(InstanceState::role)
                .isEqualTo(first.instances().stream().map(InstanceState::role).toList());
        assertThat(second.catalog()).isEqualTo(first.catalog());
    }

    @Test
    @DisplayName("an interrupted thread gets an InterruptedException, and no half of a state")
    void interrupt() throws Exception {
        ProbedCluster cluster = cluster(ProbedSituation.HEALTHY);
        Thread.currentThread().interrupt();
        try {
            assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> look(cluster));
        } finally {
            // The flag must not reach the next test.
            Thread.interrupted();
        }
    }

    @Test
    @DisplayName("the time-out of a question holds: a host that hangs, or is off, ends no look late")
    void deadline() throws Exception {
        for (ProbedSituation situation :
                new ProbedSituation[] {ProbedSituation.MASTER_HOST_HANGS, ProbedSituation.MASTER_HOST_OFF}) {
            ProbedCluster cluster = cluster(situation);
            assumeTrue(cluster.virtualTime().isPresent(), "real time passes, which a busy machine stretches");
            Sleeper time = cluster.virtualTime().orElseThrow();
            long before = time.nanoTime();

            look(cluster);

            assertThat(Duration.ofNanos(time.nanoTime() - before))
                    .as("in " + situation)
                    .isLessThanOrEqualTo(contract.longest(cluster.request()));
        }
    }

    @Test
    @DisplayName("a request that is null is refused")
    @SuppressWarnings("NullAway")
    void nullRequest() throws Exception {
        ProbedCluster cluster = cluster(ProbedSituation.HEALTHY);

        assertThatNullPointerException().isThrownBy(() -> cluster.probe().observe(null));
    }
}
