package io.github.gpfailover.cluster;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Stable;
import java.util.Optional;

/**
 * One process of an instance, as its host's process table shows it.
 *
 * <p>It exists because the processes, and not the port, show whether an instance can still write; and because a fence ends exactly
 * those that were seen. Immutable and thread-safe.
 *
 * @param pid the process id
 * @param parentPid the id of its parent; 1 once its postmaster is gone
 * @param kind what it does
 * @param title the command column of the process table
 * @since 0.1
 */
@Stable
public record ServerProcess(int pid, int parentPid, Kind kind, String title) {

    private static final String STREAMING = "streaming ";

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

    /**
     * Gives how far a wal sender or wal receiver says in its title that it streamed, as in {@code wal receiver process   streaming
     * 0/24000128} (recording 82). A receiver writes it when all up to there is on its disk; what it has since then may be more.
     *
     * @return the position; empty while nothing was streamed, and for any other process
     */
    public Optional<Lsn> streamed() {
        int at = kind == Kind.WAL_SENDER || kind == Kind.WAL_RECEIVER ? title.lastIndexOf(STREAMING) : -1;
        if (at < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    Lsn.parse(title.substring(at + STREAMING.length()).strip()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
