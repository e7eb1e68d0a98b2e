package io.github.gpfailover.testkit.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** The base of the contract's groups for probes: how they get a cluster and observe it. */
abstract class ProbeTests {

    final StateProbeContract contract;

    ProbeTests(StateProbeContract contract) {
        this.contract = contract;
    }

    /** What is required of an observation. */
    interface Requirement {
        void check(ProbedCluster cluster, ClusterState seen) throws Exception;
    }

    /** Gives a cluster in that situation; skips the test where there is none. */
    final ProbedCluster cluster(ProbedSituation situation) throws Exception {
        Optional<ProbedCluster> made = contract.cluster(situation);
        assumeTrue(made.isPresent(), () -> "the test was not given " + situation);
        return made.orElseThrow();
    }

    static ClusterState look(ProbedCluster cluster) throws InterruptedException {
        return cluster.probe().observe(cluster.request());
    }

    static InstanceState at(ClusterState state, InstanceLocation place) {
        return state.instance(place)
                .orElseThrow(() -> new AssertionError("nothing was told of " + place + " in " + state.describe()));
    }

    /** Checks it in every situation. */
    final Stream<DynamicTest> everywhere(Requirement requirement) {
        return Arrays.stream(ProbedSituation.values())
                .map(situation -> DynamicTest.dynamicTest("in " + situation, () -> {
                    ProbedCluster cluster = cluster(situation);
                    requirement.check(cluster, look(cluster));
                }));
    }
}
