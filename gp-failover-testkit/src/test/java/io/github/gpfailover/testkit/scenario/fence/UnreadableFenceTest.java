package io.github.gpfailover.testkit.scenario.fence;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.spi.FenceContext;
import io.github.gpfailover.spi.FenceProof;
import io.github.gpfailover.step.Decision.Ready;
import io.github.gpfailover.step.Verdict;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.transition.StepTransition;
import io.github.gpfailover.testkit.transition.TransitionRecorder;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedClusterExtension.class)
@DisplayName("a fence that was set, and can't be read any more when the step is judged")
class UnreadableFenceTest {

    @Test
    @DisplayName("nothing is promoted behind it")
    void nothingIsPromoted(SimulatedCluster cluster) {
        TransitionRecorder recorder = new TransitionRecorder();
        try (FailoverEngine engine = Engines.builder(cluster).listener(recorder).build()) {

            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .fence(new ReadOnce())
                    .activate(a -> a.evenIfMasterServes("a test").allowDataLoss("a test"))
                    .build());

            assertThat(report).hasOutcome(Outcome.IN_DOUBT).saysWhy("the switch does not answer");
            assertThat(recorder.visited()).contains(StepTransition.of(Ready.class, Verdict.Kind.CANNOT_TELL, true));
            assertThat(cluster.truth().writableMasters()).containsExactly(HostName.of("mdw"));
        }
    }

    /** Tells once that it holds, and can't be asked again. */
    private static final class ReadOnce implements Fence {

        private boolean set;
        private boolean told;

        @Override
        public String name() {
            return "ReadOnce";
        }

        @Override
        public List<String> describe(FenceContext context) {
            return List.of("close the switch's port");
        }

        @Override
        public FenceProof fence(FenceContext context) throws InterruptedException {
            context.transport()
                    .execute(
                            HostName.of("sdw1"),
                            Command.builder(List.of("true")).mutating().build());
            set = true;
            return closed();
        }

        @Override
        public FenceProof verify(FenceContext context) {
            if (told) {
                throw new IllegalStateException("the switch does not answer");
            }
            told = set;
            return set ? closed() : FenceProof.missing("the port is open", List.of());
        }

        private static FenceProof closed() {
            return FenceProof.holds(
                    "the port is closed",
                    List.of(new Evidence(
                            Evidence.Kind.FENCE,
                            HostName.of("mdw"),
                            "the switch",
                            "the port is closed",
                            Instant.EPOCH)));
        }
    }
}
