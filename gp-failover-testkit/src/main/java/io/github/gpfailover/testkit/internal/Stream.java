package io.github.gpfailover.testkit.internal;

/** One replication stream from a master to its standby, with what each end believes of it. */
public final class Stream {

    /** The built-in wal_sender_timeout of Greenplum 6 (dialects §13, recordings 85, a1). */
    public static final long SENDER_TIMEOUT = 300_000_000_000L;
    /** The default wal_receiver_timeout (recordings 82, 83). */
    public static final long RECEIVER_TIMEOUT = 60_000_000_000L;

    /** The sending end. */
    public final Server master;
    /** The receiving end. */
    public final Server standby;
    /** The process that sends. */
    public final int senderPid;
    /** The process that receives. */
    public final int receiverPid;
    /** The address that the receiver came from. */
    public final String clientAddress;
    /** The port that it came from. */
    public final int clientPort;
    /** When it began. */
    public final long started;
    /** Whether anything was sent since it began: only then do the process titles show a position (16, 17, 82). */
    public boolean sentAnything;
    /** What the sender last heard that the standby made durable. */
    public long flushed;
    /** Whether the standby is not caught up. */
    public boolean catchingUp;
    /** When the ends lost each other without noticing; -1 while they have not. */
    public long brokenAt = -1;
    /** When the sender gives up. */
    public long senderExpires = Long.MAX_VALUE;
    /** When the receiver gives up. */
    public long receiverExpires = Long.MAX_VALUE;

    private final WalSpan own;
    private final long flushedAtStart;
    private final boolean like;
    private WalSpan last;
    private WalSpan grafted;

    /** Begins a stream. */
    public Stream(Server master, Server standby, String clientAddress, long now) {
        this.master = master;
        this.standby = standby;
        this.clientAddress = clientAddress;
        senderPid = master.host.newPid();
        receiverPid = standby.host.newPid();
        clientPort = 35000 + senderPid % 20000;
        started = now;
        flushed = standby.directory.position;
        flushedAtStart = flushed;
        own = standby.directory.wal;
        like = WalSpan.prefix(own, flushed, master.directory.wal, master.directory.position);
    }

    /** Gives the log that the standby has once it has all of the master's: its own up to where the stream began. */
    WalSpan shipped() {
        if (master.directory.wal != last) {
            last = master.directory.wal;
            grafted = like ? last : WalSpan.graft(own, flushedAtStart, last);
        }
        return grafted;
    }

    /**
     * Gives what a process of it says in its title, which shows a position only once something was sent (16, 17, 82).
     */
    public String activity(long position) {
        return sentAnything ? "streaming " + Texts.lsn(position) : "";
    }

    /** Says whether the ends lost each other. */
    public boolean broken() {
        return brokenAt >= 0;
    }

    /** Gives the state as pg_stat_replication shows it. */
    public String state() {
        return catchingUp ? "catchup" : "streaming";
    }

    /** Gives the sync state as pg_stat_replication shows it. */
    public String syncState() {
        return catchingUp ? "potential" : "sync";
    }
}
