package io.github.gpfailover.step;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Evolving;
import java.time.Duration;
import java.util.Map;

/**
 * The step that counts the rows of the last {@link WriteCanary} on the present master.
 *
 * <p>It exists as the proof that the move lost none of them. Changes nothing; repeating it counts again. Another number than was
 * written is a failure that no retry fixes.
 *
 * @param options deadline and retry policy
 * @since 0.1
 */
@Evolving
public record VerifyCanary(StepOptions options) implements PlanStep {

    /**
     * Checks the parts.
     *
     * @param options deadline and retry policy
     * @throws NullPointerException if the options are null
     */
    public VerifyCanary {
        Checks.notNull(options, "options");
    }

    @Override
    public String name() {
        return "verifyCanary";
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of();
    }

    /**
     * Begins the step. Defaults: deadline 2 minutes, 3 attempts 1 s apart.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** The builder of the step. Not thread-safe. */
    public static final class Builder extends StepBuilder<Builder> {

        private Builder() {
            super(Duration.ofMinutes(2), RetryPolicy.fixed(3, Duration.ofSeconds(1)));
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
        public VerifyCanary build() {
            return new VerifyCanary(options());
        }
    }
}
