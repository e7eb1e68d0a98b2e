package io.github.gpfailover.testkit.postgres;

import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;

/** Time that passes only when a test says so. Who sleeps waits for that on a thread of its own. */
final class HandSetTime implements Sleeper {

    private long now;
    private int sleeping;
    private boolean silent;

    @Override
    public synchronized void sleep(Duration time) throws InterruptedException {
        long until = now + time.toNanos();
        sleeping++;
        notifyAll();
        try {
            while (now < until || silent) {
                wait();
            }
        } finally {
            sleeping--;
            notifyAll();
        }
    }

    @Override
    public synchronized long nanoTime() {
        return now;
    }

    /** Lets time pass, and waits until whoever it woke sleeps again or has ended. */
    synchronized void pass(Duration time) {
        now += time.toNanos();
        notifyAll();
    }

    /** Lets time pass while nobody gets to run, as in a process that is stopped; the sleepers never wake. */
    synchronized void leap(Duration time) {
        silent = true;
        now += time.toNanos();
    }

    /** Waits until so many sleep. */
    synchronized void awaitSleepers(int count) throws InterruptedException {
        while (sleeping < count) {
            wait();
        }
    }
}
