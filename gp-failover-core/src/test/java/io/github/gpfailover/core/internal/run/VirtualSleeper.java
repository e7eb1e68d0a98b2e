package io.github.gpfailover.core.internal.run;

import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A clock that moves when somebody waits, and remembers each wait. */
final class VirtualSleeper implements Sleeper {

    final List<Duration> waits = new ArrayList<>();
    private long now;

    @Override
    public void sleep(Duration time) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        waits.add(time);
        pass(time);
    }

    void pass(Duration time) {
        now += time.toNanos();
    }

    @Override
    public long nanoTime() {
        return now;
    }
}
