package io.github.gpfailover.step;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.internal.Parts;
import io.github.gpfailover.stability.Stable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How often a step is tried, and how long is waited between.
 *
 * <p>It exists because what may be repeated is the whole of observe, decide, act and observe, never a command by itself. A step's builder
 * changes the policy that its step has by default. Immutable and thread-safe.
 *
 * @since 0.1
 */
@Stable
public final class RetryPolicy {

    private static final Parts<RetryPolicy> PARTS = Parts.of(RetryPolicy.class)
            .and("attempts", RetryPolicy::attempts)
            .and("backoff", RetryPolicy::backoff)
            .and("multiplier", RetryPolicy::multiplier)
            .and("longestBackoff", RetryPolicy::longestBackoff);

    private final int attempts;
    private final Duration backoff;
    private final double multiplier;
    private final Duration longestBackoff;

    RetryPolicy(int attempts, Duration backoff, double multiplier, Duration longestBackoff) {
        Checks.range(attempts, "attempts", 1, 100_000);
        Checks.positive(backoff, "backoff");
        if (!(multiplier >= 1 && multiplier <= 10)) {
            throw new IllegalArgumentException("multiplier was " + multiplier + " but must be 1 to 10");
        }
        Checks.positive(longestBackoff, "longest backoff");
        if (backoff.compareTo(longestBackoff) > 0) {
            throw new IllegalArgumentException("backoff was " + backoff + " but the longest backoff is "
                    + longestBackoff + ": write a backoff that is no longer, or raise longestBackoff");
        }
        this.attempts = attempts;
        this.backoff = backoff;
        this.multiplier = multiplier;
        this.longestBackoff = longestBackoff;
    }

    /**
     * Gives a policy that waits the same time after each attempt.
     *
     * @param attempts the most attempts
     * @param backoff how long to wait
     * @return the policy
     * @throws IllegalArgumentException if a part is outside its range
     */
    public static RetryPolicy fixed(int attempts, Duration backoff) {
        return new RetryPolicy(attempts, backoff, 1, backoff);
    }

    /** {@return the most attempts, the first included, 1 to 100,000} */
    public int attempts() {
        return attempts;
    }

    /** {@return how long to wait after the first attempt} */
    public Duration backoff() {
        return backoff;
    }

    /** {@return what the wait is multiplied by after each further attempt, 1 to 10} */
    public double multiplier() {
        return multiplier;
    }

    /** {@return the longest wait} */
    public Duration longestBackoff() {
        return longestBackoff;
    }

    /**
     * Gives how long to wait after an attempt.
     *
     * @param attempt the attempt's number, from 1
     * @return the wait
     * @throws IllegalArgumentException if the number is less than 1
     */
    public Duration backoffAfter(int attempt) {
        Checks.range(attempt, "attempt", 1, Integer.MAX_VALUE);
        double millis = backoff.toMillis() * Math.pow(multiplier, attempt - 1.0);
        return millis >= longestBackoff.toMillis() ? longestBackoff : Duration.ofMillis((long) millis);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return PARTS.equal(this, other);
    }

    @Override
    public int hashCode() {
        return PARTS.hash(this);
    }

    /** Returns the policy as text. */
    @Override
    public String toString() {
        return attempts + (attempts == 1 ? " attempt" : " attempts") + ", backoff " + backoff
                + (multiplier == 1 ? "" : " x" + multiplier + " up to " + longestBackoff);
    }

    /** The builder of a policy. It begins with what a step has by default. Not thread-safe. */
    public static final class Builder {

        private final Given given = new Given();
        private int attempts;
        private Duration backoff;
        private double multiplier;
        private Duration longestBackoff;

        Builder(RetryPolicy from) {
            attempts = from.attempts;
            backoff = from.backoff;
            multiplier = from.multiplier;
            longestBackoff = from.longestBackoff;
        }

        /**
         * Says how often the step is tried at most.
         *
         * @param most the most attempts, the first included
         * @return this builder
         * @throws IllegalStateException if it was set already
         */
        public Builder attempts(int most) {
            given.once("attempts");
            attempts = most;
            return this;
        }

        /**
         * Says how long to wait after the first attempt. A longest wait below it is raised to it.
         *
         * @param wait how long
         * @return this builder
         * @throws NullPointerException if it is null
         * @throws IllegalStateException if it was set already
         */
        public Builder backoff(Duration wait) {
            given.once("backoff");
            backoff = Checks.notNull(wait, "backoff");
            if (wait.compareTo(longestBackoff) > 0) {
                longestBackoff = wait;
            }
            return this;
        }

        /**
         * Says what the wait is multiplied by after each further attempt.
         *
         * @param factor the factor, 1 to 10
         * @return this builder
         * @throws IllegalStateException if it was set already
         */
        public Builder multiplier(double factor) {
            given.once("multiplier");
            multiplier = factor;
            return this;
        }

        /**
         * Says how long a wait may become.
         *
         * @param wait the longest wait
         * @return this builder
         * @throws IllegalStateException if it was set already
         */
        public Builder longestBackoff(Duration wait) {
            given.once("longestBackoff");
            longestBackoff = Checks.notNull(wait, "longest backoff");
            return this;
        }

        RetryPolicy build() {
            return new RetryPolicy(attempts, backoff, multiplier, longestBackoff);
        }
    }
}
