package io.github.gpfailover.testkit;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.testkit.internal.SimTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The time of a simulated cluster: it moves only when somebody sleeps or a command runs.
 *
 * <p>Exists so that a test of five minutes of waiting takes microseconds, and the same run always meets the same times. It begins
 * at 2026-11-22T05:05:00Z, when the recordings were taken. Events that were scheduled run when their time is passed, in order,
 * on the thread that moved the time. Thread-safe.
 *
 * @since 0.1
 */
public final class VirtualClock implements Sleeper, InstantSource {

    private final SimTime time = new SimTime();

    /** Makes a clock that stands at 2026-11-22T05:05:00Z. */
    public VirtualClock() {}

    /**
     * Moves the time forward at once.
     *
     * @throws InterruptedException if the thread was interrupted; the time is not moved then
     */
    @Override
    public void sleep(Duration length) throws InterruptedException {
        Checks.notNull(length, "time");
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before a sleep of " + length);
        }
        synchronized (time) {
            time.advanceTo(time.now() + Math.max(0, length.toNanos()));
        }
    }

    @Override
    public long nanoTime() {
        synchronized (time) {
            return time.now();
        }
    }

    @Override
    public Instant instant() {
        synchronized (time) {
            return time.instant();
        }
    }

    /**
     * Moves the time forward at once, whether or not the thread was interrupted.
     *
     * @param length how far; zero or more
     * @throws NullPointerException if the length is null
     * @throws IllegalArgumentException if it is negative
     */
    public void advance(Duration length) {
        if (Checks.notNull(length, "length").isNegative()) {
            throw new IllegalArgumentException("length was " + length + " but time does not go back");
        }
        synchronized (time) {
            time.advanceTo(time.now() + length.toNanos());
        }
    }

    /**
     * Has an event happen when that much time has passed, even if it passes in the midst of a command.
     *
     * @param after how long from now; zero or more
     * @param event what happens; it runs on the thread that moves the time
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if the time is negative
     */
    public void schedule(Duration after, Runnable event) {
        Checks.notNull(event, "event");
        if (Checks.notNull(after, "after").isNegative()) {
            throw new IllegalArgumentException("after was " + after + " but an event can't happen in the past");
        }
        synchronized (time) {
            time.at(time.now() + after.toNanos(), event);
        }
    }

    /** Returns the time that it shows. */
    @Override
    public String toString() {
        return instant().toString();
    }

    SimTime time() {
        return time;
    }
}
