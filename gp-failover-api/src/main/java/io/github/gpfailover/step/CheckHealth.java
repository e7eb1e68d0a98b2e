package io.github.gpfailover.step;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Evolving;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The step that checks whether the cluster is fit to be worked on: one master that dispatches, no contradiction between sources, every segment up
 * and in its preferred role, every mirror synchronised, and a standby (where the catalog names one) that runs as one and streams
 * with a lag that is known.
 *
 * <p>It exists because a planned move on a degraded cluster turns one fault into two. Changes nothing; repeating it observes again. Reads the
 * catalog, the process tables and {@code gpstate -s}, which alone shows a mirror that is down while the catalog still calls it up (recording 95).
 * Each fault is named in the reasons and, by its kind, in the report's facts, beside the standby's own answer, sync state and lag in bytes. A
 * cluster without a standby, a stream that is not {@code sync} and a lag above 1 MiB only warn: {@code awaitSync()} is the step that waits for
 * those.
 *
 * @param options deadline and retry policy
 * @param acceptDegraded why a degraded cluster is accepted; empty to refuse it
 * @since 0.1
 */
@Evolving
public record CheckHealth(StepOptions options, Optional<String> acceptDegraded) implements PlanStep {

    /**
     * Checks the parts.
     *
     * @param options deadline and retry policy
     * @param acceptDegraded why a degraded cluster is accepted; empty to refuse it
     * @throws NullPointerException if a part is null
     * @throws IllegalArgumentException if the reason is not one line
     */
    public CheckHealth {
        Checks.notNull(options, "options");
        Checks.notNull(acceptDegraded, "acceptDegraded").ifPresent(r -> Checks.sentence(r, "acceptDegraded reason"));
    }

    @Override
    public String name() {
        return "checkHealth";
    }

    @Override
    public Map<String, Object> settings() {
        return acceptDegraded
                .<Map<String, Object>>map(r -> Map.of("acceptDegraded", r))
                .orElse(Map.of());
    }

    /**
     * Begins the step. Defaults: deadline 2 minutes, 3 attempts 2 s apart, a degraded cluster is refused.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** The builder of the step. Not thread-safe. */
    public static final class Builder extends StepBuilder<Builder> {

        private String acceptDegraded;

        private Builder() {
            super(Duration.ofMinutes(2), RetryPolicy.fixed(3, Duration.ofSeconds(2)));
        }

        /**
         * Accepts segments that are down, out of their preferred role or not synchronised, and a standby that is not well; the report
         * warns of them.
         *
         * @param reason why, for the report
         * @return this builder
         * @throws NullPointerException if the reason is null
         * @throws IllegalArgumentException if the reason is blank, too long or holds control characters
         * @throws IllegalStateException if it was said already
         */
        public Builder acceptDegraded(String reason) {
            once("acceptDegraded");
            acceptDegraded = Checks.sentence(reason, "acceptDegraded reason");
            return this;
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
        public CheckHealth build() {
            return new CheckHealth(options(), Optional.ofNullable(acceptDegraded));
        }
    }
}
