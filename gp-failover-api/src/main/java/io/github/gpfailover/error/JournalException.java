package io.github.gpfailover.error;

import io.github.gpfailover.stability.Stable;
import org.jspecify.annotations.Nullable;

/**
 * The journal could not be written or read.
 *
 * <p>It exists because nothing is done to a cluster that was not written down first: an engine that meets this stops before its next
 * act.
 *
 * @since 0.1
 */
@Stable
public final class JournalException extends GpFailoverException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param message what was tried, what was seen and what to do next
     * @param cause what led to it, or null
     */
    public JournalException(String message, @Nullable Throwable cause) {
        super(message, true, cause);
    }
}
