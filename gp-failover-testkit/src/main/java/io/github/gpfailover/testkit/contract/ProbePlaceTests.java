package io.github.gpfailover.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.spi.ObservationRequest;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The contract's tests of what an observation holds for each location. They exist because an engine that asked about two servers must not
 * get an answer about one, or one that nobody can check.
 */
abstract class ProbePlaceTests extends ProbeTests {

    ProbePlaceTests(StateProbeContract contract) {
        super(contract);
    }

    @TestFactory
    @DisplayName("each place that was asked for has one entry, in the order asked")
    Stream<DynamicTest> oneEntryEach() {
        return everywhere((cluster, seen) -> {
            List<InstanceLocation> asked = cluster.request().instances();
            List<InstanceLocation> told =
                    seen.instances().stream().map(InstanceState::location).toList();

            assertThat(told).doesNotHaveDuplicates();
            assertThat(told.subList(0, Math.min(asked.size(), told.size()))).isEqualTo(asked);
        });
    }

    @Test
    @DisplayName("another order gives the same answers in that order")
    void otherOrder() throws Exception {
        ProbedCluster cluster = cluster(ProbedSituation.HEALTHY);
        List<InstanceLocation> turned = List.of(cluster.standby(), cluster.master());

        ClusterState seen = cluster.probe()
                .observe(ObservationRequest.builder(cluster.request().cluster())
                        .instances(turned)
                        .timeout(cluster.request().timeout())
                        .build());

        assertThat(seen.instances().subList(0, 2)).map(InstanceState::location).isEqualTo(turned);
        assertThat(at(seen, cluster.master()).role())
                .isEqualTo(at(look(cluster), cluster.master()).role());
    }

    @TestFactory
    @DisplayName("what is said of a server has evidence: about its host, by a named source, in words")
    Stream<DynamicTest> evidence() {
        return everywhere((cluster, seen) -> {
            for (InstanceLocation place : cluster.request().instances()) {
                List<Evidence> evidence = at(seen, place).liveness().evidence();

                assertThat(evidence).as("evidence on " + place).isNotEmpty().allSatisfy(e -> {
                    assertThat(e.about()).isEqualTo(place.host());
                    assertThat(e.source()).isNotBlank();
                    assertThat(e.statement()).isNotBlank();
                });
            }
        });
    }

    @TestFactory
    @DisplayName("evidence and snapshot have the time of the look, by the controller's clock and no host's")
    Stream<DynamicTest> times() {
        return Stream.of(ProbedSituation.values())
                .map(situation -> DynamicTest.dynamicTest("in " + situation, () -> {
                    ProbedCluster cluster = cluster(situation);
                    Instant before = cluster.clock().instant();

                    ClusterState seen = look(cluster);

                    Instant after = cluster.clock().instant();
                    assertThat(seen.observedAt()).isBetween(before, after);
                    assertThat(seen.instances())
                            .allSatisfy(i -> assertThat(i.liveness().evidence())
                                    .allSatisfy(e -> assertThat(e.at()).isBetween(before, after)));
                }));
    }
}
