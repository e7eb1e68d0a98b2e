package io.github.gpfailover.testkit.internal;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * What a record of a transaction in a log says (recordings e2, e5).
 *
 * @param id its distributed id; null for a transaction of the master alone
 * @param xid its local number on the master
 * @param at when it committed, in virtual nanoseconds
 * @param from where in the log the other records of the transaction begin; {@link Long#MAX_VALUE} if it has none that are told apart
 */
public record CommitNote(DistributedId id, long xid, long at, long from) {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS 'UTC'", Locale.ROOT);

    CommitNote(DistributedId id, long xid, long at) {
        this(id, xid, at, Long.MAX_VALUE);
    }

    /** Gives the text after {@code desc: } for a record of that kind. */
    public String text(WalRecord.Kind kind) {
        String time = TIME.format(SimTime.instant(at).atOffset(ZoneOffset.UTC));
        return switch (kind) {
            // The first gid of the recorded texts is no id: it changes with each process that prints.
            case DISTRIBUTED_COMMIT ->
                "distributed commit " + time + " gid = 503381184-0000022097 gid = " + id + ", gxid = " + id.counter();
            case DISTRIBUTED_FORGET -> "distributed forget  gid = " + id + ", gxid = " + id.counter();
            case COMMIT -> "commit: " + time;
            case PREPARE -> "prepare";
            case COMMIT_PREPARED ->
                "commit prepared " + xid + ": " + time + " gid = 2443684640-0000022099 gid = " + id + " gxid = "
                        + id.counter();
            case COMMIT_ONE_PHASE -> "commit: " + time + " gid = " + id;
            default -> throw new IllegalArgumentException("no transaction's record: " + kind);
        };
    }
}
