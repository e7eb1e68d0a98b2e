package io.github.gpfailover.ssh.internal.line;

import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

/**
 * The rule on when a failed connection is tried again. It exists because a dead host must cost one connect timeout and not one a command: after a
 * failed connection nobody tries again for a pause that doubles with each failure. A server that hung up on a newcomer, as a busy one does, is
 * asked again at once, twice.
 */
final class Reconnect {

    private static final int ATTEMPTS = 3;
    private static final Duration FIRST_WAIT = Duration.ofMillis(50);
    private static final RetryConfig AT_ONCE = RetryConfig.<HostConnection>custom()
            .maxAttempts(ATTEMPTS)
            .intervalFunction(IntervalFunction.ofExponentialBackoff(FIRST_WAIT, 2))
            .retryOnException(e -> e instanceof TransportException t && t.reason() == Reason.CLOSED)
            .failAfterMaxAttempts(true)
            .build();

    private final CircuitBreaker breaker;
    private final Retry retry;

    Reconnect(String route, Duration firstPause, Duration longestPause) {
        IntervalFunction pause = IntervalFunction.ofExponentialBackoff(firstPause, 2, longestPause);
        CircuitBreakerConfig.Builder config = CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(1)
                .minimumNumberOfCalls(1)
                .failureRateThreshold(100)
                .permittedNumberOfCallsInHalfOpenState(1)
                .waitIntervalFunctionInOpenState(pause);
        breaker = CircuitBreaker.of(route, byUptime(config).build());
        retry = Retry.of(route, AT_ONCE);
    }

    /** Resilience4j has the method since 2.3. An older one, such as Spring Cloud brings, measures pauses by the wall clock. */
    private static CircuitBreakerConfig.Builder byUptime(CircuitBreakerConfig.Builder config) {
        try {
            return config.clock(new Uptime());
        } catch (NoSuchMethodError e) {
            return config;
        }
    }

    /** Asks for leave to connect; whoever gets it must report how it ended. */
    boolean mayConnect() {
        return breaker.tryAcquirePermission();
    }

    /** A connection was made. */
    void connected(long nanos) {
        breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
    }

    /** No connection could be made. */
    void failed(long nanos, Throwable why) {
        breaker.onError(nanos, TimeUnit.NANOSECONDS, why);
    }

    /** The pause is over: whoever asks next may connect. */
    void over() {
        breaker.reset();
    }

    /** Begins a connection with its repeats. */
    Retry.AsyncContext<HostConnection> attempts() {
        return retry.asyncContext();
    }

    /**
     * A clock that only runs forward. It exists because a machine whose clock is set back an hour must not be kept from
     * its hosts for that hour.
     */
    private static final class Uptime extends Clock {

        @Override
        public Instant instant() {
            return Instant.EPOCH.plusNanos(System.nanoTime());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
