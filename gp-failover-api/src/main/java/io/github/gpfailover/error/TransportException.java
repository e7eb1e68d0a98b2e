package io.github.gpfailover.error;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Stable;
import org.jspecify.annotations.Nullable;

/**
 * A command's end could not be learned: it was not delivered, ran out of time, or the line was lost.
 *
 * <p>It exists to distinguish "it failed" from "it can't be determined": after {@link Reason#TIMEOUT} and {@link Reason#LOST} the command
 * may have taken effect, and only an observation can show it. None of the reasons says that a server is stopped.
 *
 * <p>The {@linkplain #reason() reason} is for decisions, the {@linkplain #phase() phase} says how far it came.
 *
 * @since 0.1
 */
@Stable
public class TransportException extends GpFailoverException {

    private static final long serialVersionUID = 1L;

    /** How far it came. */
    public enum Phase {
        /** What is needed on this side: key files, known hosts, settings. */
        PREPARE,
        /** Finding the host's address. */
        RESOLVE,
        /** Making the connection. */
        CONNECT,
        /** Waiting for the server's greeting. */
        GREETING,
        /** Agreeing on keys, and checking who the host is. */
        KEY_EXCHANGE,
        /** Logging in. */
        LOGIN,
        /** Handing the command over. */
        START,
        /** Waiting for the command's end. */
        RUN
    }

    /** Why the end could not be learned. */
    public enum Reason {
        /** The host's name stands for no host. The command did not run. */
        UNKNOWN_HOST(false, false, Phase.RESOLVE),
        /** The host's name could not be resolved just now. The command did not run. */
        NAME_SERVICE(false, true, Phase.RESOLVE),
        /** No connection could be made, for a cause that has no reason of its own here. The command did not run. */
        CONNECT(false, true, Phase.CONNECT),
        /** The host, or something before it, said no: nothing listens there. The command did not run. */
        REFUSED(false, true, Phase.CONNECT),
        /** No answer came in time while the connection was made. The command did not run. */
        NO_ANSWER(false, true, Phase.CONNECT),
        /** The other side closed the connection before the command was handed over. It did not run. */
        CLOSED(false, true, Phase.CONNECT),
        /** Something on this side is missing, unreadable or wrong, for example a key file. The command did not run. */
        CONFIGURATION(false, false, Phase.PREPARE),
        /** The host's key is not the one that is known, or none is known. The command did not run. */
        HOST_KEY(false, false, Phase.KEY_EXCHANGE),
        /** The host did not accept the user. The command did not run. */
        AUTHENTICATION(false, false, Phase.LOGIN),
        /** The command could not be started, for example because no such program exists. It did not run. */
        NOT_STARTED(false, false, Phase.START),
        /** The command did not end within its time. It may have taken effect. */
        TIMEOUT(true, true, Phase.RUN),
        /** The connection broke while the command ran. It may have taken effect. */
        LOST(true, true, Phase.RUN);

        private final boolean mayHaveRun;
        private final boolean retryable;
        private final Phase phase;

        Reason(boolean mayHaveRun, boolean retryable, Phase phase) {
            this.mayHaveRun = mayHaveRun;
            this.retryable = retryable;
            this.phase = phase;
        }
    }

    /** Why the end could not be learned. */
    private final Reason reason;

    /** How far it came. */
    private final Phase phase;

    /** The host's name. */
    private final String host;

    /**
     * Makes an exception for the phase that the reason mostly belongs to.
     *
     * @param reason why the end could not be learned
     * @param host the host that the command was meant for
     * @param message what was tried, what was seen and what to do next; the host is named in front of it
     * @param cause what led to it, or null
     * @throws NullPointerException if the reason or the host is null
     */
    public TransportException(Reason reason, HostName host, String message, @Nullable Throwable cause) {
        this(reason, Checks.notNull(reason, "reason").phase, host, message, cause);
    }

    /**
     * Makes an exception.
     *
     * @param reason why the end could not be learned
     * @param phase how far it came
     * @param host the host that the command was meant for
     * @param message what was tried, what was seen and what to do next; the host is named in front of it
     * @param cause what led to it, or null
     * @throws NullPointerException if the reason, the phase or the host is null
     */
    public TransportException(Reason reason, Phase phase, HostName host, String message, @Nullable Throwable cause) {
        super(Checks.notNull(host, "host") + ": " + message, Checks.notNull(reason, "reason").retryable, cause);
        this.reason = reason;
        this.phase = Checks.notNull(phase, "phase");
        this.host = host.value();
    }

    /**
     * Gives why the end could not be learned.
     *
     * @return the reason
     */
    public final Reason reason() {
        return reason;
    }

    /**
     * Gives how far it came.
     *
     * @return the phase
     */
    public final Phase phase() {
        return phase;
    }

    /**
     * Gives the host that the command was meant for.
     *
     * @return the host
     */
    public final HostName host() {
        return HostName.of(host);
    }

    /**
     * Says whether the command may have taken effect.
     *
     * @return true for {@link Reason#TIMEOUT} and {@link Reason#LOST}
     */
    public final boolean mayHaveRun() {
        return reason.mayHaveRun;
    }
}
