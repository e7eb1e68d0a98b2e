package io.github.gpfailover.spi;

import io.github.gpfailover.internal.Checks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Tasks run side by side, each on a daemon thread that ends with its task, so that none keeps a program from ending. */
final class SideBySide {

    private SideBySide() {}

    /** Runs them, and waits no longer than that by the sleeper's clock. */
    static <T> List<Optional<T>> run(Sleeper clock, List<? extends Sleeper.Task<T>> tasks, Duration within)
            throws InterruptedException {
        Checks.notNull(tasks, "tasks");
        Checks.positive(within, "within");
        long began = clock.nanoTime();
        List<FutureTask<T>> futures = new ArrayList<>();
        try {
            for (Sleeper.Task<T> task : tasks) {
                futures.add(started(task));
            }
            return collected(clock, futures, began, within);
        } finally {
            futures.forEach(f -> f.cancel(true));
        }
    }

    private static <T> FutureTask<T> started(Sleeper.Task<T> task) {
        FutureTask<T> future = new FutureTask<>(task::run);
        Thread thread = new Thread(future, "gp-failover-side-by-side");
        thread.setDaemon(true);
        thread.start();
        return future;
    }

    private static <T> List<Optional<T>> collected(
            Sleeper clock, List<FutureTask<T>> futures, long began, Duration within) throws InterruptedException {
        List<Optional<T>> all = new ArrayList<>();
        RuntimeException first = null;
        for (Future<T> future : futures) {
            try {
                long left = within.toNanos() - (clock.nanoTime() - began);
                all.add(Optional.of(future.get(Math.max(0, left), TimeUnit.NANOSECONDS)));
            } catch (TimeoutException e) {
                all.add(Optional.empty());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                // An interrupt that the task met by itself is an end without a result.
                all.add(Optional.empty());
                if (first == null && e.getCause() instanceof RuntimeException unchecked) {
                    first = unchecked;
                }
            }
        }
        if (first != null) {
            throw first;
        }
        return all;
    }
}
