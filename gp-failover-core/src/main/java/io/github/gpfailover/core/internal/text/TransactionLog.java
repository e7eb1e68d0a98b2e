package io.github.gpfailover.core.internal.text;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.internal.BoundedOutput;
import io.github.gpfailover.spi.CommandResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The transactions in what {@code pg_xlogdump} printed of a log, and how far that log goes. It exists because the commit of a distributed
 * transaction is decided by a record of the master and noted by one of each segment (recordings e2, e5).
 *
 * @param entries the records of transactions, in order
 * @param first where the first record begins that was printed, of whatever kind; empty if none was
 * @param last where the last record of the log begins, printed or not, as far as the program says it
 * @param reached how far the log could be read
 * @param changing the local transactions that have a record beside the one that commits them, among what was printed
 */
public record TransactionLog(
        List<Entry> entries, Optional<Lsn> first, Optional<Lsn> last, Lsn reached, Set<Long> changing) {

    private static final String COMMAND = "pg_xlogdump";
    private static final String FATAL = "pg_xlogdump: FATAL:";
    private static final String NOTHING = "could not find a valid record after ";
    private static final String ERROR = "error in WAL record at ";
    private static final String FILE = "could not find file \"";
    private static final String GID = " gid = ";
    private static final int NAME = 24;
    // The size of a file of the log in Greenplum 6 (recording 26).
    private static final long SEGMENT = 64L << 20;

    /** What a record says. */
    public enum Kind {
        /** A segment has prepared its part. */
        PREPARE,
        /** A segment received the decision, and committed its part. */
        COMMIT_PREPARED,
        /** The master decided to commit. */
        DISTRIBUTED_COMMIT,
        /** A segment committed without preparation: one segment alone, or nothing but temporary rows. */
        ONE_PHASE_COMMIT,
        /** A server committed something of its own. */
        LOCAL_COMMIT,
        /** The same, and the record names nothing that it changed: a heartbeat's {@code txid_current()}, or a change of rows alone. */
        BARE_COMMIT,
        /** A server's session removed its temporary tables. */
        CLEAN_UP
    }

    /**
     * One record of a transaction.
     *
     * @param kind what it says
     * @param xid the local transaction that it is about
     * @param id the distributed transaction; empty where the record does not name it
     * @param time when it committed, by the server's clock; empty where the record does not have it
     * @param at where the record begins
     */
    public record Entry(Kind kind, long xid, String id, String time, Lsn at) {}

    /** Copies the entries. */
    public TransactionLog {
        entries = List.copyOf(entries);
        changing = Set.copyOf(changing);
    }

    /** Makes one of which it is not known which transactions changed something. */
    public TransactionLog(List<Entry> entries, Optional<Lsn> first, Optional<Lsn> last, Lsn reached) {
        this(entries, first, last, reached, Set.of());
    }

    /**
     * Reads the text. The program ends with an error at the end of each log, so the text of that error says how far it came, and not the
     * exit status.
     *
     * @throws UnreadableOutputException if a line is not understood or may be cut off, or the text of the end is not known
     */
    public static TransactionLog parse(HostName host, CommandResult result) {
        String stdout = result.stdout();
        List<Entry> entries = new ArrayList<>();
        Set<Long> changing = new HashSet<>();
        Lsn first = null;
        Lsn last = null;
        TextLines lines = new TextLines(stdout);
        while (lines.next()) {
            if (lines.blank() || lines.startsWith("\t") || lines.startsWith("first record is after ")) {
                continue;
            }
            if (!lines.complete() || BoundedOutput.isMark(stdout, lines.start(), lines.end())) {
                throw unreadable(host, "whole lines", lines.quote());
            }
            try {
                String line = lines.line();
                Lsn at = Lsn.parse(between(line, "lsn: ", ","));
                if (last != null && at.compareTo(last) <= 0) {
                    throw unreadable(host, "rising positions", lines.quote());
                }
                first = first == null ? at : first;
                last = at;
                long xid = Long.parseLong(between(line, ", tx: ", ",").strip());
                Optional<Entry> entry = line.startsWith("rmgr: Transaction ")
                        ? entry(line.substring(line.indexOf(" desc: ") + " desc: ".length()), xid, at)
                        : Optional.empty();
                entry.ifPresent(entries::add);
                if (entry.filter(e -> e.kind() == Kind.BARE_COMMIT).isEmpty()) {
                    changing.add(xid);
                }
            } catch (IllegalArgumentException e) {
                throw unreadable(host, "a line 'rmgr: NAME … tx: N, lsn: X/X, … desc: …'", lines.quote());
            }
        }
        String why = why(result.stderr());
        Lsn reached = reached(host, why, result.stderr());
        return new TransactionLog(entries, Optional.ofNullable(first), last(why, last), reached, changing);
    }

    /** The greatest number by prefix of the distributed transactions that the log decided. */
    public SortedMap<Long, Long> newestIds() {
        SortedMap<Long, Long> newest = new TreeMap<>();
        for (Entry entry : entries) {
            if (entry.kind() == Kind.DISTRIBUTED_COMMIT) {
                int dash = entry.id().indexOf('-');
                newest.merge(
                        Long.parseLong(entry.id().substring(0, dash)),
                        Long.parseLong(entry.id().substring(dash + 1)),
                        Math::max);
            }
        }
        return newest;
    }

    private static Optional<Lsn> last(String why, Lsn printed) {
        return why.startsWith(ERROR) ? Optional.of(Lsn.parse(between(why, ERROR, ":"))) : Optional.ofNullable(printed);
    }

    private static String why(String stderr) {
        String why = "";
        TextLines lines = new TextLines(stderr);
        while (lines.next()) {
            if (lines.startsWith(FATAL)) {
                why = lines.rest(FATAL.length());
            }
        }
        return why;
    }

    private static Optional<Entry> entry(String text, long xid, Lsn at) {
        if (text.strip().equals("prepare")) {
            return Optional.of(new Entry(Kind.PREPARE, xid, "", "", at));
        }
        if (text.startsWith("commit prepared ")) {
            int colon = text.indexOf(": ");
            int end = text.lastIndexOf(" gxid = ");
            if (colon < 0 || end < 0) {
                throw new IllegalArgumentException("no number of the local transaction, or no id");
            }
            long local = Long.parseLong(text.substring("commit prepared ".length(), colon));
            return Optional.of(new Entry(
                    Kind.COMMIT_PREPARED, local, id(text.substring(0, end)), time(text.substring(colon + 2)), at));
        }
        if (text.startsWith("distributed commit ")) {
            int end = text.lastIndexOf(", gxid = ");
            if (end < 0) {
                throw new IllegalArgumentException("no id");
            }
            String time = time(text.substring("distributed commit ".length()));
            return Optional.of(new Entry(Kind.DISTRIBUTED_COMMIT, xid, id(text.substring(0, end)), time, at));
        }
        if (text.startsWith("commit: ")) {
            String rest = text.substring("commit: ".length());
            if (rest.contains(GID)) {
                return Optional.of(new Entry(Kind.ONE_PHASE_COMMIT, xid, id(rest), time(rest), at));
            }
            Kind kind = removesTemporary(rest)
                    ? Kind.CLEAN_UP
                    : rest.indexOf(';') < 0 ? Kind.BARE_COMMIT : Kind.LOCAL_COMMIT;
            return Optional.of(new Entry(kind, xid, "", time(rest), at));
        }
        return Optional.empty();
    }

    /** The last one: what stands before it in the text of a distributed commit is no id (recording e2). */
    private static String id(String text) {
        String id = text.substring(text.lastIndexOf(GID) + GID.length()).strip();
        int dash = id.indexOf('-');
        if (dash < 1 || !digits(id, 0, dash) || !digits(id, dash + 1, id.length())) {
            throw new IllegalArgumentException("no distributed id");
        }
        return id;
    }

    private static boolean digits(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return to > from && to - from <= 10;
    }

    private static String time(String text) {
        int end = text.indexOf(';');
        int gid = text.indexOf(GID);
        int cut = end < 0 ? text.length() : end;
        return text.substring(0, gid >= 0 && gid < cut ? gid : cut).strip();
    }

    /** Files of temporary tables are named t_N (seen on a running 6.24.3). */
    private static boolean removesTemporary(String text) {
        int rels = text.indexOf("; rels: ");
        if (rels < 0 || text.contains("; subxacts:") || text.contains("; deldbs:")) {
            return false;
        }
        for (String path : text.substring(rels + "; rels: ".length()).strip().split(" ", -1)) {
            if (!path.substring(path.lastIndexOf('/') + 1).startsWith("t_")) {
                return false;
            }
        }
        return true;
    }

    private static Lsn reached(HostName host, String why, String stderr) {
        try {
            if (why.startsWith(NOTHING)) {
                return Lsn.parse(why.substring(NOTHING.length()).strip());
            }
            if (why.startsWith(FILE)) {
                return begin(why.substring(FILE.length(), FILE.length() + NAME));
            }
            if (why.startsWith(ERROR)) {
                Lsn at = Lsn.parse(between(why, ERROR, ":"));
                return later(at, end(why));
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // Reported below.
        }
        throw unreadable(
                host, "the words with which the program ends at the end of a log", why.isEmpty() ? stderr : why);
    }

    private static Lsn end(String why) {
        int position = why.lastIndexOf(" at ");
        int offset = why.indexOf("in log segment ");
        if (offset >= 0) {
            int name = offset + "in log segment ".length();
            long in = Long.parseLong(between(why + ",", "offset ", ","));
            return begin(why.substring(name, name + NAME)).plus(in);
        }
        if (position >= 0 && why.indexOf('/', position) > 0) {
            return Lsn.parse(why.substring(position + " at ".length()).strip());
        }
        return Lsn.parse("0/0");
    }

    private static Lsn begin(String file) {
        long number = Long.parseLong(file.substring(8, 16), 16) * ((1L << 32) / SEGMENT)
                + Long.parseLong(file.substring(16, 24), 16);
        return new Lsn(number * SEGMENT);
    }

    private static Lsn later(Lsn a, Lsn b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static String between(String text, String before, String after) {
        int from = text.indexOf(before);
        int to = from < 0 ? -1 : text.indexOf(after, from + before.length());
        if (to < 0) {
            throw new IllegalArgumentException("no " + before.strip().toLowerCase(Locale.ROOT));
        }
        return text.substring(from + before.length(), to);
    }

    private static UnreadableOutputException unreadable(HostName host, String expected, String line) {
        return new UnreadableOutputException(host, COMMAND, expected, UnexpectedLine.quote(line, 0, line.length()));
    }
}
