package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.SegmentInstance;
import io.github.gpfailover.testkit.internal.ServerDirectory;
import io.github.gpfailover.testkit.internal.Texts;
import io.github.gpfailover.testkit.internal.WalFiles;
import io.github.gpfailover.testkit.internal.WalPosition;
import io.github.gpfailover.testkit.internal.WalReader;
import io.github.gpfailover.testkit.internal.WalRecord;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * {@code pg_xlogdump -p DIR/pg_xlog -t TIMELINE [-r Transaction] [-x XID] -s POSITION [-n RECORDS]} (dd, de, e2, e5). Texts that no recording has
 * are those of its source in Greenplum 6 ({@code pg_xlogdump.c}, {@code xlogdesc.c}, {@code xlogreader.c}). A file that is not there is searched
 * for ten times, half a second apart.
 */
final class XlogdumpRule implements Rule {

    private static final int HEADER = 32;
    private static final String TRANSACTION = "Transaction";
    private static final Set<String> NEEDED = Set.of("-p", "-t", "-s");
    private static final Set<String> OPTIONS = Set.of("-p", "-t", "-s", "-r", "-n", "-x");
    private static final long OTHERS = 726;
    private static final long MISSING_MILLIS = 5_000;
    // The numbers that pg_controldata prints of each checkpoint (26).
    private static final String COUNTERS =
            "fpw true; xid 0/727; oid 12809; relfilenode 10164; multi 1; offset 0; oldest xid"
                    + " 701 in DB 1; oldest multi 1 in DB 1; oldest running xid 0; ";

    @Override
    public void run(Call call) {
        Map<String, String> options = options(call);
        String path = options.get("-p");
        ServerDirectory directory = path.endsWith("/pg_xlog")
                ? directory(call, path.substring(0, path.length() - "/pg_xlog".length()))
                : null;
        if (directory == null || directory.wal == null) {
            call.err
                    .append("pg_xlogdump: path \"")
                    .append(path)
                    .append("\" cannot be opened: No such file or directory\nTry \"pg_xlogdump --help\" for more"
                            + " information.\n");
            call.exit = 1;
            call.takes(20);
            return;
        }
        int timeline = Integer.parseInt(options.get("-t"));
        String[] halves = options.get("-s").split("/", 2);
        long from = Long.parseLong(halves[0], 16) << 32 | Long.parseLong(halves[1], 16);
        int most = Integer.parseInt(options.getOrDefault("-n", Integer.toString(Integer.MAX_VALUE)));
        long xid = Long.parseLong(options.getOrDefault("-x", "-1"));
        dump(call, directory, timeline, from, most, options.containsKey("-r"), xid);
        if (!call.pending()) {
            call.takes(20);
        }
    }

    private static ServerDirectory directory(Call call, String path) {
        for (SegmentInstance segment : call.host.segments) {
            if (segment.directory.equals(path)) {
                return segment.log.wal;
            }
        }
        return call.host.directories.get(path);
    }

    private static Map<String, String> options(Call call) {
        Map<String, String> options = new HashMap<>();
        for (int i = 1; i + 1 < call.words.size(); i += 2) {
            options.put(call.words.get(i), call.words.get(i + 1));
        }
        if (call.words.size() % 2 == 0
                || !OPTIONS.containsAll(options.keySet())
                || !options.keySet().containsAll(NEEDED)
                || !options.getOrDefault("-r", TRANSACTION).equals(TRANSACTION)) {
            throw call.unknown(
                    "only pg_xlogdump -p PATH -t TIMELINE [-r Transaction] [-x XID] -s POSITION [-n RECORDS] is known");
        }
        return options;
    }

    private static void dump(
            Call call, ServerDirectory directory, int timeline, long from, int most, boolean transactions, long only) {
        if (!WalFiles.has(directory, timeline, from)) {
            missing(call, timeline, from);
            return;
        }
        long end = WalFiles.end(directory, timeline);
        WalReader.Read read = WalReader.next(directory.wal, end, from);
        if (read == null) {
            fatal(call, "could not find a valid record after " + Texts.lsn(from));
            return;
        }
        if (read.start() != from && from % WalPosition.SEGMENT != 0) {
            call.out
                    .append("first record is after ")
                    .append(Texts.lsn(from))
                    .append(", at ")
                    .append(Texts.lsn(read.start()))
                    .append(", skipping over ")
                    .append(read.start() - from)
                    .append(" bytes\n");
        }
        Writers writers = new Writers(directory, end);
        WalReader.Read last = null;
        for (int printed = 0; printed < most && read != null; ) {
            if (!WalFiles.has(directory, timeline, read.start())) {
                missing(call, timeline, read.start());
                return;
            }
            boolean shown =
                    !transactions || (read.noted() != null && read.noted().isOfTransaction());
            // Read of shown records only: a log may have a million others.
            long xid = shown ? writers.xid(read) : 0;
            if (shown && (only < 0 || only == xid)) {
                print(call.out, read, directory, xid);
                printed++;
            }
            last = read;
            read = WalReader.next(directory.wal, end, read.end());
            if (read == null && printed < most) {
                ended(call, timeline, last, end);
            }
        }
    }

    private static void ended(Call call, int timeline, WalReader.Read last, long end) {
        if (end % WalPosition.SEGMENT == 0) {
            missing(call, timeline, end);
            return;
        }
        String why = end % WalPosition.PAGE == 0
                ? "invalid magic number 0000 in log segment " + WalFiles.name(timeline, end) + ", offset "
                        + end % WalPosition.SEGMENT
                : "record with zero length at " + Texts.lsn(WalPosition.recordStart(end));
        fatal(call, "error in WAL record at " + Texts.lsn(last.start()) + ": " + why);
    }

    private static void missing(Call call, int timeline, long position) {
        call.after(
                MISSING_MILLIS,
                () -> fatal(
                        call,
                        "could not find file \"" + WalFiles.name(timeline, position)
                                + "\": No such file or directory"));
    }

    private static void fatal(Call call, String text) {
        call.err.append("pg_xlogdump: FATAL:  ").append(text).append('\n');
        call.exit = 1;
    }

    private static void print(StringBuilder out, WalReader.Read read, ServerDirectory directory, long xid) {
        out.append(String.format(
                        Locale.ROOT,
                        "rmgr: %-11s len (rec/tot): %6d/%6d, tx: %10d, lsn: %X/%08X, prev %X/%08X, bkp: 0000, desc: ",
                        manager(read.noted()),
                        read.length() - HEADER,
                        read.length(),
                        xid,
                        read.start() >>> 32,
                        read.start() & 0xFFFF_FFFFL,
                        read.before() >>> 32,
                        read.before() & 0xFFFF_FFFFL))
                .append(read.noted() == null ? "insert: rel 1663/12094/16384; tid 0/1" : text(read.noted(), directory))
                .append('\n');
    }

    private static String manager(WalRecord noted) {
        if (noted == null) {
            return "Heap";
        }
        return noted.isOfTransaction() ? TRANSACTION : "XLOG";
    }

    /** The transactions that wrote the records of a log, which is read from its beginning to its end once. */
    private static final class Writers {

        private final ServerDirectory directory;
        private final long end;
        /** The noted record that follows those up to it; null once there is none, or before any was searched. */
        private WalReader.Read following;

        private boolean searched;

        Writers(ServerDirectory directory, long end) {
            this.directory = directory;
            this.end = end;
        }

        long xid(WalReader.Read read) {
            WalRecord noted = read.noted();
            if (noted == null) {
                return writer(read);
            }
            boolean own = noted.isOfTransaction() && noted.kind() != WalRecord.Kind.COMMIT_PREPARED;
            return own ? noted.commit().xid() : 0;
        }

        // What lies before a commit of the master alone is its own, from where its first record begins.
        private long writer(WalReader.Read read) {
            boolean passed = following != null && following.start() < read.end();
            if (!searched || passed) {
                following = read;
                while (following != null && following.noted() == null) {
                    following = WalReader.next(directory.wal, end, following.end());
                }
                searched = true;
            }
            boolean own = following != null
                    && following.noted().kind() == WalRecord.Kind.COMMIT
                    && following.noted().commit().from() < read.end();
            return own ? following.noted().commit().xid() : OTHERS;
        }
    }

    private static String text(WalRecord record, ServerDirectory directory) {
        String redo = Texts.lsn(record.start());
        return switch (record.kind()) {
            case CHECKPOINT_ONLINE, CHECKPOINT_SHUTDOWN ->
                "checkpoint: redo " + redo + "; tli " + record.timeline() + "; prev tli " + record.timeline() + "; "
                        + COUNTERS + (record.kind() == WalRecord.Kind.CHECKPOINT_SHUTDOWN ? "shutdown" : "online")
                        + ", checkpoint record data length = " + (record.length() - HEADER)
                        + ", DTX committed count 0, DTX data length 4, prepared transaction agg state count = 0";
            // Its time is not kept in the model.
            case END_OF_RECOVERY ->
                "end_of_recovery: tli " + record.timeline() + "; prev tli " + parent(record, directory)
                        + "; time 2026-11-22 05:05:00.000000 UTC";
            case DISTRIBUTED_COMMIT, DISTRIBUTED_FORGET, COMMIT, PREPARE, COMMIT_PREPARED, COMMIT_ONE_PHASE ->
                record.commit().text(record.kind());
            case BACKUP_END -> "backup end: " + redo;
            case SWITCH -> "xlog switch";
        };
    }

    private static int parent(WalRecord record, ServerDirectory directory) {
        int parent = record.timeline();
        for (ServerDirectory.Fork fork : directory.history) {
            parent = fork.timeline() < record.timeline() ? fork.timeline() : parent;
        }
        return parent;
    }
}
