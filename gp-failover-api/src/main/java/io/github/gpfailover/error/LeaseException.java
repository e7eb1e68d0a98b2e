package io.github.gpfailover.error;

import io.github.gpfailover.stability.Evolving;
import org.jspecify.annotations.Nullable;

/**
 * A lease could not be asked for, since its store could not be used. Whether another engine works on the cluster is not known.
 *
 * <p>It exists because an engine that can't tell whether it is alone does nothing.
 *
 * @since 0.1
 */
@Evolving
public final class LeaseException extends GpFailoverException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param message what was tried, what was seen and what to do next
     * @param cause what led to it, or null
     */
    public LeaseException(String message, @Nullable Throwable cause) {
        super(message, true, cause);
    }
}
