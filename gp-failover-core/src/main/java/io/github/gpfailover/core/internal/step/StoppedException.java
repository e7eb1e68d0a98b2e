package io.github.gpfailover.core.internal.step;

import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.step.ReasonCode;

/**
 * The end of an act before it is sent: the deadline passed, the lease was lost, or the journal could not be written.
 */
public final class StoppedException extends GpFailoverException {

    private static final long serialVersionUID = 1L;

    private final ReasonCode code;

    public StoppedException(ReasonCode code, String message, Throwable cause) {
        super(message, false, cause);
        this.code = code;
    }

    /** What stopped it. */
    public ReasonCode code() {
        return code;
    }
}
