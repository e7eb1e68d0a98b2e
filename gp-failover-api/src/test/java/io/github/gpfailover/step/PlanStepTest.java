package io.github.gpfailover.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.spi.FenceContext;
import io.github.gpfailover.spi.FenceProof;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanStepTest {

    @Test
    void stepsOfOneKindAreEqualWhenOptionsAndSettingsAre() {
        PlanStep step = Activate.builder().allowDataLoss("the host is gone").build();

        assertThat(step)
                .isEqualTo(Activate.builder().allowDataLoss("the host is gone").build())
                .hasSameHashCodeAs(
                        Activate.builder().allowDataLoss("the host is gone").build())
                .isNotEqualTo(Activate.builder().allowDataLoss("another reason").build())
                .isNotEqualTo(Activate.builder()
                        .allowDataLoss("the host is gone")
                        .deadline(Duration.ofMinutes(7))
                        .build())
                .isNotEqualTo(null);
    }

    @Test
    void stepsOfTwoKindsDiffer() {
        assertThat((PlanStep) ReleaseFence.builder().build())
                .isNotEqualTo(VerifyCanary.builder().build());
    }

    @Test
    void fencesOfOneNameAreNotOneFence() {
        Fence one = new NamedFence();
        Fence other = new NamedFence();

        assertThat(FenceOldMaster.builder().fence(one).build())
                .isEqualTo(FenceOldMaster.builder().fence(one).build())
                .isNotEqualTo(FenceOldMaster.builder().fence(other).build());
    }

    @Test
    void aStepReadsAsInAPlan() {
        assertThat(AddStandby.builder(HostRef.of("smdw")).build()).hasToString("addStandby(host=smdw)");
        assertThat(ReleaseFence.builder().build()).hasToString("releaseFence()");
    }

    @Test
    void refusesATableNameThatLeavesNoRoomForTheExecution() {
        WriteCanary.Builder builder = WriteCanary.builder();

        assertThatThrownBy(() -> builder.table("t".repeat(41)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("length of the table's name was 41 but must be 1 to 40");
    }

    private static final class NamedFence implements Fence {

        @Override
        public String name() {
            return "switch";
        }

        @Override
        public List<String> describe(FenceContext context) {
            return List.of();
        }

        @Override
        public FenceProof fence(FenceContext context) {
            return FenceProof.missing("not tried", List.of());
        }

        @Override
        public FenceProof verify(FenceContext context) {
            return FenceProof.missing("not asked", List.of());
        }
    }
}
