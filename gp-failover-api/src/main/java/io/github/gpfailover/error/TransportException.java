package io.github.gpfailover.error;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.internal.Checks;

/**
 * A command's end could not be learned: it was not delivered, ran out of time, or the line was lost.
 *
 * <p>Exists to keep "it failed" apart from "it can't be told": after {@link Reason#TIMEOUT} and {@link Reason#LOST} the command
 * may have taken effect, and only an observation can tell. None of the reasons says that a server is stopped.
 *
 * @since 0.1
 */
public final class TransportException extends GpFailoverException {

    private static final long serialVersionUID = 1L;

    /** Why the end could not be learned. */
    public enum Reason {
        /** The host's name could not be resolved. The command did not run. */
        UNKNOWN_HOST(false, false),
        /** No connection could be made: refused, no route, or no answer. The command did not run. */
        CONNECT(false, true),
        /** The host's key is not the one that is known. The command did not run. */
        HOST_KEY(false, false),
        /** The host did not accept the user. The command did not run. */
        AUTHENTICATION(false, false),
        /** The command could not be started, for example because no such program exists. It did not run. */
        NOT_STARTED(false, false),
        /** The command did not end within its time. It may have taken effect. */
        TIMEOUT(true, true),
        /** The connection broke while the command ran. It may have taken effect. */
        LOST(true, true);

        private final boolean mayHaveRun;
        private final boolean retryable;

        Reason(boolean mayHaveRun, boolean retryable) {
            this.mayHaveRun = mayHaveRun;
            this.retryable = retryable;
        }
    }

    /** Why the end could not be learned. */
    private final Reason reason;

    /** The host's name. */
    private final String host;

    /**
     * Makes an exception.
     *
     * @param reason why the end could not be learned
     * @param host the host that the command was meant for
     * @param message what was tried, what was seen and what to do next; the host is named in front of it
     * @param cause what led to it, or null
     */
    public TransportException(Reason reason, HostName host, String message, Throwable cause) {
        super(Checks.notNull(host, "host") + ": " + message, Checks.notNull(reason, "reason").retryable, cause);
        this.reason = reason;
        this.host = host.value();
    }

    /**
     * Gives why the end could not be learned.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }

    /**
     * Gives the host that the command was meant for.
     *
     * @return the host
     */
    public HostName host() {
        return HostName.of(host);
    }

    /**
     * Tells whether the command may have taken effect.
     *
     * @return true for {@link Reason#TIMEOUT} and {@link Reason#LOST}
     */
    public boolean mayHaveRun() {
        return reason.mayHaveRun;
    }
}
