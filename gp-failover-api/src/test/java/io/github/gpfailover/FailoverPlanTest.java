package io.github.gpfailover;

import static io.github.gpfailover.step.Activate.Strategy.DIRECT;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.error.InvalidPlanException;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.step.CheckHealth;
import io.github.gpfailover.step.HostRef;
import io.github.gpfailover.step.PlanStep;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FailoverPlanTest {

    @Test
    void theDesignsChainBuilds() {
        FailoverPlan plan = FailoverPlan.builder()
                .removeStandby()
                .addStandby("smdw")
                .stopMaster()
                .activate()
                .retireDataDirectory("mdw")
                .addStandby("mdw")
                .build();

        assertThat(plan)
                .hasToString("removeStandby() -> addStandby(host=smdw) -> stopMaster() -> activate()"
                        + " -> retireDataDirectory(host=mdw) -> addStandby(host=mdw)");
    }

    @Test
    void theDesignsOptionsOfOneStepBuild() {
        FailoverPlan plan = FailoverPlan.builder()
                .activate(a -> a.strategy(DIRECT)
                        .deadline(ofMinutes(2))
                        .retry(r -> r.attempts(5).backoff(ofSeconds(1))))
                .build();

        Activate step = (Activate) plan.steps().get(0);
        assertThat(step.strategy()).isEqualTo(DIRECT);
        assertThat(step.options().deadline()).isEqualTo(ofMinutes(2));
        assertThat(step.options().retry()).hasToString("5 attempts, backoff PT1S x2.0 up to PT2S");
    }

    @Test
    void readyMadePlansHoldTheStepsPeopleTake() {
        assertThat(names(FailoverPlan.switchover("smdw")))
                .containsExactly(
                        "checkHealth",
                        "checkEnvironment",
                        "addStandby",
                        "awaitSync",
                        "writeCanary",
                        "stopMaster",
                        "fence",
                        "activate",
                        "verifyCanary",
                        "addStandby",
                        "awaitSync",
                        "checkHealth");
        assertThat(names(FailoverPlan.failover())).containsExactly("fence", "activate", "checkHealth");
        assertThat(names(FailoverPlan.failback()))
                .containsExactly(
                        "addStandby",
                        "awaitSync",
                        "checkHealth",
                        "writeCanary",
                        "stopMaster",
                        "fence",
                        "activate",
                        "verifyCanary",
                        "addStandby",
                        "awaitSync",
                        "checkHealth");
        assertThat(names(FailoverPlan.roundTrip()))
                .hasSize(20)
                .startsWith("checkHealth", "checkEnvironment", "removeStandby", "addStandby")
                .endsWith("verifyCanary", "addStandby", "awaitSync", "checkHealth");
    }

    @Test
    void readyMadePlansNameTheirHosts() {
        assertThat(FailoverPlan.switchover("smdw").toString())
                .contains("addStandby(host=smdw)", "addStandby(host=@former-master)")
                .doesNotContain("retireDataDirectory");
        assertThat(FailoverPlan.failover().steps().get(2))
                .isEqualTo(CheckHealth.builder()
                        .acceptDegraded("a failover goes on with the segments there are")
                        .build());
        assertThat(FailoverPlan.failback().toString())
                .startsWith("addStandby(host=@designed-master)")
                .contains("addStandby(host=@designed-standby)");
        assertThatThrownBy(() -> FailoverPlan.switchover("smdw; reboot"))
                .isInstanceOf(InvalidPlanException.class)
                .hasMessageContainingAll("step 3, addStandby", "host name was 'smdw; reboot'");
    }

    @Test
    void everyPlanStopsOrFencesTheOldMasterBeforeItActivates() {
        for (FailoverPlan plan : new FailoverPlan[] {
            FailoverPlan.switchover("smdw"), FailoverPlan.failover(), FailoverPlan.failback(), FailoverPlan.roundTrip()
        }) {
            String steps = String.join(" ", names(plan).toList());

            assertThat(steps.split("activate", -1)).hasSizeGreaterThan(1);
            assertThat(steps.replace("fence activate", "")).doesNotContain("activate");
        }
    }

    @Test
    void aBuiltPlanDoesNotChangeWithItsBuilder() {
        FailoverPlanBuilder builder = FailoverPlan.builder().checkHealth();
        FailoverPlan plan = builder.build();

        builder.awaitSync();

        assertThat(plan.steps()).hasSize(1).isUnmodifiable();
        assertThat(builder.build().steps()).hasSize(2);
    }

    @Test
    void plansAreEqualWhenTheirStepsAre() {
        FailoverPlan one = FailoverPlan.builder().checkHealth().stopMaster().build();
        FailoverPlan same = FailoverPlan.builder().checkHealth().stopMaster().build();
        FailoverPlan other = FailoverPlan.builder()
                .checkHealth()
                .stopMaster(s -> s.immediateAtDeadline())
                .build();

        assertThat(one).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo(other);
        assertThat(one.equals((Object) "checkHealth")).isFalse();
    }

    @Test
    void toBuilderGoesOnWhereThePlanEnds() {
        FailoverPlan plan = FailoverPlan.failover();

        FailoverPlan longer = plan.toBuilder().addStandby(HostRef.FORMER_MASTER).build();

        assertThat(plan.toBuilder().build()).isEqualTo(plan);
        assertThat(longer.steps())
                .startsWith(plan.steps().toArray(PlanStep[]::new))
                .hasSize(4);
        assertThat(plan.steps()).hasSize(3);
    }

    @Test
    void toBuilderKeepsTheRules() {
        FailoverPlan plan = FailoverPlan.builder().removeStandby().build();

        assertThatThrownBy(() -> plan.toBuilder().activate().build())
                .isInstanceOf(InvalidPlanException.class)
                .hasMessageContaining("step 2, activate: there is no standby to activate");
    }

    private static Stream<String> names(FailoverPlan plan) {
        return plan.steps().stream().map(PlanStep::name);
    }
}
