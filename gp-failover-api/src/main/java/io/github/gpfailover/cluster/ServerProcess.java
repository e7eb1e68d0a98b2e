package io.github.gpfailover.cluster;

import io.github.gpfailover.internal.Checks;

/**
 * One process of an instance, as its host's process table shows it.
 *
 * <p>Exists because the processes, and not the port, tell whether an instance can still write; and because a fence ends exactly
 * those that were seen. Immutable and thread-safe.
 *
 * @param pid the process id
 * @param parentPid the id of its parent; 1 once its postmaster is gone
 * @param kind what it does
 * @param title the command column of the process table
 * @since 0.1
 */
public record ServerProcess(int pid, int parentPid, Kind kind, String title) {

    /** What a process of an instance does. */
    public enum Kind {
        /** The parent of all others, which takes connections. */
        POSTMASTER,
        /** Sends write-ahead log to a standby. */
        WAL_SENDER,
        /** Receives write-ahead log from a master. */
        WAL_RECEIVER,
        /** Serves a session. */
        SESSION,
        /** Any other, such as the logger or the checkpointer. */
        AUXILIARY
    }

    /**
     * Checks the parts.
     *
     * @param pid the process id
     * @param parentPid the id of its parent; 1 once its postmaster is gone
     * @param kind what it does
     * @param title the command column of the process table
     * @throws NullPointerException if the kind or the title is null
     * @throws IllegalArgumentException if the process id is less than 2
     */
    public ServerProcess {
        Checks.range(pid, "pid", 2, Integer.MAX_VALUE);
        Checks.notNull(kind, "kind");
        Checks.notNull(title, "title");
    }
}
