package io.github.gpfailover;

import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.step.PlanStep;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one step did, and what it was proved by.
 *
 * <p>Exists so that each step can be checked by itself. Immutable and thread-safe.
 *
 * @param number the step's number in the plan, from 1
 * @param step the step
 * @param outcome how it ended
 * @param statement one sentence: what holds now, or why it does not
 * @param reasons why it was refused or failed, one each; empty when it went well
 * @param proofs what the outcome rests on
 * @param commands the commands that were sent to change something, in order
 * @param facts what it measured or chose, by name, such as {@code rows}; of a step that makes a standby {@code strategy}, {@code
 *     strategyReason}, and for each shorter way {@code notFOLLOW} and {@code notREWIND} with what spoke against it
 * @param attempts how often it was tried
 * @param startedAt when it began, by the controller's clock
 * @param elapsed how long it took
 * @param verdicts what was known of the servers that must not write beside a promotion; empty for steps that promote nothing
 * @since 0.1
 */
public record StepReport(
        int number,
        PlanStep step,
        Outcome outcome,
        String statement,
        List<String> reasons,
        List<Evidence> proofs,
        List<CommandReport> commands,
        Map<String, String> facts,
        int attempts,
        Instant startedAt,
        Duration elapsed,
        List<GuardVerdict> verdicts) {

    /**
     * Checks and copies the parts.
     *
     * @param number the step's number in the plan, from 1
     * @param step the step
     * @param outcome how it ended
     * @param statement one sentence: what holds now, or why it does not
     * @param reasons why it was refused or failed, one each; empty when it went well
     * @param proofs what the outcome rests on
     * @param commands the commands that were sent to change something, in order
     * @param facts what it measured, by name, such as {@code rows}
     * @param attempts how often it was tried
     * @param startedAt when it began, by the controller's clock
     * @param elapsed how long it took
     * @param verdicts what was known of the servers that must not write beside a promotion
     * @throws NullPointerException if a part is null
     */
    public StepReport {
        Checks.notNull(step, "step");
        Checks.notNull(outcome, "outcome");
        Checks.notNull(statement, "statement");
        reasons = List.copyOf(Checks.notNull(reasons, "reasons"));
        proofs = List.copyOf(Checks.notNull(proofs, "proofs"));
        commands = List.copyOf(Checks.notNull(commands, "commands"));
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(Checks.notNull(facts, "facts")));
        Checks.notNull(startedAt, "startedAt");
        Checks.notNull(elapsed, "elapsed");
        verdicts = List.copyOf(Checks.notNull(verdicts, "verdicts"));
    }

    /**
     * Makes the report of a step that promotes nothing.
     *
     * @param number the step's number in the plan, from 1
     * @param step the step
     * @param outcome how it ended
     * @param statement one sentence: what holds now, or why it does not
     * @param reasons why it was refused or failed, one each; empty when it went well
     * @param proofs what the outcome rests on
     * @param commands the commands that were sent to change something, in order
     * @param facts what it measured, by name, such as {@code rows}
     * @param attempts how often it was tried
     * @param startedAt when it began, by the controller's clock
     * @param elapsed how long it took
     * @throws NullPointerException if a part is null
     */
    public StepReport(
            int number,
            PlanStep step,
            Outcome outcome,
            String statement,
            List<String> reasons,
            List<Evidence> proofs,
            List<CommandReport> commands,
            Map<String, String> facts,
            int attempts,
            Instant startedAt,
            Duration elapsed) {
        this(
                number, step, outcome, statement, reasons, proofs, commands, facts, attempts, startedAt, elapsed,
                List.of());
    }

    /**
     * Gives the same report with another outcome.
     *
     * @param other the outcome
     * @return the report
     * @throws NullPointerException if it is null
     */
    public StepReport withOutcome(Outcome other) {
        return new StepReport(
                number, step, other, statement, reasons, proofs, commands, facts, attempts, startedAt, elapsed,
                verdicts);
    }
}
