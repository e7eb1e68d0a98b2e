package io.github.gpfailover.core.internal.join;

import io.github.gpfailover.error.GpFailoverException;

/** Exists to say that a program may still work on a directory, so that nothing else may be done with it: the next attempt looks again. */
public final class UnendedException extends GpFailoverException {

    private static final long serialVersionUID = 1L;

    UnendedException(String message) {
        super(message, true, null);
    }
}
