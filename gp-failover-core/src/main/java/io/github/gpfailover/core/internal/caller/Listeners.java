package io.github.gpfailover.core.internal.caller;

import io.github.gpfailover.FailoverListener;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The caller's listeners. The class exists so that none disturbs a move: what a listener throws is logged, and one that does not return, such
 * as a display whose terminal is held, receives nothing more.
 */
public final class Listeners {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
    private static final Duration MOST = Duration.ofSeconds(5);

    private final List<FailoverListener> all;
    private final Sleeper sleeper;

    /** Prepares the events of one execution. */
    public Listeners(List<FailoverListener> all, Sleeper sleeper) {
        this.all = new ArrayList<>(all);
        this.sleeper = sleeper;
    }

    /** Calls each listener, one at a time; also on a thread that was interrupted, whose status stays as it is. */
    public synchronized void tell(Consumer<FailoverListener> event) {
        boolean interrupted = Thread.interrupted();
        for (FailoverListener listener : List.copyOf(all)) {
            try {
                if (!told(listener, event)) {
                    all.remove(listener);
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean told(FailoverListener listener, Consumer<FailoverListener> event) throws InterruptedException {
        try {
            return CallerCode.call("the listener " + listener.getClass().getName(), sleeper, MOST, () -> {
                event.accept(listener);
                return true;
            });
        } catch (CallerException e) {
            // What it threw is in the log; one that may go on receives nothing more.
            return e.ended();
        } catch (GpFailoverException e) {
            LOG.warn("a listener failed and is ignored: {}", ExceptionText.trace(e));
            return true;
        }
    }
}
