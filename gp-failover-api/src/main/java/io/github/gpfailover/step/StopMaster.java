package io.github.gpfailover.step;

import io.github.gpfailover.internal.Checks;
import java.time.Duration;
import java.util.Map;

/**
 * Stops the master, by {@code pg_ctl stop -m fast} on its host, and proves from the process table that nothing of it is left.
 *
 * <p>Exists as the planned way to a promotion: smart mode, pg_ctl's default in Greenplum 6, hangs on an open client (recording
 * 40). Clients' sessions end. When the plan activates afterwards, the step is refused unless the standby is in sync, so that a
 * master is never stopped for a promotion that would be refused. A master that is proved stopped satisfies it. If the plan ends
 * before a promotion, the master is started again.
 *
 * @param options deadline and retry policy
 * @param immediateAtDeadline whether immediate mode may end a master that fast mode could not
 * @since 0.1
 */
public record StopMaster(StepOptions options, boolean immediateAtDeadline) implements PlanStep {

    /**
     * Checks the parts.
     *
     * @param options deadline and retry policy
     * @param immediateAtDeadline whether immediate mode may end a master that fast mode could not
     * @throws NullPointerException if the options are null
     */
    public StopMaster {
        Checks.notNull(options, "options");
    }

    @Override
    public String name() {
        return "stopMaster";
    }

    @Override
    public Map<String, Object> settings() {
        return immediateAtDeadline ? Map.of("immediateAtDeadline", true) : Map.of();
    }

    /**
     * Begins the step. Defaults: deadline 3 minutes, 2 attempts 1 s apart, fast mode only.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Gathers the step. Not thread-safe. */
    public static final class Builder extends StepBuilder<Builder> {

        private boolean immediateAtDeadline;

        private Builder() {
            super(Duration.ofMinutes(3), RetryPolicy.fixed(2, Duration.ofSeconds(1)));
        }

        /**
         * Lets immediate mode end a master that fast mode did not stop in the first half of the deadline. The master then skips its
         * shutdown checkpoint and recovers at its next start.
         *
         * @return this builder
         * @throws IllegalStateException if it was said already
         */
        public Builder immediateAtDeadline() {
            once("immediateAtDeadline");
            immediateAtDeadline = true;
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
        public StopMaster build() {
            return new StopMaster(options(), immediateAtDeadline);
        }
    }
}
