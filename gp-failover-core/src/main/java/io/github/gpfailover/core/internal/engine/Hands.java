package io.github.gpfailover.core.internal.engine;

import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import java.time.Duration;

/** Exists to be all that a step can act with: what it does is journaled, reported and bounded by the step's deadline. */
public interface Hands {

    /**
     * Runs a command.
     *
     * @throws io.github.gpfailover.error.TransportException if its end could not be learned
     * @throws StoppedException if it was not sent: the deadline passed, the lease was lost, or the journal could not be written
     */
    CommandResult run(HostCommand command) throws InterruptedException;

    /** Does something else than a command that is to be journaled, bounded and reported as one: that transport does it. */
    CommandResult run(CommandTransport way, HostCommand command) throws InterruptedException;

    /** Waits, but not past the deadline. */
    void pause(Duration time) throws InterruptedException;

    /** What is left of the step's time. */
    Duration left();
}
