package io.github.gpfailover.step;

import io.github.gpfailover.internal.Checks;
import java.time.Duration;
import java.util.Map;

/**
 * Takes the standby out of the cluster, by {@code gpinitstandby -a -r} on the master.
 *
 * <p>Exists because a standby must be gone from the catalog before another can be made. Needs a master that dispatches. A cluster
 * without a standby satisfies it. The utility deletes the standby's data directory, as the vendor's procedure does; when the
 * standby's host can't be reached the utility took 264 s and exited 2 although the standby was removed (recordings {@code a1},
 * {@code a2}), so the catalog decides, and the directory that was left is noted as clean-up to be done.
 *
 * @param options deadline and retry policy
 * @since 0.1
 */
public record RemoveStandby(StepOptions options) implements PlanStep {

    /**
     * Checks the parts.
     *
     * @param options deadline and retry policy
     * @throws NullPointerException if the options are null
     */
    public RemoveStandby {
        Checks.notNull(options, "options");
    }

    @Override
    public String name() {
        return "removeStandby";
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of();
    }

    /**
     * Begins the step. Defaults: deadline 10 minutes, since commits on the master wait up to 300 s for a standby whose host
     * vanished (dialects §13); 2 attempts 5 s apart.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Gathers the step. Not thread-safe. */
    public static final class Builder extends StepBuilder<Builder> {

        private Builder() {
            super(Duration.ofMinutes(10), RetryPolicy.fixed(2, Duration.ofSeconds(5)));
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
        public RemoveStandby build() {
            return new RemoveStandby(options());
        }
    }
}
