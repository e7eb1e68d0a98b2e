package io.github.gpfailover.step;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Evolving;
import java.time.Duration;
import java.util.Map;

/**
 * The step that waits until the standby is in sync with the master, and proves it from both sides.
 *
 * <p>It exists because a new standby first has to catch up, and because no single source can be trusted: the master's view still said
 * {@code streaming}/{@code sync} 38 s after the standby's host lost power (recording {@code a0}). It holds when the master's view
 * says so with a small enough gap, {@code gpstate -f} calls the standby passive, and the process tables show a wal sender on the
 * master and a wal receiver on the standby. Changes nothing; repeating it observes again.
 *
 * @param options deadline and retry policy; each attempt is one observation
 * @param mostLagBytes the largest gap, in bytes, between what the master wrote and what the standby made durable
 * @since 0.1
 */
@Evolving
public record AwaitSync(StepOptions options, long mostLagBytes) implements PlanStep {

    private static final long DEFAULT_LAG = 1024L * 1024;

    /**
     * Checks the parts.
     *
     * @param options deadline and retry policy; each attempt is one observation
     * @param mostLagBytes the largest gap, in bytes, between what the master wrote and what the standby made durable
     * @throws NullPointerException if the options are null
     * @throws IllegalArgumentException if the gap is negative
     */
    public AwaitSync {
        Checks.notNull(options, "options");
        if (mostLagBytes < 0) {
            throw new IllegalArgumentException("mostLagBytes was " + mostLagBytes + " but must be 0 or more");
        }
    }

    @Override
    public String name() {
        return "awaitSync";
    }

    @Override
    public Map<String, Object> settings() {
        return mostLagBytes == DEFAULT_LAG ? Map.of() : Map.of("mostLagBytes", mostLagBytes);
    }

    /**
     * Begins the step. Defaults: deadline 10 minutes, observations 0.2 s apart at first and 1 s later, a gap of at most 1 MiB.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** The builder of the step. Not thread-safe. */
    public static final class Builder extends StepBuilder<Builder> {

        private long mostLagBytes = DEFAULT_LAG;

        private Builder() {
            super(Duration.ofMinutes(10), new RetryPolicy(620, Duration.ofMillis(200), 1.5, Duration.ofSeconds(1)));
        }

        /**
         * Says how far behind the standby may be. On a master that writes all the time the gap is hardly ever 0.
         *
         * @param bytes the largest gap in bytes
         * @return this builder
         * @throws IllegalArgumentException if it is negative
         * @throws IllegalStateException if it was said already
         */
        public Builder mostLagBytes(long bytes) {
            once("mostLagBytes");
            if (bytes < 0) {
                throw new IllegalArgumentException("mostLagBytes was " + bytes + " but must be 0 or more");
            }
            mostLagBytes = bytes;
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
        public AwaitSync build() {
            return new AwaitSync(options(), mostLagBytes);
        }
    }
}
