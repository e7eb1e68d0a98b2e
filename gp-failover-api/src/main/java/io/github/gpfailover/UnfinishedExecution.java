package io.github.gpfailover;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Evolving;
import java.time.Instant;
import java.util.Optional;

/**
 * An execution that may have changed something and did not end well, as the journal has it. It exists so that whoever takes over
 * after a crash finds what there is to resume. Immutable and thread-safe.
 *
 * @param executionId its id, for {@link FailoverEngine#resume(String)}
 * @param plan its plan, as {@link FailoverPlan#toJson()} writes it
 * @param begunAt when it began, by the clock of its controller
 * @param lastEntryAt when something was last written of it, by the clock of its controller
 * @param step the step that was last written of, from 1; 0 for the plan itself
 * @param outcome how its last run ended; empty if that run died
 * @since 0.1
 */
@Evolving
public record UnfinishedExecution(
        String executionId, String plan, Instant begunAt, Instant lastEntryAt, int step, Optional<Outcome> outcome) {

    /**
     * Checks the parts.
     *
     * @param executionId its id
     * @param plan its plan as JSON
     * @param begunAt when it began
     * @param lastEntryAt when something was last written of it
     * @param step the step that was last written of, from 1; 0 for the plan itself
     * @param outcome how its last run ended
     * @throws NullPointerException if a part is null
     * @throws IllegalArgumentException if the step is negative
     */
    public UnfinishedExecution {
        Checks.notNull(executionId, "execution id");
        Checks.notNull(plan, "plan");
        Checks.notNull(begunAt, "begun at");
        Checks.notNull(lastEntryAt, "last entry at");
        Checks.range(step, "step", 0, Integer.MAX_VALUE);
        Checks.notNull(outcome, "outcome");
    }
}
