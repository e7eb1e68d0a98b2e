package io.github.gpfailover.testkit.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The effect of pg_rewind on a directory, as its source in Greenplum 6 and recording c4 show it. */
public final class Rewinding {

    /** What it copied in recording c4: the log, and all files that hold no pages. */
    private static final long RECORDED_KIBIBYTES = 214_051;

    private static final long RECORDED_CHANGE_KIBIBYTES = 1024;
    private static final Set<String> KEPT =
            Set.of(ServerDirectory.AUTO_CONF, ServerDirectory.PID_FILE, "postmaster.opts");

    private Rewinding() {}

    /** Says how much it copies of a source, for a target whose log went on for so many bytes after the fork. */
    public static long kibibytesToCopy(World world, long diverged) {
        long plain =
                Math.min(RECORDED_KIBIBYTES, world.catalogKibibytes * RECORDED_KIBIBYTES / SimHost.DIRECTORY_KIBIBYTES);
        return Math.max(1, plain) + Math.max(0, diverged / 1024 - RECORDED_CHANGE_KIBIBYTES);
    }

    /** Starts a single server on a directory, which replays its log and is shut down again. */
    public static void recoverAlone(ServerDirectory directory, long now) {
        directory.files.remove(ServerDirectory.PID_FILE);
        directory.newWriter();
        directory.checkpoint(WalRecord.Kind.CHECKPOINT_SHUTDOWN, now);
        directory.checkpoint(WalRecord.Kind.CHECKPOINT_SHUTDOWN, now);
        directory.control.state(ControlFile.SHUT_DOWN, now);
    }

    /** Leaves a target as a copy of its source that has yet to recover, with all of the source's files but the server's own. */
    static void take(ServerDirectory target, ServerDirectory source) {
        Map<String, String> kept = new HashMap<>(target.files);
        kept.keySet().retainAll(KEPT);
        target.files.clear();
        target.files.putAll(source.files);
        target.files.keySet().removeAll(KEPT);
        target.files.putAll(kept);
        target.timeline = source.timeline;
        target.history.clear();
        target.history.addAll(source.history);
        target.catalog = source.catalog;
        target.wal = source.wal;
        target.position = source.position;
        target.oldestKept = source.oldestKept;
        target.pages = source.pages;
        target.newWriter();
    }

    /** Ends it: the next start begins at the last checkpoint that both have, and must get to where the source is now. */
    public static void finish(ServerDirectory target, ServerDirectory source, WalRecord common, long now) {
        take(target, source);
        target.files.put(
                ServerDirectory.BACKUP_LABEL,
                "START WAL LOCATION: " + Texts.lsn(common.start()) + " (file "
                        + WalFiles.name(common.timeline(), common.start()) + ")\nCHECKPOINT LOCATION: "
                        + Texts.lsn(common.start()) + "\nBACKUP METHOD: pg_rewind\nBACKUP FROM: standby\nSTART TIME: "
                        + SimTime.instant(now) + "\n");
        target.control.copyFrom(source.control);
        target.control.minRecovery = source.position;
        target.control.minRecoveryTimeline = source.control.timeline;
        target.control.state(ControlFile.IN_ARCHIVE_RECOVERY, now);
    }
}
