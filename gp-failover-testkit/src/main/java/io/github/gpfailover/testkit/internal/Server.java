package io.github.gpfailover.testkit.internal;

import java.util.ArrayList;
import java.util.List;

/** The processes of one master or standby: its postmaster and what that started, or what outlived it. */
public final class Server {

    /** What it does. */
    public enum State {
        /** It follows a master. */
        STANDBY,
        /** It was asked to promote and has not finished. */
        PROMOTING,
        /** It takes sessions that write. */
        MASTER,
        /** It was asked to stop and has not finished. */
        STOPPING
    }

    /** Where it runs. */
    public final SimHost host;
    /** Its data directory. */
    public final ServerDirectory directory;
    /** Its port. */
    public final int port;
    /** Its postmaster's number. */
    public final int pid;
    /** The number of its logger. */
    public final int loggerPid;
    /** The postmaster's row in ps. */
    public final String postmasterRow;
    /** When it was started. */
    public final long started;
    /** Sessions that are open. */
    public final List<ServerSession> sessions = new ArrayList<>();

    /** What its sessions do whose commits wait for the standby, if its postmaster dies. */
    public final List<Runnable> waits = new ArrayList<>();

    /** What it does. */
    public State state;
    /** Whether its postmaster was killed, which its sessions notice. */
    public boolean killed;
    /** Whether its postmaster lives; if not, only orphans are left. */
    public boolean alive = true;
    /** Whether its logger lives. */
    public boolean logging = true;
    /** From when on a session can dispatch. */
    public long dispatchFrom;
    /** The second in which its postmaster began: the prefix of the distributed ids that it gives (f0 to f3). */
    public final long startSecond;
    /** The number of its next distributed transaction. */
    public long nextDistributed = 1;
    /** The last distributed transaction that all segments have received, while its log does not say so. */
    CommitNote forgettable;
    /** The number of the next session. */
    public int nextSession = 8;
    /** Where a standby's replay is held, though it receives; -1 while nothing holds it. */
    public long replayHeldAt = -1;
    /** What a master has written to its log and not flushed, in bytes: it is lost with the server's memory (d0). */
    public long buffered;
    /** When its last checkpoint will be written; -1 while it was not asked to stop. */
    public long stopsAt = -1;
    /** Whether a stop has written its last checkpoint, so that only the wal sender is waited for (d7 to d9). */
    public boolean shutDown;
    /** What its pg_hba.conf held when it was read last. */
    public String access;
    /** The stream that it sends, or null. */
    public Stream sends;
    /** The stream that it receives, or null. */
    public Stream receives;

    private final String startTime;

    /** Starts the processes. */
    public Server(SimHost host, ServerDirectory directory, int port, State state, long now) {
        this(host, directory, port, state, now, SimTime.epochSecond(now));
    }

    /** Starts the processes in a given second. */
    public Server(SimHost host, ServerDirectory directory, int port, State state, long now, long startSecond) {
        this.startSecond = startSecond;
        this.host = host;
        this.directory = directory;
        this.port = port;
        this.state = state;
        started = now;
        access = directory.files.getOrDefault(ServerDirectory.ACCESS_FILE, "");
        startTime = SimTime.hourMinute(now);
        pid = host.newPid();
        loggerPid = host.newPid();
        postmasterRow = Texts.psRow(
                pid, 1, startTime, "/usr/local/greenplum-db/bin/postgres -D " + directory.path + " -p " + port + " -E");
    }

    /** Says whether it runs and takes sessions that write. */
    public boolean isMaster() {
        return alive && state == State.MASTER;
    }

    /** Gives how far it has replayed, as a standby reports it. */
    public long replayed() {
        return replayHeldAt < 0 ? directory.position - directory.torn : replayHeldAt;
    }

    /** Says whether any process of it is left. */
    public boolean hasProcesses() {
        return alive || !sessions.isEmpty() || logging;
    }

    /** Says whether some process of it can write, seen from this host only. */
    public boolean canWrite() {
        return isMaster() || (!sessions.isEmpty() && state != State.STANDBY);
    }

    /** Gives the parent of its processes. */
    public int parent() {
        return alive ? pid : 1;
    }

    /** Gives when it was started, as ps prints it. */
    public String startTime() {
        return startTime;
    }
}
