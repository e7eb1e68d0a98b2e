package io.github.gpfailover.core.internal.jdbc;

import io.github.gpfailover.cluster.InstanceLocation;
import java.time.Duration;

/**
 * The source of sessions: the driver, or a caller's data source. It exists so that the rest need not know which. Thread-safe.
 */
public interface Login {

    /** How a session begins. */
    enum Mode {
        /** A session that the master dispatches to all segments. */
        DISPATCH,
        /** A session of one server alone, which needs no segment. */
        UTILITY;

        @Override
        public String toString() {
            return this == DISPATCH ? "dispatch" : "utility";
        }
    }

    /** Whether such a session can be asked for. */
    boolean offers(Mode mode);

    /**
     * Opens a session.
     *
     * @param at where
     * @param mode how it begins
     * @param utilityOption the option that makes it a utility session
     * @param within how long connecting, logging in and each answer may take
     * @return the session
     */
    Session open(InstanceLocation at, Mode mode, String utilityOption, Duration within) throws LoginFailedException;

    /** How a failure that holds no text of the server is reported: one line, no secret. */
    String told(Throwable failure);
}
