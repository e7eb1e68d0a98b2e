package io.github.gpfailover.testkit;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.stability.Evolving;
import io.github.gpfailover.testkit.internal.SimTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The time of a simulated cluster: it moves only when somebody sleeps or a command runs.
 *
 * <p>It exists so that a test of five minutes of waiting takes microseconds, and the same run always meets the same times. It begins
 * at 2026-11-22T05:05:00Z, when the recordings were taken. Events that were scheduled run when their time is passed, in order,
 * on the thread that moved the time. Thread-safe.
 *
 * @since 0.1
 */
@Evolving
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

    /**
     * Does several things side by side in virtual time: each begins at the present, and the time after all of them is that of the
     * slowest. They run one after the other on the calling thread, so that the same run always meets the same times; a later one sees
     * what became of the cluster meanwhile, as if its commands had been a little late.
     *
     * @param tasks what to do
     * @param within how long to wait at the most; a task that takes longer gives nothing
     * @param <T> what a task gives
     * @return what came of each
     * @throws InterruptedException if the thread was interrupted
     * @throws NullPointerException if one is null
     * @throws RuntimeException what a task threw first, once all have ended
     */
    @Override
    public <T> List<Optional<T>> together(List<? extends Task<T>> tasks, Duration within) throws InterruptedException {
        Checks.notNull(tasks, "tasks");
        long allowed = Checks.positive(within, "within").toNanos();
        long outer;
        long began;
        synchronized (time) {
            outer = time.branch();
            began = time.now();
        }
        long slowest = began;
        RuntimeException first = null;
        List<Optional<T>> all = new ArrayList<>();
        try {
            for (Task<T> task : tasks) {
                synchronized (time) {
                    time.branchFrom(began);
                }
                Optional<T> result = Optional.empty();
                try {
                    result = Optional.of(task.run());
                } catch (RuntimeException e) {
                    first = first == null ? e : first;
                }
                long took = nanoTime() - began;
                all.add(took <= allowed ? result : Optional.empty());
                slowest = began + Math.max(slowest - began, Math.min(took, allowed));
            }
        } finally {
            synchronized (time) {
                time.branchFrom(outer < 0 ? outer : slowest);
            }
        }
        if (first != null) {
            throw first;
        }
        return all;
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
