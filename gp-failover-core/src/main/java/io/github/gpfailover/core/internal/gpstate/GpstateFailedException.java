package io.github.gpfailover.core.internal.gpstate;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.GpFailoverException;

/**
 * The error that gpstate itself reports. It exists to distinguish "gpstate could not determine it" from "gpstate's output is not
 * understood".
 */
public final class GpstateFailedException extends GpFailoverException {

    private static final long serialVersionUID = 1L;

    // Reasons have a few hundred characters (recording 47); garbage behind one may have any number.
    private static final int LONGEST = 1_000;

    private final String reason;

    /** Makes an exception; a reason that is too long to be one is cut. */
    public GpstateFailedException(HostName host, String command, String reason) {
        super(
                host + ": '" + command + "' could not observe the cluster: " + cut(reason)
                        + "; it needs a running master on the host that it is run on, nothing was decided from it",
                true,
                null);
        this.reason = cut(reason);
    }

    private static String cut(String reason) {
        return reason.length() > LONGEST ? reason.substring(0, LONGEST) + "…" : reason;
    }

    /** Gives the reason as gpstate printed it, which may have several lines. */
    public String reason() {
        return reason;
    }
}
