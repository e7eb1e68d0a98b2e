package io.github.gpfailover.core.internal.caller;

import io.github.gpfailover.error.GpFailoverException;

/** A failure of code that the library's caller supplied. It exists so that such a failure is handled as every other one. */
public final class CallerException extends GpFailoverException {

    private static final long serialVersionUID = 1L;

    /** Whether the call has ended. */
    private final boolean ended;

    CallerException(String message, boolean ended, Throwable cause) {
        super(message, false, cause);
        this.ended = ended;
    }

    /** Whether the call has ended; one that was given up may go on. */
    public boolean ended() {
        return ended;
    }
}
