package io.github.gpfailover.testkit.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** A data directory of a master or standby on a host's disk: what stays when the server ends. */
public final class ServerDirectory {

    /** The marker of a standby. */
    public static final String RECOVERY_CONF = "recovery.conf";
    /** What a promotion makes of the marker. */
    public static final String RECOVERY_DONE = "recovery.done";
    /** The file that a running server keeps its process number in. */
    public static final String PID_FILE = "postmaster.pid";
    /** The file that holds the server's dbid. */
    public static final String AUTO_CONF = "internal.auto.conf";
    /** The file that says who may log in. */
    public static final String ACCESS_FILE = "pg_hba.conf";
    /** The file that says where the next start is to begin its recovery. */
    public static final String BACKUP_LABEL = "backup_label";
    /** The file that names the version of the directory. */
    public static final String VERSION_FILE = "PG_VERSION";
    /** What it holds. */
    public static final String VERSION = "9.4\n";
    /** The file that the model does not keep among {@link #files}, since {@link #control} stands for it. */
    public static final String CONTROL_FILE = "global/pg_control";

    /** Where a timeline ended and the next began. */
    public record Fork(int timeline, long position) {}

    /** Small text files by name. */
    public final Map<String, String> files = new HashMap<>();
    /** The forks that led to {@link #timeline}. */
    public final List<Fork> history = new ArrayList<>();
    /** What its pg_control says, if {@link #systemIdentifier} says that there is one. */
    public final ControlFile control = new ControlFile();
    /** The end of its server's log. */
    final ServerLog log = new ServerLog();
    /** The names of its tablespaces, all of them outside. */
    public final TreeSet<String> tablespaces = new TreeSet<>();

    /** Where it lies; a rename changes it. */
    public String path;
    /** The system identifier of its pg_control; 0 for a directory that has none. */
    public long systemIdentifier;
    /** The timeline that the server writes or replays. */
    public int timeline = 1;
    /** Its write-ahead log, up to {@link #position}. */
    public WalSpan wal;
    /** The end of its write-ahead log. */
    public long position;
    /** How many bytes at the end of the log are the beginning of a record whose end is not there: nobody can replay them. */
    public long torn;
    /** Where the log begins that has not been recycled. */
    public long oldestKept;
    /** What its data files hold that its log does not have; null if they hold nothing but what the log made. */
    public WalSpan pages;
    /** What the server knows of its cluster. */
    public Catalog catalog;
    /** The number of its next transaction. */
    public long nextXid = 726;

    private WalRun own;

    /** Makes an empty directory. */
    public ServerDirectory(String path) {
        this.path = path;
    }

    /**
     * Gives what its log holds between two positions: the runs and their positions, to be compared with another log's.
     */
    public List<Object> log(long from, long to) {
        List<Object> all = new ArrayList<>();
        long end = Math.min(to, position);
        for (WalSpan span = WalSpan.before(wal, end); span != null && end > from; span = span.below) {
            all.add(span.run);
            all.add(Math.max(from, span.start));
            all.add(end);
            end = span.start;
        }
        return all;
    }

    /** Says whether a standby's marker is there. */
    public boolean isStandby() {
        return files.containsKey(RECOVERY_CONF);
    }

    /** Says whether a file is there. */
    public boolean has(String name) {
        return name.equals(CONTROL_FILE) ? systemIdentifier != 0 : files.containsKey(name) || WalFiles.has(this, name);
    }

    /** Gives the server's dbid. */
    public int dbid() {
        String text = files.getOrDefault(AUTO_CONF, "gp_dbid=0").strip();
        return Integer.parseInt(text.substring(text.indexOf('=') + 1).strip());
    }

    /** Sets the server's dbid. */
    public void dbid(int dbid) {
        files.put(AUTO_CONF, "gp_dbid=" + dbid + "\n");
    }

    /** Reads a keyword of primary_conninfo, such as host. */
    public String conninfo(String word) {
        String text = files.getOrDefault(RECOVERY_CONF, "");
        int at = text.indexOf(word + '=');
        if (at < 0) {
            return "";
        }
        int from = at + word.length() + 1;
        int to = from;
        while (to < text.length() && text.charAt(to) != ' ' && text.charAt(to) != '\'' && text.charAt(to) != '\n') {
            to++;
        }
        return text.substring(from, to);
    }

    /** Says whether the marker lets it follow over a fork. */
    public boolean followsLatest() {
        return files.getOrDefault(RECOVERY_CONF, "").contains("latest");
    }

    /** Leaves a record that is not whole: whoever writes next writes over it. */
    public void dropTorn() {
        if (torn > 0) {
            position -= torn;
            torn = 0;
            newWriter();
        }
    }

    /** Has another server write from now on: what it writes is nobody else's. */
    public void newWriter() {
        own = null;
    }

    /** Appends records of so many bytes. */
    public void append(long bytes) {
        write();
        position = WalPosition.recordEnd(position, bytes);
    }

    /** Makes the log exactly so many bytes longer. */
    public void extend(long bytes) {
        write();
        position += bytes;
    }

    /** Appends a record that is to be found again. */
    public WalRecord note(WalRecord.Kind kind) {
        return note(kind, null);
    }

    /** Appends a record of a transaction. */
    public WalRecord note(WalRecord.Kind kind, CommitNote commit) {
        long before = WalReader.lastStart(wal, position);
        write();
        long start = WalPosition.recordStart(position);
        int length = commit == null ? kind.length : commit.length(kind);
        position = kind == WalRecord.Kind.SWITCH
                ? (start / WalPosition.SEGMENT + 1) * WalPosition.SEGMENT
                : WalPosition.recordEnd(position, length);
        WalRecord record = new WalRecord(kind, timeline, start, length, position, before, commit);
        own.note(record);
        return record;
    }

    /** Gives the run that its server writes; null before it has written anything. */
    WalRun writer() {
        return own;
    }

    /** Goes on with the next file of the log, unless one has just begun. */
    public void switchSegment() {
        if (position % WalPosition.SEGMENT != 0) {
            note(WalRecord.Kind.SWITCH);
        }
    }

    /** Writes a checkpoint; older files of the log are recycled but for those that wal_keep_segments, 5, keeps (dialects §3). */
    public WalRecord checkpoint(WalRecord.Kind kind, long now) {
        WalRecord record = note(kind);
        control.checkpoint(record, now);
        long needed = Math.min(control.priorCheckpoint, position - 5 * WalPosition.SEGMENT);
        oldestKept = Math.max(oldestKept, Math.max(0, needed) / WalPosition.SEGMENT * WalPosition.SEGMENT);
        return record;
    }

    /** Notes in pg_control the last checkpoint that a standby replayed. */
    public void restartpoint(long now) {
        WalRecord last = WalReader.lastCheckpoint(wal, position);
        if (last != null && last.start() > control.checkpoint) {
            control.restartpoint(last, now);
        }
        control.minRecovery = position;
        control.minRecoveryTimeline = timeline;
    }

    /** Says whether all that it holds is in another directory, at the same positions. */
    public boolean isPrefixOf(ServerDirectory other) {
        return WalSpan.prefix(wal, position, other.wal, other.position)
                && (pages == null || WalSpan.prefix(pages, pages.start + 1, other.wal, other.position));
    }

    /** Gives the first position at which it holds something else than another directory; -1 if all it holds is there as well. */
    public long firstDifference(ServerDirectory other) {
        long inLog = WalSpan.difference(wal, position, other.wal, other.position);
        long inPages = pages == null ? -1 : WalSpan.difference(pages, pages.start + 1, other.wal, other.position);
        return inLog < 0 || inPages < 0 ? Math.max(inLog, inPages) : Math.min(inLog, inPages);
    }

    /** Leaves its data files as a copy that was broken off does: partly old, partly new, and what is which nobody knows. */
    public void breakPages() {
        pages = new WalSpan(null, new WalRun(timeline, 0), 0);
    }

    /** Gives where its log was left for another timeline; -1 if its history does not say. */
    public long leftAt(int other) {
        for (Fork fork : history) {
            if (fork.timeline() == other) {
                return fork.position();
            }
        }
        return -1;
    }

    /** Ends a recovery with a new timeline: the first number that no history file has taken. */
    public void beginTimeline() {
        dropTorn();
        history.add(new Fork(timeline, position));
        do {
            timeline++;
        } while (files.containsKey(Histories.path(timeline)));
        files.put(Histories.path(timeline), Histories.text(history));
        newWriter();
    }

    /** Takes over what a basebackup copies of a master, with the checkpoint that it began with. */
    public void copyFrom(ServerDirectory master, WalRecord began, long until, long now) {
        systemIdentifier = master.systemIdentifier;
        timeline = master.timeline;
        history.clear();
        history.addAll(master.history);
        catalog = master.catalog;
        wal = master.wal;
        position = master.position;
        nextXid = master.nextXid;
        torn = master.torn;
        oldestKept = began.start() / WalPosition.SEGMENT * WalPosition.SEGMENT;
        pages = master.pages;
        newWriter();
        for (String name : List.of(ACCESS_FILE, RECOVERY_DONE, VERSION_FILE, Histories.path(timeline))) {
            if (master.files.containsKey(name)) {
                files.put(name, master.files.get(name));
            }
        }
        control.copyFrom(master.control);
        control.restartpoint(began, now);
        control.state(ControlFile.IN_ARCHIVE_RECOVERY, now);
        control.minRecovery = until;
        control.minRecoveryTimeline = timeline;
    }

    /** Gives the marker's text that gpinitstandby writes (recording 26). */
    public static String recoveryConf(String host, int port) {
        return "standby_mode = 'on'\nprimary_conninfo = 'user=gpadmin host=" + host + " port=" + port
                + " sslmode=disable sslcompression=1 krbsrvname=postgres application_name=gp_walreceiver'\n";
    }

    private void write() {
        if (own == null) {
            own = new WalRun(timeline, position);
            wal = new WalSpan(WalSpan.before(wal, position), own, position);
        }
    }
}
