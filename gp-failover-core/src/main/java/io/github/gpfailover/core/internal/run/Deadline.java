package io.github.gpfailover.core.internal.run;

import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;

/**
 * A step's deadline on a clock that only runs forward. It exists so that nobody's setting of a wall clock shortens or lengthens a step.
 */
public final class Deadline {

    private final Sleeper sleeper;
    private final long end;
    private final Pauses pauses;
    private final long pausedBefore;

    private Deadline(Sleeper sleeper, long end, Pauses pauses) {
        this.sleeper = sleeper;
        this.end = end;
        this.pauses = pauses;
        this.pausedBefore = pauses.nanos();
    }

    /** Begins a deadline now. */
    public static Deadline in(Duration time, Sleeper sleeper) {
        return in(time, sleeper, new Pauses());
    }

    /** Begins a deadline now that is put off by each pause since. */
    static Deadline in(Duration time, Sleeper sleeper, Pauses pauses) {
        return new Deadline(sleeper, sleeper.nanoTime() + time.toNanos(), pauses);
    }

    /** Gives what is left; negative once it has passed. */
    public Duration left() {
        return Duration.ofNanos(end + pauses.nanos() - pausedBefore - sleeper.nanoTime());
    }

    /** Gives what is left, at least a second, so that a command always has a positive time. */
    public Duration leftForCommand() {
        Duration left = left();
        return left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left;
    }

    /** Says whether it has passed. */
    public boolean passed() {
        return left().compareTo(Duration.ZERO) <= 0;
    }
}
