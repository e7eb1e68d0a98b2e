package io.github.gpfailover.step;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Evolving;
import java.time.Duration;
import java.util.Map;

/**
 * A step of the caller's own.
 *
 * <p>It exists so that a site's own work (moving a virtual address, informing a load balancer) takes part in observation, retry and
 * reporting like every other step.
 *
 * @since 0.1
 */
@Evolving
public final class Custom extends PlanStep {

    private final CustomStep step;

    private Custom(Builder builder) {
        super("step", builder);
        step = builder.step;
        Checks.sentence(step.name(), "the custom step's name");
    }

    /**
     * Gives what it does.
     *
     * @return the caller's step
     */
    public CustomStep step() {
        return step;
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of("name", step.name());
    }

    @Override
    Object identity() {
        return step;
    }

    /**
     * Begins the step. Defaults: deadline 5 minutes, 1 attempt.
     *
     * @param step what it does
     * @return a builder
     * @throws NullPointerException if the step is null
     */
    public static Builder builder(CustomStep step) {
        return new Builder(step);
    }

    /** The builder of the step. Not thread-safe. */
    public static final class Builder extends StepBuilder<Builder> {

        private final CustomStep step;

        private Builder(CustomStep step) {
            super(Duration.ofMinutes(5), RetryPolicy.fixed(1, Duration.ofSeconds(1)));
            this.step = Checks.notNull(step, "custom step");
        }

        @Override
        public Custom build() {
            return new Custom(this);
        }
    }
}
