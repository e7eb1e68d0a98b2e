package io.github.gpfailover.error;

import io.github.gpfailover.stability.Stable;
import org.jspecify.annotations.Nullable;

/**
 * The root of everything that this library throws beside the exceptions of the JDK for wrong arguments.
 *
 * <p>It exists so that a caller can catch all of it in one place, and can ask whether trying again may help without knowing the
 * type.
 *
 * @since 0.1
 */
@Stable
public abstract class GpFailoverException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Whether trying again may help. */
    private final boolean retryable;

    /**
     * Makes an exception.
     *
     * @param message what was tried, where, what was seen and what to do next
     * @param retryable whether trying again, with nothing changed by hand, may help
     * @param cause what led to it, or null
     */
    protected GpFailoverException(String message, boolean retryable, @Nullable Throwable cause) {
        super(message, cause);
        this.retryable = retryable;
    }

    /**
     * Says whether trying again, with nothing changed by hand, may help.
     *
     * @return true if it may
     */
    public final boolean retryable() {
        return retryable;
    }
}
