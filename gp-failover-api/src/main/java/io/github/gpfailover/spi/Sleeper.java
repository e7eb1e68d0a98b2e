package io.github.gpfailover.spi;

import java.time.Duration;

/**
 * How time passes for the engine.
 *
 * <p>Exists so that waiting can be simulated: everything in the library that waits, or measures how long something took, does it
 * here. Implementations must be thread-safe.
 *
 * @since 0.1
 */
public interface Sleeper {

    /**
     * Waits.
     *
     * @param time how long; zero or less returns at once
     * @throws InterruptedException if the thread was interrupted
     */
    void sleep(Duration time) throws InterruptedException;

    /**
     * Gives a reading of a clock that only runs forward, whose differences tell elapsed time.
     *
     * @return nanoseconds since a moment that only this instance knows
     */
    long nanoTime();

    /**
     * Gives a sleeper that really waits.
     *
     * @return the system's sleeper
     */
    static Sleeper system() {
        return SystemSleeper.INSTANCE;
    }
}
