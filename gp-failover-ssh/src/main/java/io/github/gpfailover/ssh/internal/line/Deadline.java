package io.github.gpfailover.ssh.internal.line;

import java.time.Duration;

/** A time limit that spans several waits. */
public final class Deadline {

    private static final Duration LONGEST = Duration.ofDays(10_000);

    private final long end;

    private Deadline(long end) {
        this.end = end;
    }

    /** Begins a time limit. */
    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + (time.compareTo(LONGEST) > 0 ? LONGEST : time).toNanos());
    }

    /** Gives the nanoseconds that are left, at least 0. */
    public long left() {
        return Math.max(0, end - System.nanoTime());
    }

    /** Gives the milliseconds that are left, at least 1, for waits that take 0 for ever. */
    public int leftMillis() {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, left() / 1_000_000));
    }
}
