package io.github.gpfailover.step;

import io.github.gpfailover.stability.Evolving;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
 * @since 0.1
 */
@Evolving
public final class CheckHealth extends PlanStep {

    private final Optional<String> acceptDegraded;

    private CheckHealth(Builder builder) {
        super("checkHealth", builder);
        acceptDegraded = Optional.ofNullable(builder.acceptDegraded);
    }

    /**
     * Gives why a degraded cluster is accepted.
     *
     * @return the reason; empty to refuse it
     */
    public Optional<String> acceptDegraded() {
        return acceptDegraded;
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

        private @Nullable String acceptDegraded;

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
            acceptDegraded = reason("acceptDegraded", reason);
            return this;
        }

        @Override
        public CheckHealth build() {
            return new CheckHealth(this);
        }
    }
}
