package io.github.gpfailover.core.internal.dialect;

import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.spi.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Exists to build the questions by which it is proved that a standby has every transaction that was acknowledged. All only read. */
public final class LossCommands {

    /** How many rows of a segment's distributed log are read. */
    public static final int MOST_ROWS = 10_000;

    private static final Duration QUESTION = Duration.ofSeconds(10);

    private final PostgresDialect words;

    LossCommands(PostgresDialect words) {
        this.words = words;
    }

    /** Whether the proof was verified on a running cluster of this version. */
    public boolean verified(GreenplumVersion version) {
        return words.joiningVerified(version);
    }

    /**
     * Asks a primary who it is, how far its log goes, and for its newest distributed transactions. The function stands in the list of
     * columns, where it goes on only as long as rows are wanted: its view reads all of the distributed log. The last question shows that
     * nothing was cut off.
     */
    public Command askSegment(InstanceLocation segment) {
        String script = """
                select 'content', current_setting('gp_contentid');
                select 'contents', coalesce(max(numsegments), 0) from gp_distribution_policy;
                select 'position', pg_current_xlog_location(), pg_xlogfile_name(pg_current_xlog_location()),\
                 current_setting('data_directory');
                select 'file', f from pg_ls_dir('pg_xlog') f where length(f) = 24 order by 2;
                select 'prepared', gid from pg_prepared_xacts;
                select 'row', gp_distributed_log() limit %d;
                select 'end';
                """.formatted(MOST_ROWS);
        return words.ownSegment(segment, script).timeout(QUESTION).build();
    }

    /** Prints the records of a log from a position on: those of transactions, or all. */
    public Command records(InstanceLocation at, int timeline, Lsn from, boolean transactions) {
        List<String> argv = new ArrayList<>(List.of(
                words.walDumpProgram(),
                "-p",
                at.dataDirectory().file(words.walDirectory()),
                "-t",
                Integer.toString(timeline)));
        if (transactions) {
            argv.addAll(List.of("-r", "Transaction"));
        }
        argv.addAll(List.of("-s", from.toString()));
        return words.utility(at, argv.toArray(String[]::new)).timeout(QUESTION).build();
    }
}
