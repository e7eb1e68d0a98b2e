package io.github.gpfailover.testkit.internal;

/** One primary or mirror. */
public final class SegmentInstance {

    /** Its number in every catalog. */
    public final int dbid;
    /** Its content. */
    public final int content;
    /** Where it runs. */
    public final SimHost host;
    /** Its port. */
    public final int port;
    /** Its data directory. */
    public final String directory;
    /** Its distributed log. */
    public SegmentLog log = new SegmentLog();
    /** The instance that holds the other copy of its content, or null. */
    public SegmentInstance partner;
    /** Its row in ps, without the end of line. */
    public String row = "";
    /** Its postmaster's number. */
    public int pid;
    /** Whether it runs. */
    public boolean running;
    /** Whether it acts as primary, whatever a catalog says. */
    public boolean primary;
    /** Since when, if it was not the primary from the beginning. */
    public long primarySince;

    /** Makes an instance that does not run. */
    public SegmentInstance(int dbid, int content, SimHost host, int port, String directory, boolean primary) {
        this.dbid = dbid;
        this.content = content;
        this.host = host;
        this.port = port;
        this.directory = directory;
        this.primary = primary;
    }

    /** Starts it. */
    public void start(long now) {
        running = true;
        pid = host.newPid();
        row = Texts.psRow(
                pid,
                1,
                SimTime.hourMinute(now),
                "/usr/local/greenplum-db/bin/postgres -D " + directory + " -p " + port);
        host.segmentsChanged();
    }

    /** Ends its processes. */
    public void end() {
        running = false;
        host.segmentsChanged();
    }
}
