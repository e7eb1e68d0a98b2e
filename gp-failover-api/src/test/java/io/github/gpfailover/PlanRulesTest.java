package io.github.gpfailover;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.gpfailover.error.InvalidPlanException;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.step.AddStandby;
import io.github.gpfailover.step.CustomStep;
import io.github.gpfailover.step.HostRef;
import io.github.gpfailover.step.PlanStep;
import io.github.gpfailover.step.StopMaster;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlanRulesTest {

    private static Arguments plan(UnaryOperator<FailoverPlanBuilder> steps, String fault) {
        return arguments(steps, fault);
    }

    private static Stream<Arguments> wrongOrders() {
        return Stream.of(
                plan(b -> b, "the plan has no steps: write at least one, for example .checkHealth()"),
                plan(
                        b -> b.removeStandby().removeStandby(),
                        "step 2, removeStandby: there is no standby to remove, since step 1, removeStandby leaves none;"
                                + " write .addStandby(host) between them"),
                plan(
                        b -> b.removeStandby().awaitSync(),
                        "step 2, awaitSync: there is no standby to wait for, since step 1, removeStandby leaves none;"
                                + " write .addStandby(host) between them"),
                plan(
                        b -> b.removeStandby().stopMaster().activate(),
                        "step 3, activate: there is no standby to activate, since step 1, removeStandby leaves none;"
                                + " write .addStandby(host) between them"),
                plan(
                        b -> b.activate().activate(),
                        "step 2, activate: there is no standby to activate, since step 1, activate leaves none;"
                                + " write .addStandby(host) between them"),
                plan(
                        b -> b.addStandby("smdw").addStandby("other"),
                        "step 2, addStandby: step 1, addStandby made a standby already;"
                                + " write .removeStandby() between them"),
                plan(
                        b -> b.addStandby("smdw").activate().addStandby("smdw"),
                        "step 3, addStandby: smdw is the master since the last activate, and can't be its own standby;"
                                + " name another host"),
                plan(
                        b -> b.addStandby("smdw").activate().retireDataDirectory("smdw"),
                        "step 3, retireDataDirectory: smdw is the master since the last activate, and must keep its data"
                                + " directory; name another host"),
                plan(
                        b -> b.addStandby("smdw").retireDataDirectory("smdw"),
                        "step 2, retireDataDirectory: smdw is the standby since step 1, addStandby;"
                                + " write .removeStandby() before, or name the old master's host"),
                plan(
                        b -> b.addStandby(HostRef.FORMER_MASTER),
                        "step 1, addStandby: there is no former master before .activate(); name the host"),
                plan(
                        b -> b.retireDataDirectory(HostRef.FORMER_MASTER),
                        "step 1, retireDataDirectory: there is no former master before .activate(); name the host"),
                plan(
                        b -> b.retireDataDirectory("mdw")
                                .addStandby("mdw", a -> a.strategy(AddStandby.Strategy.FOLLOW)),
                        "step 2, addStandby: FOLLOW uses the directory on mdw, which a step before retires;"
                                + " leave that step out, or name COPY"),
                plan(
                        b -> b.verifyCanary(),
                        "step 1, verifyCanary: no canary was written; write .writeCanary() before the move"),
                plan(
                        b -> b.stopMaster(s -> s.deadline(ofMillis(59_999))).activate(),
                        "step 1, stopMaster: deadline was PT59.999S but must be PT1M or more: a stop does not begin with"
                                + " less than 30 s left, and the questions and the checkpoint before it take time, so it"
                                + " would never begin"),
                plan(b -> b.stopMaster().checkHealth(), stopped("checkHealth", "stopMaster")),
                plan(b -> b.stopMaster().addStandby("smdw"), stopped("addStandby", "stopMaster")),
                plan(b -> b.stopMaster().removeStandby(), stopped("removeStandby", "stopMaster")),
                plan(b -> b.stopMaster().awaitSync(), stopped("awaitSync", "stopMaster")),
                plan(b -> b.stopMaster().writeCanary(), stopped("writeCanary", "stopMaster")),
                plan(b -> b.stopMaster().stopMaster(), stopped("stopMaster", "stopMaster")),
                plan(b -> b.fence().awaitSync().activate(), stopped("awaitSync", "fence")),
                plan(
                        b -> b.stopMaster(s -> s.leavesNoMaster("why")).activate(),
                        "step 1, stopMaster: leavesNoMaster says that no activation follows, but one does; leave it out"),
                plan(
                        b -> b.checkHealth().masterOn("smdw"),
                        "masterOn(smdw) says where the master is to be at the end, but no step moves it; write"
                                + " .activate()"));
    }

    private static String stopped(String name, String by) {
        return "step 2, " + name + ": step 1, " + by
                + " stops the master, so there is none to work with; write this step"
                + " before it, or after .activate()";
    }

    @ParameterizedTest
    @MethodSource("wrongOrders")
    void tellsWhatIsWrongAndWhatToWrite(UnaryOperator<FailoverPlanBuilder> steps, String fault) {
        assertThat(faults(steps.apply(FailoverPlan.builder()))).containsExactly(fault);
    }

    @Test
    void tellsEveryFaultOfValuesAndOrderAtOnceInStepOrder() {
        FailoverPlanBuilder builder = FailoverPlan.builder()
                .removeStandby()
                .awaitSync(a -> a.mostLagBytes(-1))
                .addStandby("s mdw")
                .writeCanary(w -> w.rows(0))
                .stopMaster(s -> s.deadline(ofSeconds(1)).deadline(ofSeconds(2)))
                .checkHealth(h -> h.acceptDegraded(" "))
                .activate(a -> a.strategy(null))
                .retireDataDirectory("mdw", r -> r.dataDirectory("relative"));

        List<String> faults = faults(builder);

        assertThat(faults)
                .map(f -> f.substring(0, f.indexOf(": ")))
                .containsExactly(
                        "step 2, awaitSync",
                        "step 2, awaitSync",
                        "step 3, addStandby",
                        "step 4, writeCanary",
                        "step 5, stopMaster",
                        "step 6, checkHealth",
                        "step 6, checkHealth",
                        "step 7, activate",
                        "step 8, retireDataDirectory");
        assertThat(String.join("\n", faults))
                .contains(
                        "mostLagBytes was -1 but must be 0 or more",
                        "there is no standby to wait for",
                        "host name was 's mdw'",
                        "rows was 0 but must be 1 to 10000000",
                        "deadline was already set: write it once",
                        "acceptDegraded reason was ' '",
                        "stops the master",
                        "strategy must not be null",
                        "data directory was 'relative'");
    }

    @Test
    void takesTheShortestDeadlineOfAStop() {
        FailoverPlan plan = FailoverPlan.builder()
                .stopMaster(s -> s.deadline(StopMaster.SHORTEST_DEADLINE))
                .activate()
                .build();

        assertThat(plan.steps().get(0).options().deadline()).isEqualTo(StopMaster.SHORTEST_DEADLINE);
        assertThat(FailoverPlan.fromJson(plan.toJson())).isEqualTo(plan);
    }

    @Test
    void refusesASettingThatWasGivenTwice() {
        assertThat(faults(FailoverPlan.builder()
                        .checkHealth(h -> h.acceptDegraded("a").acceptDegraded("b"))
                        .addStandby("smdw", a -> a.port(1).port(2))
                        .awaitSync(a -> a.mostLagBytes(1).mostLagBytes(2))
                        .writeCanary(w -> w.table("a").table("b"))
                        .stopMaster(s -> s.immediateAtDeadline().immediateAtDeadline())
                        .activate(a -> a.allowDataLoss("x").allowDataLoss("y"))
                        .verifyCanary(v -> v.retry(r -> r.attempts(2)).retry(r -> r.attempts(3)))
                        .retireDataDirectory("mdw", r -> r.dataDirectory("/a").dataDirectory("/b"))))
                .map(f -> f.replaceAll(".*: (\\w+) was already set.*", "$1"))
                .containsExactly(
                        "acceptDegraded",
                        "port",
                        "mostLagBytes",
                        "table",
                        "immediateAtDeadline",
                        "allowDataLoss",
                        "retry",
                        "dataDirectory");
    }

    @Test
    void gathersNullsToo() {
        assertThat(faults(FailoverPlan.builder()
                        .addStandby(null)
                        .removeStandby()
                        .fence((Fence) null)
                        .step((CustomStep) null)
                        .step((PlanStep) null)
                        .checkHealth(null)))
                .containsExactly(
                        "step 1, addStandby: host name must not be null",
                        "step 3, fence: fence must not be null",
                        "step 4, step: custom step must not be null",
                        "step 5, step: step must not be null",
                        "step 6, checkHealth: settings must not be null");
    }

    @Test
    void allowsWhatOnlyLooksOdd() {
        assertThatCode(() -> FailoverPlan.builder().stopMaster().build()).doesNotThrowAnyException();
        assertThatCode(() -> FailoverPlan.builder().fence().checkHealth().build())
                .as("a fence after the last activation stops no master that is needed")
                .doesNotThrowAnyException();
        assertThatCode(() -> FailoverPlan.builder()
                        .addStandby("smdw")
                        .activate()
                        .retireDataDirectory("smdw", r -> r.dataDirectory("/data/old"))
                        .build())
                .as("another directory of the master's host may be retired")
                .doesNotThrowAnyException();
    }

    private static List<String> faults(FailoverPlanBuilder builder) {
        InvalidPlanException e = catchThrowableOfType(InvalidPlanException.class, builder::build);

        assertThat(e)
                .hasMessageStartingWith(
                        "the plan has " + e.faults().size() + (e.faults().size() == 1 ? " fault:" : " faults:"));
        assertThat(e).hasMessageContainingAll(e.faults().toArray(String[]::new));
        return e.faults();
    }
}
