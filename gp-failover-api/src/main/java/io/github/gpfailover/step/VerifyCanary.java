package io.github.gpfailover.step;

import io.github.gpfailover.stability.Evolving;
import java.time.Duration;

/**
 * The step that counts the rows of the last {@link WriteCanary} on the present master.
 *
 * <p>It exists as the proof that the move lost none of them. Changes nothing; repeating it counts again. Another number than was
 * written is a failure that no retry fixes.
 *
 * @since 0.1
 */
@Evolving
public final class VerifyCanary extends PlanStep {

    private VerifyCanary(Builder builder) {
        super("verifyCanary", builder);
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
        public VerifyCanary build() {
            return new VerifyCanary(this);
        }
    }
}
