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
 * @param from where in the log the other records of the transaction begin; {@link Long#MAX_VALUE} if it has none that are distinguished
 * @param change what it does to the list of tables
 */
public record CommitNote(DistributedId id, long xid, long at, long from, TableChange change) {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS 'UTC'", Locale.ROOT);

    // What a new table makes the other sessions of a segment forget (g1, g2); the table's own oid follows.
    private static final String INVALIDATED =
            "; inval msgs: catcache 66 catcache 65 catcache 66 catcache 65 catcache 50 catcache 49 "
                    + "catcache 7 catcache 6 ".repeat(8) + "catcache 34 snapshot 2608 relcache ";
    // Lengths of the records with such a text (e2, g1).
    private static final int PREPARE_OF_TABLE = 1048;
    private static final int COMMIT_OF_TABLE = 504;
    private static final int COMMIT_OF_DROP = 132;

    /** Gives the length of its record of that kind. */
    public int length(WalRecord.Kind kind) {
        return switch (kind) {
            case PREPARE -> change.created() > 0 ? PREPARE_OF_TABLE : kind.length;
            case COMMIT_PREPARED -> change.created() > 0 ? COMMIT_OF_TABLE : kind.length;
            case DISTRIBUTED_COMMIT -> change.dropped() > 0 ? COMMIT_OF_DROP : kind.length;
            default -> kind.length;
        };
    }

    CommitNote(DistributedId id, long xid, long at, long from) {
        this(id, xid, at, from, TableChange.NONE);
    }

    CommitNote(DistributedId id, long xid, long at, TableChange change) {
        this(id, xid, at, Long.MAX_VALUE, change);
    }

    /** Gives the text after {@code desc: } for a record of that kind. */
    public String text(WalRecord.Kind kind) {
        String time = TIME.format(SimTime.instant(at).atOffset(ZoneOffset.UTC));
        return switch (kind) {
            // The first gid of the recorded texts is no id: it changes with each process that prints.
            case DISTRIBUTED_COMMIT ->
                "distributed commit " + time + removed() + " gid = 503381184-0000022097 gid = " + id + ", gxid = "
                        + id.counter();
            case DISTRIBUTED_FORGET -> "distributed forget  gid = " + id + ", gxid = " + id.counter();
            case COMMIT -> "commit: " + time;
            case PREPARE -> "prepare";
            case COMMIT_PREPARED ->
                "commit prepared " + xid + ": " + time + invalidated() + " gid = 2443684640-0000022099 gid = " + id
                        + " gxid = " + id.counter();
            case COMMIT_ONE_PHASE -> "commit: " + time + " gid = " + id;
            default -> throw new IllegalArgumentException("no transaction's record: " + kind);
        };
    }

    private String invalidated() {
        return change.created() > 0 ? INVALIDATED + change.created() : "";
    }

    private String removed() {
        return change.dropped() > 0 ? "; rels: base/12812/" + change.dropped() : "";
    }
}
