package io.github.gpfailover.testkit.internal;

/** What pg_control says of a data directory, apart from whose it is. */
public final class ControlFile {

    /** The state of a server that was stopped in order. */
    public static final String SHUT_DOWN = "shut down";
    /** The state of a standby that was stopped in order. */
    public static final String SHUT_DOWN_IN_RECOVERY = "shut down in recovery";
    /** The state of a master that runs, or did when it ended. */
    public static final String IN_PRODUCTION = "in production";
    /** The state of a standby that runs, or did when it ended. */
    public static final String IN_ARCHIVE_RECOVERY = "in archive recovery";

    /** The version of the file (recording 26). */
    public static final long VERSION = 9420600;
    /** The version of the catalog (recording 26). */
    public static final long CATALOG_VERSION = 301908232;

    /** The state. */
    public String state = IN_PRODUCTION;
    /** The timeline of the last checkpoint. */
    public int timeline = 1;
    /** Where the last checkpoint's record begins. */
    public long checkpoint;
    /** Where the one before it begins. */
    public long priorCheckpoint;
    /** When the last checkpoint was. */
    public long checkpointTime;
    /** When the file was written last. */
    public long written;
    /** How far a recovery must get; 0 where it must get to the log's end. */
    public long minRecovery;
    /** The timeline of that position; 0 where there is none. */
    public int minRecoveryTimeline;
    /** The version of the file. */
    public long version = VERSION;
    /** The version of the catalog. */
    public long catalogVersion = CATALOG_VERSION;
    /** Whether pages have checksums. */
    public boolean checksums = true;

    /** Takes over what another says. */
    public void copyFrom(ControlFile other) {
        state = other.state;
        timeline = other.timeline;
        checkpoint = other.checkpoint;
        priorCheckpoint = other.priorCheckpoint;
        checkpointTime = other.checkpointTime;
        written = other.written;
        minRecovery = other.minRecovery;
        minRecoveryTimeline = other.minRecoveryTimeline;
        version = other.version;
        catalogVersion = other.catalogVersion;
        checksums = other.checksums;
    }

    /** Notes a checkpoint of a master: from then on a recovery must get to the log's end. */
    public void checkpoint(WalRecord record, long now) {
        restartpoint(record, now);
        minRecovery = 0;
        minRecoveryTimeline = 0;
    }

    /** Notes a checkpoint that a standby replayed. */
    public void restartpoint(WalRecord record, long now) {
        priorCheckpoint = checkpoint == 0 ? record.start() : checkpoint;
        checkpoint = record.start();
        timeline = record.timeline();
        checkpointTime = now;
        written = now;
    }

    /** Notes a state. */
    public void state(String text, long now) {
        state = text;
        written = now;
    }

    /** Says whether the server was stopped in order, so that its start replays nothing. */
    public boolean isShutDown() {
        return state.equals(SHUT_DOWN);
    }
}
