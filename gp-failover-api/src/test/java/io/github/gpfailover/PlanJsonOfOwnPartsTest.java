package io.github.gpfailover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.spi.FenceContext;
import io.github.gpfailover.spi.FenceProof;
import io.github.gpfailover.step.CustomStep;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.Verdict;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Fences and steps of the caller's own are code, which JSON can't carry. */
class PlanJsonOfOwnPartsTest {

    @Test
    void whatTheCallerWroteIsNamedButNotReadBack() {
        FailoverPlan fenced = FailoverPlan.builder().fence(new PowerSwitch()).build();
        FailoverPlan custom = FailoverPlan.builder().step(new Announcement()).build();

        assertThat(fenced.toJson()).contains("\"fence\":\"power switch\"");
        assertThat(custom.toJson()).contains("\"name\":\"announce\"");
        assertThatThrownBy(() -> FailoverPlan.fromJson(fenced.toJson())).hasMessageContaining("build the plan in code");
        assertThatThrownBy(() -> FailoverPlan.fromJson(custom.toJson())).hasMessageContaining("JSON can't carry");
    }

    private static final class PowerSwitch implements Fence {

        @Override
        public String name() {
            return "power switch";
        }

        @Override
        public List<String> describe(FenceContext context) {
            return List.of();
        }

        @Override
        public FenceProof fence(FenceContext context) {
            return verify(context);
        }

        @Override
        public FenceProof verify(FenceContext context) {
            return FenceProof.holds(
                    "off",
                    List.of(new Evidence(Evidence.Kind.FENCE, HostName.of("mdw"), "switch", "off", Instant.EPOCH)));
        }
    }

    private static final class Announcement implements CustomStep {

        @Override
        public String name() {
            return "announce";
        }

        @Override
        public Decision decide(Context context) {
            return Decision.ready("announce it");
        }

        @Override
        public void act(Context context) {}

        @Override
        public Verdict verify(Context context) {
            return Verdict.holds("announced", List.of());
        }
    }
}
