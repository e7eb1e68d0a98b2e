package io.github.gpfailover.core.internal.inspect;

/** Exists to tell what a server says to another host, where the controller itself can't see it. */
public enum Answer {
    /** It takes sessions: it is a master. */
    TAKES_SESSIONS,
    /** It refuses as a standby does. */
    STANDBY,
    /** It does not answer, or its answer tells nothing. */
    NOTHING
}
