package io.github.gpfailover.step;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Stable;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What every step has: a deadline and a retry policy.
 *
 * <p>It exists because no step may take for ever: on a master whose standby's host vanished, a commit waited 298.8 s (recording 85).
 * Made by the builder of a step. Immutable and thread-safe.
 *
 * @since 0.1
 */
@Stable
public final class StepOptions {

    private final Duration deadline;
    private final RetryPolicy retry;

    StepOptions(Duration deadline, RetryPolicy retry) {
        this.deadline = Checks.positive(deadline, "deadline");
        this.retry = Checks.notNull(retry, "retry");
    }

    /** {@return how long the step may take, all attempts and waits included} */
    public Duration deadline() {
        return deadline;
    }

    /** {@return how often it is tried} */
    public RetryPolicy retry() {
        return retry;
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof StepOptions other && deadline.equals(other.deadline) && retry.equals(other.retry);
    }

    @Override
    public int hashCode() {
        return Objects.hash(deadline, retry);
    }

    /** Returns deadline and policy as text. */
    @Override
    public String toString() {
        return "deadline " + deadline + ", " + retry;
    }
}
