package io.github.gpfailover.core.internal.run;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The time that a run has spent waiting for its own network. It exists because no deadline may pass while nobody can act or observe. */
final class Pauses {

    private final AtomicLong nanos = new AtomicLong();

    void add(Duration waited) {
        nanos.addAndGet(waited.toNanos());
    }

    long nanos() {
        return nanos.get();
    }
}
