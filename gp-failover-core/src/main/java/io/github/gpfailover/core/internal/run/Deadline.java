package io.github.gpfailover.core.internal.run;

import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;

/**
 * A step's deadline on a clock that only runs forward. It exists so that nobody's setting of a wall clock shortens or lengthens a step.
 */
public final class Deadline {

    private final Sleeper sleeper;
    private final long end;

    private Deadline(Sleeper sleeper, long end) {
        this.sleeper = sleeper;
        this.end = end;
    }

    /** Begins a deadline now. */
    public static Deadline in(Duration time, Sleeper sleeper) {
        return new Deadline(sleeper, sleeper.nanoTime() + time.toNanos());
    }

    /** Gives what is left; negative once it has passed. */
    public Duration left() {
        return Duration.ofNanos(end - sleeper.nanoTime());
    }

    /** Gives what is left, at least a second, so that a command always has a positive time. */
    public Duration leftForCommand() {
        Duration left = left();
        return left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left;
    }

    /** Says whether it has passed. */
    public boolean passed() {
        return end - sleeper.nanoTime() <= 0;
    }
}
