package io.github.gpfailover.spi;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Exists to be the one place in the library that really waits. */
enum SystemSleeper implements Sleeper {
    INSTANCE;

    @Override
    public void sleep(Duration time) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        TimeUnit.NANOSECONDS.sleep(Math.max(0, time.toNanos()));
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }
}
