package io.github.gpfailover.core.internal.inspect;

/**
 * A server's answer to a login from another host. It exists because the controller itself may not reach that server.
 */
public enum Answer {
    /** It takes sessions: it is a master. */
    TAKES_SESSIONS,
    /** It refuses as a standby does. */
    STANDBY,
    /** It does not answer, or its answer shows nothing. */
    NOTHING
}
