package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.ControlFile;
import io.github.gpfailover.testkit.internal.Rewinding;
import io.github.gpfailover.testkit.internal.Server;
import io.github.gpfailover.testkit.internal.ServerDirectory;
import io.github.gpfailover.testkit.internal.Texts;
import io.github.gpfailover.testkit.internal.WalReader;
import io.github.gpfailover.testkit.internal.WalRecord;

/** What pg_rewind does once it is connected (c4): it lets the target recover, finds the fork, and copies. */
final class Rewind {

    private static final long RECOVERY_MILLIS = 400;
    private static final long LISTS_MILLIS = 200;
    private static final long END_MILLIS = 100;
    private static final long SECOND = 1_000;
    // 214051 kB in what is left of the recorded 0.95 s.
    private static final long KIBIBYTES_A_MILLI = 345;

    private final Call call;
    private final Server source;
    private final ServerDirectory target;
    private long fork;
    private WalRecord common;
    private long needed;
    private long copied;

    Rewind(Call call, Server source, ServerDirectory target) {
        this.call = call;
        this.source = source;
        this.target = target;
    }

    void run() {
        String state = target.control.state;
        if (state.equals(ControlFile.SHUT_DOWN) || state.equals(ControlFile.SHUT_DOWN_IN_RECOVERY)) {
            check();
            return;
        }
        // postgres --single: no second server on a directory, and none that is to be a standby.
        boolean runs = call.host.servers.stream().anyMatch(s -> s.directory == target);
        if (runs || target.isStandby()) {
            call.err.append(
                    runs
                            ? "FATAL:  lock file \"postmaster.pid\" already exists\n"
                            : "FATAL:  standby mode is not supported by single-user servers\n");
            RewindRule.fatal(
                    call,
                    "postgres single-user mode of target instance failed for command:"
                            + " \"/usr/local/greenplum-db/bin/postgres\" --single -D \"" + target.path
                            + "\" postgres < /dev/null\n");
            return;
        }
        call.after(RECOVERY_MILLIS, () -> {
            Rewinding.recoverAlone(target, call.world.time.now());
            check();
        });
    }

    private void check() {
        String refusal = refusal();
        if (refusal != null) {
            RewindRule.fatal(call, refusal);
            return;
        }
        int timeline = source.directory.control.timeline;
        if (target.control.timeline == timeline) {
            call.out
                    .append("source and target cluster are on the same timeline: ")
                    .append(timeline)
                    .append("\nno rewind required\n");
            return;
        }
        fork = source.directory.leftAt(target.control.timeline);
        if (fork < 0) {
            RewindRule.fatal(call, "could not find common ancestor of the source and target cluster's timelines\n");
            return;
        }
        Texts.lsn(call.out.append("servers diverged at WAL position "), fork)
                .append(" on timeline ")
                .append(target.control.timeline)
                .append('\n');
        WalReader.Read last = WalReader.next(target.wal, target.position, target.control.checkpoint);
        if (target.control.checkpoint < fork && last != null && last.end() == fork) {
            call.out.append("no rewind required\n");
            return;
        }
        common = WalReader.lastCheckpoint(target.wal, fork);
        if (common == null) {
            RewindRule.fatal(call, "could not find previous WAL record at " + Texts.lsn(fork) + "\n");
            return;
        }
        Texts.lsn(call.out.append("rewinding from last common checkpoint at "), common.start())
                .append(" on timeline ")
                .append(common.timeline())
                .append("\nreading source file list\n");
        call.after(LISTS_MILLIS, this::begin);
    }

    private String refusal() {
        ControlFile own = target.control;
        ControlFile theirs = source.directory.control;
        if (target.systemIdentifier != source.directory.systemIdentifier) {
            return "source and target clusters are from different systems\n";
        }
        if (own.version != ControlFile.VERSION
                || theirs.version != ControlFile.VERSION
                || own.catalogVersion != ControlFile.CATALOG_VERSION
                || theirs.catalogVersion != ControlFile.CATALOG_VERSION) {
            return "clusters are not compatible with this version of pg_rewind\n";
        }
        return own.checksums ? null : "target server needs to use either data checksums or \"wal_log_hints = on\"\n";
    }

    private void begin() {
        needed = Rewinding.kibibytesToCopy(call.world, target.position - fork);
        call.out
                .append("reading target file list\nreading WAL in target\nneed to copy ")
                .append(needed / 1024)
                .append(" MB (total source directory size is ")
                .append(call.world.catalogKibibytes / 1024)
                .append(" MB)\n");
        target.breakPages();
        progress();
        copy();
    }

    // A line at the beginning, each second and at the end; a source that can't be reached is waited for.
    private void copy() {
        long most = Math.min(needed, call.host.freeKibibytes);
        long piece = Math.min(most - copied, KIBIBYTES_A_MILLI * SECOND);
        call.after(piece / KIBIBYTES_A_MILLI, () -> {});
        call.await(
                () -> call.world.connected(call.host, source.host) && !source.host.hung
                        ? call.world.time.now()
                        : Long.MAX_VALUE,
                () -> {
                    if (!source.isMaster()) {
                        RewindRule.fatal(
                                call,
                                "unexpected result while fetching remote files: server closed the connection"
                                        + " unexpectedly\n\tThis probably means the server terminated abnormally\n"
                                        + "\tbefore or while processing the request.\n");
                        return;
                    }
                    copied += piece;
                    if (copied == needed) {
                        progress();
                        call.out.append("\ncreating backup label and updating control file\n");
                        call.after(END_MILLIS, this::finish);
                    } else if (copied == most) {
                        RewindRule.fatal(
                                call,
                                "could not write file \"" + target.path
                                        + "/base/12094/16384\": No space left on device\n");
                    } else {
                        progress();
                        copy();
                    }
                });
    }

    private void progress() {
        String whole = Long.toString(needed);
        String done = Long.toString(copied);
        call.out
                .append(" ".repeat(whole.length() - done.length()))
                .append(done)
                .append('/')
                .append(whole)
                .append(" kB (")
                .append(copied * 100 / needed)
                .append("%) copied\r");
    }

    private void finish() {
        Rewinding.finish(target, source.directory, common, call.world.time.now());
        call.out.append("syncing target data directory\n"
                + "skip sync-ing file \"recovery.conf\" since it does not exist (usually expected)\n"
                + "Done!\n");
    }
}
