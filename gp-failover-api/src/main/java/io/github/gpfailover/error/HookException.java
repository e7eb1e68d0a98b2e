package io.github.gpfailover.error;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Stable;
import org.jspecify.annotations.Nullable;

/**
 * A hook of the caller's own could not do what it was to do.
 *
 * <p>It exists so that a hook can say why in the report, in a sentence of its own: any other exception is shown with its class.
 *
 * @since 0.1
 */
@Stable
public final class HookException extends GpFailoverException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param message what could not be done, without secrets; one line, it goes into reports and journals
     * @param cause what led to it, or null; it goes nowhere
     * @throws NullPointerException if the message is null
     * @throws IllegalArgumentException if the message is blank, longer than 500 characters or holds a control character
     */
    public HookException(String message, @Nullable Throwable cause) {
        super(Checks.sentence(message, "hook message"), false, cause);
    }
}
