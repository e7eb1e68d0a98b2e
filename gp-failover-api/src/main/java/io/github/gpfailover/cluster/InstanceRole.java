package io.github.gpfailover.cluster;

import io.github.gpfailover.stability.Stable;

/**
 * What a server said of itself when it was asked to log somebody in.
 *
 * <p>It exists because the catalog says which server should be the master, and only the server itself which role it acts in.
 *
 * @since 0.1
 */
@Stable
public enum InstanceRole {
    /** It took a session and is not in recovery: it acts as a master, and can write. */
    MASTER,
    /**
     * It took a session as a master does, but a fence holds it that was proved to keep it from writing: a master cut off from its
     * segments by their routes still answers whoever reaches it (recordings 88 to 90). It is not counted among the masters.
     */
    FENCED,
    /** It refused the session as a standby does ("the database system is in recovery mode", with its replay position). */
    STANDBY,
    /** It refused the session because it is starting up, shutting down or recovering from a crash. */
    TRANSIENT,
    /** No postmaster runs, so nobody answers; sessions may have outlived it, as {@link Liveness} shows. */
    DOWN,
    /** It can't be determined. */
    UNKNOWN
}
