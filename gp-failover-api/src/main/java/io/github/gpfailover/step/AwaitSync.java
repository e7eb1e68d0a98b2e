package io.github.gpfailover.step;

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
 * @since 0.1
 */
@Evolving
public final class AwaitSync extends PlanStep {

    private static final long DEFAULT_LAG = 1024L * 1024;

    private final long mostLagBytes;

    private AwaitSync(Builder builder) {
        super("awaitSync", builder);
        mostLagBytes = builder.mostLagBytes;
    }

    /**
     * Gives the largest gap between what the master wrote and what the standby made durable.
     *
     * @return the gap, in bytes
     */
    public long mostLagBytes() {
        return mostLagBytes;
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
        public AwaitSync build() {
            return new AwaitSync(this);
        }
    }
}
