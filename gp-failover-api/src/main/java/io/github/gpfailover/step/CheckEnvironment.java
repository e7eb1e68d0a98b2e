package io.github.gpfailover.step;

import io.github.gpfailover.internal.Checks;
import java.time.Duration;
import java.util.Map;

/**
 * Compares the hosts of master and standby: the same product version, the environment script in its place, the parent of the data
 * directory there, and what {@code ~/.bash_profile} sets for data directory and port.
 *
 * <p>Exists because an operator does this by eye before a move. A difference in version or a missing script refuses; a difference
 * in the profiles only warns, since the library doesn't rely on them. Changes nothing; repeating it looks again.
 *
 * @param options deadline and retry policy
 * @since 0.1
 */
public record CheckEnvironment(StepOptions options) implements PlanStep {

    /**
     * Checks the parts.
     *
     * @param options deadline and retry policy
     * @throws NullPointerException if the options are null
     */
    public CheckEnvironment {
        Checks.notNull(options, "options");
    }

    @Override
    public String name() {
        return "checkEnvironment";
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of();
    }

    /**
     * Begins the step. Defaults: deadline 1 minute, 2 attempts 2 s apart.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Gathers the step. Not thread-safe. */
    public static final class Builder extends StepBuilder<Builder> {

        private Builder() {
            super(Duration.ofMinutes(1), RetryPolicy.fixed(2, Duration.ofSeconds(2)));
        }

        @Override
        Builder self() {
            return this;
        }

        /**
         * Makes the step.
         *
         * @return the step
         */
        public CheckEnvironment build() {
            return new CheckEnvironment(options());
        }
    }
}
