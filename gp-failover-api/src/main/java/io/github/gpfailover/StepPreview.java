package io.github.gpfailover;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.PlanStep;
import java.util.List;

/**
 * What one step would do.
 *
 * <p>Exists so that a person can say yes to exactly that. Immutable and thread-safe.
 *
 * @param number the step's number, from 1
 * @param step the step
 * @param decision what it would decide, on the state that is expected by then
 * @param commands the commands it would send to change something, each as {@code host: command}
 * @param expectedAfter the state expected after it, one sentence
 * @param mayRefuse what could make it refuse when its time comes
 * @param notForetold why it can't be foretold what it decides, as things stand; empty if it was foretold
 * @since 0.1
 */
public record StepPreview(
        int number,
        PlanStep step,
        Decision decision,
        List<String> commands,
        String expectedAfter,
        List<String> mayRefuse,
        List<String> notForetold) {

    /**
     * Checks and copies the parts.
     *
     * @param number the step's number, from 1
     * @param step the step
     * @param decision what it would decide, on the state that is expected by then
     * @param commands the commands it would send to change something, each as {@code host: command}
     * @param expectedAfter the state expected after it, one sentence
     * @param mayRefuse what could make it refuse when its time comes
     * @param notForetold why it can't be foretold what it decides, as things stand; empty if it was foretold
     * @throws NullPointerException if a part is null
     */
    public StepPreview {
        Checks.notNull(step, "step");
        Checks.notNull(decision, "decision");
        commands = List.copyOf(Checks.notNull(commands, "commands"));
        Checks.notNull(expectedAfter, "expectedAfter");
        mayRefuse = List.copyOf(Checks.notNull(mayRefuse, "mayRefuse"));
        notForetold = List.copyOf(Checks.notNull(notForetold, "notForetold"));
    }
}
