package io.github.gpfailover.core.internal.job;

import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;

/**
 * The pauses between questions about a job: short at first, longer later, and never beyond a deadline. Not thread-safe.
 */
public final class Polling {

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LEAST_FOR_COMMAND = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(10_000);

    private final Sleeper sleeper;
    private final long began;
    private final Duration most;
    private Duration pause = Duration.ofMillis(20);

    /**
     * Begins now.
     *
     * @param deadline how long to go on
     * @param sleeper measures and waits
     */
    public Polling(Duration deadline, Sleeper sleeper) {
        this.sleeper = sleeper;
        most = deadline.compareTo(LONGEST) > 0 ? LONGEST : deadline;
        began = sleeper.nanoTime();
    }

    /** Gives what is left, at least a second, so that a question always has a positive time. */
    public Duration leftForCommand() {
        Duration left = left();
        return left.compareTo(LEAST_FOR_COMMAND) < 0 ? LEAST_FOR_COMMAND : left;
    }

    /** Waits until the next question; false if the deadline has passed. */
    public boolean pause() throws InterruptedException {
        Duration left = left();
        if (left.isZero() || left.isNegative()) {
            return false;
        }
        sleeper.sleep(left.compareTo(pause) < 0 ? left : pause);
        Duration longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
        return true;
    }

    private Duration left() {
        return most.minusNanos(sleeper.nanoTime() - began);
    }
}
