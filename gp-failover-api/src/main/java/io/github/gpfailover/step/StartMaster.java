package io.github.gpfailover.step;

import io.github.gpfailover.internal.Checks;
import java.time.Duration;
import java.util.Map;

/**
 * Starts the newest master of a cluster that has none, by {@code pg_ctl start} on its host.
 *
 * <p>Exists because after a promotion two directories can be started, and only one of them is the cluster: the new master crashed, the
 * old one was stopped in order, and whoever starts the old one loses what was written since. The newest is the one with the highest
 * timeline, by {@code pg_control} and by the timeline histories in its log.
 *
 * <p>Refused unless every known server is proved stopped, runs as a standby, or is held by a fence, and every directory could be read, is
 * of one cluster, and names one newest master. Two directories of the same timeline are a person's decision. A master that serves
 * satisfies it, so a repeat does nothing. Nothing undoes it.
 *
 * @param options deadline and retry policy
 * @since 0.1
 */
public record StartMaster(StepOptions options) implements PlanStep {

    /**
     * Checks the parts.
     *
     * @param options deadline and retry policy
     * @throws NullPointerException if the options are null
     */
    public StartMaster {
        Checks.notNull(options, "options");
    }

    @Override
    public String name() {
        return "startMaster";
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of();
    }

    /**
     * Begins the step. Defaults: deadline 5 minutes, 3 attempts 2 s apart.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Gathers the step. Not thread-safe. */
    public static final class Builder extends StepBuilder<Builder> {

        private Builder() {
            super(Duration.ofMinutes(5), RetryPolicy.fixed(3, Duration.ofSeconds(2)));
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
        public StartMaster build() {
            return new StartMaster(options());
        }
    }
}
