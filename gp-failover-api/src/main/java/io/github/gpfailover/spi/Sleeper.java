package io.github.gpfailover.spi;

import io.github.gpfailover.stability.Stable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How time passes for the engine: one thing after the other, or several side by side.
 *
 * <p>It exists so that waiting can be simulated: everything in the library that waits, measures how long something took, or does several
 * things at the same time, does it here. Implementations must be thread-safe.
 *
 * <p>For callers to implement: a method that is added later has a default.
 *
 * @since 0.1
 */
@Stable
public interface Sleeper {

    /**
     * Waits.
     *
     * @param time how long; zero or less returns at once
     * @throws InterruptedException if the thread was interrupted
     */
    void sleep(Duration time) throws InterruptedException;

    /**
     * Gives a reading of a clock that only runs forward, whose differences are elapsed time.
     *
     * @return nanoseconds since a moment that only this instance knows
     */
    long nanoTime();

    /**
     * One of several things that are done side by side.
     *
     * @param <T> what it gives
     * @since 0.1
     */
    @FunctionalInterface
    interface Task<T> {

        /**
         * Does it.
         *
         * @return its result, not null
         * @throws InterruptedException if it was asked to end, since its time was up or its caller was interrupted
         */
        T run() throws InterruptedException;
    }

    /**
     * Does several things side by side and waits for them, but no longer than that. So the whole takes as long as its slowest part.
     *
     * <p>Each task runs on a thread of its own, which is not the caller's. What has not ended in time is interrupted and given as
     * empty: nothing is known of it then, and it may still take effect. A sleeper of virtual time overrides this, so that the same
     * run always meets the same times.
     *
     * @param tasks what to do
     * @param within how long to wait at the most
     * @param <T> what a task gives
     * @return for each task, in their order, its result; empty for one that did not end in time
     * @throws InterruptedException if the calling thread was interrupted; all tasks were asked to end
     * @throws RuntimeException what a task threw, once all have ended or the time was up
     */
    default <T> List<Optional<T>> together(List<? extends Task<T>> tasks, Duration within) throws InterruptedException {
        return SideBySide.run(this, tasks, within);
    }

    /**
     * Gives a sleeper that really waits.
     *
     * @return the system's sleeper
     */
    static Sleeper system() {
        return SystemSleeper.INSTANCE;
    }
}
