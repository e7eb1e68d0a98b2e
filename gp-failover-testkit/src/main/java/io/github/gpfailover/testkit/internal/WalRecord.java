package io.github.gpfailover.testkit.internal;

/**
 * A record of the log that somebody asks for by its position. All other records are only bytes in the model.
 *
 * @param kind what it says
 * @param timeline the timeline that it was written on
 * @param start where it begins
 * @param length its length in bytes, its header included
 * @param end where the log ended after it
 * @param before where the record before it begins
 * @param commit what it says of a transaction; null if it is not of one
 */
public record WalRecord(Kind kind, int timeline, long start, int length, long end, long before, CommitNote commit) {

    /** What a record says. */
    public enum Kind {
        /** A checkpoint of a server that runs: 128 bytes with what aligns the next record (0/240000A8 to 0/24000128). */
        CHECKPOINT_ONLINE(124),
        /** The checkpoint that ends a server's work, or its crash recovery (recording dd). */
        CHECKPOINT_SHUTDOWN(124),
        /** The first record of a timeline. */
        END_OF_RECOVERY(48),
        /** The end of a base backup (from 0/80000A8 to 0/80000D0 in recording 26). */
        BACKUP_END(40),
        /** The decision to commit a distributed transaction (recording e2). */
        DISTRIBUTED_COMMIT(116),
        /** All segments have received it (recording e2). */
        DISTRIBUTED_FORGET(60),
        /** A segment's part of a distributed transaction is prepared; of an insert, as seen on a running 6.24.3. */
        PREPARE(408),
        /** It is committed (seen there). */
        COMMIT_PREPARED(104),
        /** A segment's transaction that needed no preparation (seen there). */
        COMMIT_ONE_PHASE(88),
        /** A transaction of the master alone; the length is from source, where nothing of the catalog changed. */
        COMMIT(44),
        /** The rest of the segment is empty. */
        SWITCH(32);

        /** Its length in bytes. */
        public final int length;

        Kind(int length) {
            this.length = length;
        }
    }

    /** Says whether it is of the resource manager Transaction. */
    public boolean isOfTransaction() {
        return commit != null;
    }

    /** Says whether a recovery can begin there. */
    public boolean isCheckpoint() {
        return kind == Kind.CHECKPOINT_ONLINE || kind == Kind.CHECKPOINT_SHUTDOWN;
    }
}
