package io.github.gpfailover.spi;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The sleeper on the machine's clock. It exists so that only one place in the library really waits. */
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
