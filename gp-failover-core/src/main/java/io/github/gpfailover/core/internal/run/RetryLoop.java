package io.github.gpfailover.core.internal.run;

import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.step.RetryPolicy;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * The loop of attempts, and the only class that knows Resilience4j. Its asynchronous context counts attempts and gives the waits, and our
 * sleeper waits: Resilience4j's own loop would sleep through a static of the whole JVM, and turn an interrupt into the step's last failure.
 */
final class RetryLoop<T> {

    /** One attempt. */
    interface Attempt<T> {
        T run(int number) throws InterruptedException;
    }

    private final RetryPolicy policy;
    private final RetryConfig config;
    private final Predicate<T> again;
    private final Predicate<T> looked;
    private final Sleeper sleeper;
    private final Deadline deadline;
    private final BiConsumer<T, Duration> beforeWait;

    /**
     * Makes a loop.
     *
     * @param policy how often and how long apart
     * @param again which results are to be tried again
     * @param looked which of them came of an observation alone: those use no attempt up, since attempts limit acts
     * @param sleeper waits
     * @param deadline no wait goes past it
     * @param beforeWait called before each wait
     */
    RetryLoop(
            RetryPolicy policy,
            Predicate<T> again,
            Predicate<T> looked,
            Sleeper sleeper,
            Deadline deadline,
            BiConsumer<T, Duration> beforeWait) {
        this.policy = policy;
        this.again = again;
        this.looked = looked;
        this.config = RetryConfig.<T>custom()
                .maxAttempts(policy.attempts())
                .intervalFunction(n -> policy.backoffAfter(n).toMillis())
                .retryOnResult(again)
                // What an attempt throws is unexpected: it ends the loop.
                .retryOnException(e -> false)
                .failAfterMaxAttempts(true)
                .build();
        this.sleeper = sleeper;
        this.deadline = deadline;
        this.beforeWait = beforeWait;
    }

    /**
     * Runs attempts until one is not to be tried again, the attempts are used up, or the next wait would pass the deadline. An attempt that
     * only looked uses none up.
     */
    T run(String name, Attempt<T> attempt) throws InterruptedException {
        Retry.AsyncContext<T> context = Retry.of(name, config).asyncContext();
        for (int number = 1; ; number++) {
            T result = attempt.run(number);
            if (!again.test(result)) {
                return result;
            }
            long wait =
                    looked.test(result) ? policy.backoffAfter(policy.attempts()).toMillis() : context.onResult(result);
            if (wait < 0 || deadline.left().toMillis() <= wait) {
                return result;
            }
            beforeWait.accept(result, Duration.ofMillis(wait));
            sleeper.sleep(Duration.ofMillis(wait));
        }
    }
}
