package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.ControlFile;
import io.github.gpfailover.testkit.internal.ServerDirectory;
import io.github.gpfailover.testkit.internal.SimTime;
import io.github.gpfailover.testkit.internal.Texts;
import io.github.gpfailover.testkit.internal.WalFiles;

/** {@code pg_controldata DIR} (26). */
final class ControlDataRule implements Rule {

    private static final String TAIL = """
            Latest checkpoint's full_page_writes: on
            Latest checkpoint's NextXID:          0/727
            Latest checkpoint's NextOID:          12809
            Latest checkpoint's NextRelfilenode:  10164
            Latest checkpoint's NextMultiXactId:  1
            Latest checkpoint's NextMultiOffset:  0
            Latest checkpoint's oldestXID:        701
            Latest checkpoint's oldestXID's DB:   1
            Latest checkpoint's oldestActiveXID:  0
            Latest checkpoint's oldestMultiXid:   1
            Latest checkpoint's oldestMulti's DB: 1
            """;
    private static final String SETTINGS = """
            Backup start location:                0/0
            Backup end location:                  0/0
            End-of-backup record required:        no
            Current wal_level setting:            archive
            Current wal_log_hints setting:        off
            Current max_connections setting:      250
            Current max_worker_processes setting: 14
            Current max_prepared_xacts setting:   250
            Current max_locks_per_xact setting:   128
            Maximum data alignment:               8
            Database block size:                  32768
            Blocks per segment of large relation: 32768
            WAL block size:                       32768
            Bytes per WAL segment:                67108864
            Maximum length of identifiers:        64
            Maximum columns in an index:          32
            Maximum size of a TOAST chunk:        8140
            Size of a large-object chunk:         8192
            Date/time type storage:               64-bit integers
            Float4 argument passing:              by value
            Float8 argument passing:              by value
            """;

    @Override
    public void run(Call call) {
        if (call.words.size() != 2) {
            throw call.unknown("only pg_controldata DIR was recorded");
        }
        String path = call.words.get(1);
        ServerDirectory directory = call.host.directories.get(path);
        call.takes(20);
        if (directory == null || directory.systemIdentifier == 0) {
            // From PostgreSQL 9.4's source; no recording has it.
            call.err
                    .append("pg_controldata: could not open file \"")
                    .append(path)
                    .append("/global/pg_control\" for reading: No such file or directory\n");
            call.exit = 2;
            return;
        }
        print(call.out, directory);
    }

    private static void print(StringBuilder out, ServerDirectory directory) {
        ControlFile control = directory.control;
        String checkpoint = Texts.lsn(control.checkpoint);
        row(out, "pg_control version number:", Long.toString(control.version));
        row(out, "Catalog version number:", Long.toString(control.catalogVersion));
        row(out, "Database system identifier:", Long.toString(directory.systemIdentifier));
        row(out, "Database cluster state:", control.state);
        row(out, "pg_control last modified:", SimTime.controlTime(control.written));
        row(out, "Latest checkpoint location:", checkpoint);
        row(out, "Prior checkpoint location:", Texts.lsn(control.priorCheckpoint));
        row(out, "Latest checkpoint's REDO location:", checkpoint);
        row(out, "Latest checkpoint's REDO WAL file:", WalFiles.name(control.timeline, control.checkpoint));
        row(out, "Latest checkpoint's TimeLineID:", Integer.toString(control.timeline));
        row(out, "Latest checkpoint's PrevTimeLineID:", Integer.toString(control.timeline));
        out.append(TAIL);
        row(out, "Time of latest checkpoint:", SimTime.controlTime(control.checkpointTime));
        row(out, "Fake LSN counter for unlogged rels:", "0/1");
        row(out, "Minimum recovery ending location:", Texts.lsn(control.minRecovery));
        row(out, "Min recovery ending loc's timeline:", Integer.toString(control.minRecoveryTimeline));
        out.append(SETTINGS);
        row(out, "Data page checksum version:", control.checksums ? "1" : "0");
    }

    private static void row(StringBuilder out, String label, String value) {
        out.append(label);
        for (int i = label.length(); i < 38; i++) {
            out.append(' ');
        }
        out.append(value).append('\n');
    }
}
