package io.github.gpfailover;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.gpfailover.error.InvalidPlanException;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.step.AddStandby;
import io.github.gpfailover.step.FenceOldMaster;
import io.github.gpfailover.step.HostRef;
import io.github.gpfailover.step.StepBuilder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PlanJsonTest {

    private static <B extends StepBuilder<B>> B tuned(B step) {
        return step.deadline(ofMillis(90_500))
                .retry(r ->
                        r.attempts(7).backoff(ofMillis(1_500)).multiplier(1.25).longestBackoff(ofMinutes(3)));
    }

    /** Every step, with every option set to something that is not its default. */
    private static FailoverPlan everything() {
        return FailoverPlan.builder()
                .checkHealth(s -> tuned(s).acceptDegraded("sdw2 is being \"replaced\" \\ until\u00a0noon ünïcode 😀"))
                .checkEnvironment(s -> tuned(s).acceptDifferences("gpadmin serves two clusters")
                        .acceptShortDisk("the old copy goes first"))
                .removeStandby(s -> tuned(s).acceptUnseen("its host was sold").keepDirectory())
                .addStandby(
                        "smdw",
                        s -> tuned(s).port(5433)
                                .dataDirectory("/data/standby/gpseg-1")
                                .strategy(AddStandby.Strategy.REWIND)
                                .moveAside("a \"half\" copy of last week"))
                .awaitSync(s -> tuned(s).mostLagBytes(5_000_000_000L))
                .writeCanary(s -> tuned(s).rows(12).table("canary"))
                .stopMaster(s -> tuned(s).immediateAtDeadline())
                .step(tuned(FenceOldMaster.builder()).build())
                .activate(s -> tuned(s).strategy(Activate.Strategy.UTILITY)
                        .allowDataLoss("the old master burnt down")
                        .oldestKnowledge(ofSeconds(30)))
                .verifyCanary(PlanJsonTest::tuned)
                .releaseFence(PlanJsonTest::tuned)
                .retireDataDirectory(HostRef.FORMER_MASTER, s -> tuned(s).dataDirectory("/data/old"))
                .addStandby(HostRef.DESIGNED_MASTER)
                .build();
    }

    @Test
    void everyStepWithEveryOptionComesBack() {
        assertThat(FailoverPlan.fromJson(everything().toJson())).isEqualTo(everything());
    }

    @Test
    void aStartOfTheMasterWithItsConsentComesBack() {
        FailoverPlan plan = FailoverPlan.builder()
                .startMaster(s -> tuned(s).absentIsGone("the other's disks burnt"))
                .build();

        assertThat(FailoverPlan.fromJson(plan.toJson())).isEqualTo(plan);
        assertThat(plan.toJson()).contains("\"absentIsGone\"");
    }

    @Test
    void readyMadePlansComeBack() {
        for (FailoverPlan plan : List.of(
                FailoverPlan.switchover("smdw"),
                FailoverPlan.failover(),
                FailoverPlan.failback(),
                FailoverPlan.roundTrip())) {
            assertThat(FailoverPlan.fromJson(plan.toJson())).isEqualTo(plan);
        }
    }

    @ParameterizedTest
    @EnumSource(AddStandby.Strategy.class)
    void eachWayToAStandbyComesBackByItsName(AddStandby.Strategy strategy) {
        FailoverPlan plan = FailoverPlan.builder()
                .addStandby("smdw", s -> s.strategy(strategy))
                .build();

        assertThat(FailoverPlan.fromJson(plan.toJson())).isEqualTo(plan);
        assertThat(plan.toJson().contains("\"strategy\"")).isEqualTo(strategy != AddStandby.Strategy.AUTO);
        assertThat(FailoverPlan.fromJson(
                        steps("{\"step\": \"addStandby\", \"host\": \"smdw\", \"strategy\": \"" + strategy + "\"}")))
                .isEqualTo(plan);
    }

    @Test
    void absentOptionsHaveTheirDefaults() {
        assertThat(FailoverPlan.fromJson("""
                        {"steps": [{"step": "fence"}, {"step": "activate", "retry": {"attempts": 3}},
                                   {"step": "addStandby", "host": "@former-master"}]}
                        """))
                .isEqualTo(FailoverPlan.builder()
                        .fence()
                        .activate(a -> a.retry(r -> r.attempts(3)))
                        .addStandby(HostRef.FORMER_MASTER)
                        .build());
    }

    private static Stream<Arguments> refused() {
        return Stream.of(
                arguments("[]", "the plan must be a JSON object"),
                arguments("{}", "the plan must have a list named steps"),
                arguments("{\"steps\": {}}", "the plan: steps must be a list"),
                arguments("{\"steps\": [1]}", "step 1 must be a JSON object"),
                arguments("{\"steps\": [{}]}", "step 1 must have a text named step"),
                arguments(steps("{\"step\": \"checkHealth\"}, {\"step\": \"reboot\"}"), "step 2 is 'reboot'"),
                arguments(
                        steps("{\"step\": \"step\", \"name\": \"mine\"}"), "step 1 is 'step', which JSON can't carry"),
                arguments(
                        steps("{\"step\": \"fence\", \"fence\": \"mine\"}"),
                        "step 1 holds a fence of the caller's own, which JSON can't carry"),
                arguments(
                        steps("{\"step\": \"checkHealth\", \"x\": 1, \"y\": 2}"),
                        "step 1 has what nobody knows: 'x, y'"),
                arguments(
                        steps("{\"step\": \"checkHealth\", \"retry\": {\"tries\": 2}}"),
                        "step 1, retry has what nobody knows: 'tries'"),
                arguments(
                        "{\"steps\": [{\"step\": \"activate\"}], \"name\": 1}",
                        "the plan has what nobody knows: 'name'"),
                arguments(steps("{\"step\": \"addStandby\"}"), "step 1 must have a text named host"),
                arguments(steps("{\"step\": \"addStandby\", \"host\": 7}"), "step 1: host must be text"),
                arguments(
                        steps("{\"step\": \"addStandby\", \"host\": \"smdw\", \"strategy\": 1}"),
                        "step 1: strategy must be text"),
                arguments(
                        steps("{\"step\": \"addStandby\", \"host\": \"smdw\", \"moveAside\": true}"),
                        "step 1: moveAside must be text"),
                arguments(
                        steps("{\"step\": \"addStandby\", \"host\": \"smdw\", \"retireDataDirectory\": true}"),
                        "step 1 has what nobody knows: 'retireDataDirectory'"),
                arguments(
                        steps("{\"step\": \"addStandby\", \"host\": \"smdw\", \"port\": \"5432\"}"),
                        "step 1: port must be a whole number"),
                arguments(
                        steps("{\"step\": \"addStandby\", \"host\": \"smdw\", \"port\": 1.5}"),
                        "step 1: port must be a whole number"),
                arguments(
                        steps("{\"step\": \"addStandby\", \"host\": \"smdw\", \"port\": 4294972728}"),
                        "step 1: port was 4294972728"),
                arguments(
                        steps("{\"step\": \"stopMaster\", \"immediateAtDeadline\": \"yes\"}"),
                        "step 1: immediateAtDeadline must be true or false"),
                arguments(
                        steps("{\"step\": \"activate\", \"deadline\": \"2 minutes\"}"),
                        "step 1: deadline was '2 minutes' but must be a duration such as PT90S"),
                arguments(steps("{\"step\": \"activate\", \"retry\": 3}"), "step 1, retry must be a JSON object"),
                arguments(
                        steps("{\"step\": \"activate\", \"retry\": {\"multiplier\": \"2\"}}"),
                        "step 1, retry: multiplier must be a number"),
                arguments(steps("{\"step\": \"activate\", \"step\": \"fence\"}"), "expected the name 'step' only once"),
                arguments("[".repeat(5_000), "expected at most 32 levels"));
    }

    private static String steps(String steps) {
        return "{\"steps\": [" + steps + "]}";
    }

    private static Stream<Arguments> faults() {
        return Stream.of(
                arguments(
                        steps("{\"step\": \"addStandby\", \"host\": \"smdw\", \"strategy\": \"follow\"}"),
                        "strategy was 'follow' but must be one of [AUTO, FOLLOW, REWIND, COPY]"),
                arguments(
                        steps("{\"step\": \"addStandby\", \"host\": \"smdw\", \"moveAside\": \" \"}"),
                        "moveAside reason was ' ' but must be one line"),
                arguments(
                        steps("{\"step\": \"stopMaster\", \"deadline\": \"PT20S\"}"),
                        "deadline was PT20S but must be PT1M or more"),
                arguments(
                        steps("{\"step\": \"activate\", \"strategy\": \"FOLLOW\"}"),
                        "strategy was 'FOLLOW' but must be one of [AUTO, UTILITY, DIRECT]"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aValueThatAStepDoesNotTakeIsAFaultOfThePlan(String json, String fault) {
        assertThatThrownBy(() -> FailoverPlan.fromJson(json))
                .isInstanceOf(InvalidPlanException.class)
                .hasMessageContaining("step 1, ")
                .hasMessageContaining(fault);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesWhatItWouldHaveToGuess(String json, String message) {
        assertThatThrownBy(() -> FailoverPlan.fromJson(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesAPlanThatWasCutAnywhere() {
        String json = everything().toJson();

        for (int end = 0; end < json.length(); end++) {
            String cut = json.substring(0, end);
            assertThat(catchThrowable(() -> FailoverPlan.fromJson(cut)))
                    .as("cut at %d", end)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("not JSON at character ");
        }
    }

    @Test
    void gathersBadValuesAsTheBuilderDoes() {
        assertThatThrownBy(
                        () -> FailoverPlan.fromJson(
                                steps(
                                        "{\"step\": \"addStandby\", \"host\": \"s mdw\"}, {\"step\": \"activate\", \"deadline\": \"PT0S\"}")))
                .isInstanceOf(InvalidPlanException.class)
                .hasMessageContainingAll("host name was 's mdw'", "deadline was PT0S");
        assertThatThrownBy(() -> FailoverPlan.fromJson("{\"steps\": []}"))
                .isInstanceOf(InvalidPlanException.class)
                .hasMessageContaining("the plan has no steps");
        assertThatThrownBy(() -> FailoverPlan.fromJson(null)).isInstanceOf(NullPointerException.class);
    }
}
