package io.github.gpfailover.core.internal.join;

import io.github.gpfailover.error.GpFailoverException;

/**
 * The signal that a program may still work on a directory. It exists so that nothing else is done with that directory: the next attempt
 * observes it anew.
 */
public final class UnendedException extends GpFailoverException {

    private static final long serialVersionUID = 1L;

    UnendedException(String message) {
        super(message, true, null);
    }
}
