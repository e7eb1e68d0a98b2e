package io.github.gpfailover.testkit.scenario.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.step.CustomStep;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.Decision.Ready;
import io.github.gpfailover.step.Decision.Refused;
import io.github.gpfailover.step.Decision.Satisfied;
import io.github.gpfailover.step.Verdict;
import io.github.gpfailover.step.Verdict.Kind;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.transition.StepTransition;
import io.github.gpfailover.testkit.transition.TransitionRecorder;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every path through an attempt of a step, with what the step's report then says. One that no test makes fails the build.
 */
class StepTransitionsTest {

    static Stream<Arguments> transitions() {
        return Stream.of(
                arguments(StepTransition.of(Ready.class, Kind.HOLDS, false), Outcome.SUCCEEDED),
                arguments(StepTransition.of(Ready.class, Kind.HOLDS, true), Outcome.SUCCEEDED),
                arguments(StepTransition.of(Ready.class, Kind.DOES_NOT_HOLD, false), Outcome.REFUSED),
                arguments(StepTransition.of(Ready.class, Kind.DOES_NOT_HOLD, true), Outcome.FAILED),
                arguments(StepTransition.of(Ready.class, Kind.CANNOT_TELL, false), Outcome.FAILED),
                arguments(StepTransition.of(Ready.class, Kind.CANNOT_TELL, true), Outcome.IN_DOUBT),
                arguments(StepTransition.of(Satisfied.class, null, false), Outcome.SKIPPED),
                arguments(StepTransition.of(Satisfied.class, Kind.DOES_NOT_HOLD, false), Outcome.SKIPPED),
                arguments(StepTransition.of(Satisfied.class, Kind.DOES_NOT_HOLD, true), Outcome.SUCCEEDED),
                arguments(StepTransition.of(Satisfied.class, Kind.CANNOT_TELL, false), Outcome.SKIPPED),
                arguments(StepTransition.of(Satisfied.class, Kind.CANNOT_TELL, true), Outcome.SUCCEEDED),
                arguments(StepTransition.of(Refused.class, null, false), Outcome.REFUSED),
                // An act that sent nothing may have changed something by other means.
                arguments(StepTransition.of(Refused.class, Kind.DOES_NOT_HOLD, false), Outcome.FAILED),
                arguments(StepTransition.of(Refused.class, Kind.DOES_NOT_HOLD, true), Outcome.FAILED),
                arguments(StepTransition.of(Refused.class, Kind.CANNOT_TELL, false), Outcome.IN_DOUBT),
                arguments(StepTransition.of(Refused.class, Kind.CANNOT_TELL, true), Outcome.IN_DOUBT));
    }

    @ParameterizedTest
    @MethodSource("transitions")
    void aStepEndsAsItsLastAttemptSays(StepTransition transition, Outcome outcome) {
        TransitionRecorder recorder = new TransitionRecorder();

        FailoverReport report = run(transition, recorder);

        assertThat(report.steps().get(0).outcome()).as(report.toText()).isEqualTo(outcome);
        assertThat(recorder.visited()).contains(transition);
    }

    @Test
    void noTransitionIsLeftOut() {
        Set<StepTransition> visited = new LinkedHashSet<>();
        transitions().forEach(row -> {
            TransitionRecorder recorder = new TransitionRecorder();
            run((StepTransition) row.get()[0], recorder);
            visited.addAll(recorder.visited());
        });

        assertThat(visited).isEqualTo(StepTransition.possible());
    }

    private static FailoverReport run(StepTransition transition, TransitionRecorder recorder) {
        boolean acts = transition.ruling().equals(Ready.class.getSimpleName());
        int attempts = acts || transition.verdict().isEmpty() ? 1 : 2;
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine =
                        Engines.builder(cluster).listener(recorder).build()) {
            return engine.execute(FailoverPlan.builder()
                    .step(new Scripted(transition, attempts), s -> s.retry(r -> r.attempts(attempts)))
                    .build());
        }
    }

    /** A step that acts in all attempts but the last, which makes the transition. */
    private static final class Scripted implements CustomStep {

        private final StepTransition transition;
        private final int attempts;
        private int attempt;

        Scripted(StepTransition transition, int attempts) {
            this.transition = transition;
            this.attempts = attempts;
        }

        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public Decision decide(Context context) {
            attempt++;
            if (attempt < attempts || transition.ruling().equals(Ready.class.getSimpleName())) {
                return Decision.ready("act");
            }
            return transition.ruling().equals(Satisfied.class.getSimpleName())
                    ? Decision.satisfied("it holds")
                    : Decision.refused("it must not be");
        }

        @Override
        public void act(Context context) throws InterruptedException {
            if (transition.sent()) {
                context.transport()
                        .execute(
                                HostName.of("mdw"),
                                Command.builder(List.of("true")).mutating().build());
            }
        }

        @Override
        public Verdict verify(Context context) {
            return switch (transition.verdict().orElseThrow()) {
                case HOLDS -> Verdict.holds("as scripted", List.of());
                case DOES_NOT_HOLD -> Verdict.doesNotHold("as scripted");
                case CANNOT_TELL -> Verdict.cannotTell("as scripted");
            };
        }
    }
}
