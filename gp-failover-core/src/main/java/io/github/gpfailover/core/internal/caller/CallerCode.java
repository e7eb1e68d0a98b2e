package io.github.gpfailover.core.internal.caller;

import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls of code that the library's caller supplied. They exist so that whatever that code returns or throws, and however long it takes,
 * the plan goes on by its own rules: a null, an error, an undeclared checked exception and a call without an end are failures like others.
 */
public final class CallerCode {

    private static final Logger LOG = LoggerFactory.getLogger(CallerCode.class);
    private static final Duration LEAST = Duration.ofSeconds(1);

    /** The end of a call: a value, or what was thrown. */
    private record End<T>(T value, Throwable thrown, Thread on) {}

    private CallerCode() {}

    /**
     * Calls it and waits for its end, but no longer than that. It runs on a thread that the sleeper chooses.
     *
     * @param what the call, for messages, such as "act() of the step x"
     * @param sleeper the source of waits
     * @param within how long to wait; a second where nothing is left
     * @param code the call
     * @param <T> what it gives
     * @return what it gave, not null
     * @throws CallerException if it gave null, threw, or did not end in time
     * @throws GpFailoverException if it threw one
     */
    public static <T> T call(String what, Sleeper sleeper, Duration within, Sleeper.Task<T> code)
            throws InterruptedException {
        Duration most = within.isZero() || within.isNegative() ? LEAST : within;
        List<Optional<End<T>>> ended = sleeper.together(List.of(() -> end(code)), most);
        if (ended.get(0).isEmpty()) {
            throw failed(
                    what + " did not return within " + most.toMillis()
                            + " ms; it was told to end, and what it does from now on is not seen",
                    false,
                    null);
        }
        return value(what, ended.get(0).get());
    }

    /**
     * Calls it on this thread, without a bound.
     *
     * @param what the call, for messages
     * @param code the call
     * @param <T> what it gives
     * @return what it gave, not null
     * @throws CallerException if it gave null or threw
     * @throws GpFailoverException if it threw one
     */
    public static <T> T here(String what, Sleeper.Task<T> code) throws InterruptedException {
        return value(what, end(code));
    }

    // Everything is caught: what is not contained here leaves the cluster where it is.
    private static <T> End<T> end(Sleeper.Task<T> code) {
        try {
            return new End<>(code.run(), null, Thread.currentThread());
        } catch (ThreadDeath e) {
            // Meant to end this thread: that is not a failure of the code.
            throw e;
        } catch (Throwable e) {
            return new End<>(null, e, Thread.currentThread());
        }
    }

    private static <T> T value(String what, End<T> end) throws InterruptedException {
        if (end.thrown() instanceof GpFailoverException known) {
            throw known;
        }
        if (end.thrown() instanceof InterruptedException interrupted && end.on().equals(Thread.currentThread())) {
            throw interrupted;
        }
        if (end.thrown() != null) {
            throw failed(what + " failed: " + ExceptionText.of(end.thrown()), true, end.thrown());
        }
        if (end.value() == null) {
            throw failed(what + " returned null", true, null);
        }
        return end.value();
    }

    private static CallerException failed(String message, boolean ended, Throwable cause) {
        if (cause == null) {
            LOG.warn("{}", message);
        } else {
            LOG.warn("{}\n{}", message, ExceptionText.trace(cause));
        }
        return new CallerException(message, ended, cause);
    }
}
