package io.github.gpfailover.step;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Stable;
import java.time.Duration;

/**
 * What every step has: a deadline and a retry policy.
 *
 * <p>It exists because no step may take for ever: on a master whose standby's host vanished, a commit waited 298.8 s (recording 85).
 * Immutable and thread-safe.
 *
 * @param deadline how long the step may take, all attempts and waits included
 * @param retry how often it is tried
 * @since 0.1
 */
@Stable
public record StepOptions(Duration deadline, RetryPolicy retry) {

    /**
     * Checks the parts.
     *
     * @param deadline how long the step may take, all attempts and waits included
     * @param retry how often it is tried
     * @throws NullPointerException if a part is null
     * @throws IllegalArgumentException if the deadline is not positive
     */
    public StepOptions {
        Checks.positive(deadline, "deadline");
        Checks.notNull(retry, "retry");
    }
}
