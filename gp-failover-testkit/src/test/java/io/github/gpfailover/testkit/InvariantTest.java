package io.github.gpfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedClusterExtension.class)
class InvariantTest {

    private static void twoMasters(SimulatedCluster cluster) {
        cluster.cut("mdw", "smdw");
        Commands.run(cluster, "smdw", "pg_ctl", "promote", "-D", Commands.DIRECTORY);
        cluster.clock().advance(Duration.ofSeconds(1));
    }

    private static Invariant named(String name, Invariant invariant) {
        return new Invariant() {
            @Override
            public Optional<String> violation(ClusterTruth truth) {
                return invariant.violation(truth);
            }

            @Override
            public String toString() {
                return name;
            }
        };
    }

    @Test
    void aViolationIsToldWithItsMomentOnceAndInTheTimeline() {
        SimulatedCluster cluster = SimulatedCluster.builder().build();
        twoMasters(cluster);

        List<Violation> violations = cluster.truth().violations();
        cluster.tolerate(ClusterInvariant.ONE_WRITABLE_MASTER, "this test makes two");

        assertThat(violations)
                .singleElement()
                .satisfies(v -> assertThat(v.invariant()).isEqualTo(ClusterInvariant.ONE_WRITABLE_MASTER))
                .satisfies(v -> assertThat(v.at()).isBefore(cluster.clock().instant()));
        assertThat(cluster.truth().violations()).isEmpty();
        assertThat(cluster.truth().timeline())
                .contains("VIOLATED ONE_WRITABLE_MASTER", "may be violated: this test makes two");
    }

    @Test
    void oneOfACallersOwnIsJudgedAfterEveryCommandEffectAndEvent(SimulatedCluster cluster) {
        List<Duration> judged = new ArrayList<>();
        cluster.addInvariant(truth -> {
            judged.add(Duration.ofNanos(cluster.clock().nanoTime()));
            return Optional.empty();
        });
        cluster.clock().schedule(Duration.ofMillis(7), () -> {});
        int before = judged.size();

        Commands.run(cluster, "mdw", "pg_ctl", "stop", "-m", "fast", "-D", Commands.DIRECTORY);

        // The scheduled event, each effect of the stop, and its end.
        assertThat(judged.subList(before, judged.size()))
                .contains(Duration.ofMillis(7))
                .hasSizeGreaterThan(3);
    }

    @Test
    void whatItThrowsCountsAsAViolation(SimulatedCluster cluster) {
        Invariant asserting = named("no host is off", truth -> {
            assertThat(truth.poweredHosts()).hasSize(4);
            return Optional.empty();
        });
        cluster.addInvariant(asserting);

        cluster.powerOff("sdw1");
        List<Violation> violations = cluster.truth().violations();
        cluster.tolerate(asserting, "this test switches one off");

        assertThat(violations)
                .singleElement()
                .satisfies(v -> assertThat(v.toString()).contains("no host is off", "Expected size: 4"));
    }

    @Test
    void theEndIsJudgedWhenTheClusterIsClosed() {
        Invariant atEnd = new Invariant() {
            @Override
            public Optional<String> violation(ClusterTruth truth) {
                return Optional.empty();
            }

            @Override
            public Optional<String> violationAtEnd(ClusterTruth truth) {
                return truth.masterHost().isEmpty() ? Optional.of("nobody serves") : Optional.empty();
            }
        };
        SimulatedCluster cluster = SimulatedCluster.builder().build();
        cluster.addInvariant(atEnd);
        cluster.kill("mdw");

        assertThat(cluster.truth().violations()).isEmpty();
        cluster.close();

        assertThat(cluster.truth().violations())
                .singleElement()
                .satisfies(v -> assertThat(v.what()).isEqualTo("nobody serves"));
        cluster.tolerate(atEnd, "this test leaves none");
    }

    @Test
    void noToleranceIsWithoutAReason(SimulatedCluster cluster) {
        assertThatThrownBy(() -> cluster.tolerate(ClusterInvariant.NOTHING_DELETED, " "))
                .hasMessageContaining("reason was blank");
    }
}
