package io.github.gpfailover.testkit.internal;

/** What the segments prepared for a commit of a master that waits for its standby. */
public final class PreparedWrite {

    /** Whether a newer master took it back: its recovery ends what it does not know (recording 85). */
    public boolean aborted;
    /** Whether the sessions that prepared it were ended, so that the segments are told over new ones. */
    public boolean unconfirmed;
}
