package io.github.gpfailover.core.internal.dialect;

import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.spi.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The questions by which it is proved that a standby has every acknowledged transaction. They are a class of their own because only the
 * proofs that nothing was lost use them. All only read.
 */
public final class LossCommands {

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
     * Asks a primary who it is, how far its log goes and which files it has. Its distributed log is not asked: rows of temporary tables
     * stand there too, and it is empty while its newest page is not on the disk (seen on a running 6.24.3). The last question shows that
     * nothing was cut off.
     */
    public Command askSegment(InstanceLocation segment) {
        String script = """
                select 'content', current_setting('gp_contentid');
                select 'contents', coalesce(max(numsegments), 0) from gp_distribution_policy;
                select 'position', pg_current_xlog_location(), pg_xlogfile_name(pg_current_xlog_location()),\
                 current_setting('data_directory');
                select 'file', f from pg_ls_dir('pg_xlog') f where length(f) = 24 order by 2;
                select 'end';
                """;
        return words.ownSegment(segment, script).timeout(QUESTION).build();
    }

    /** Prints the records of a log from a position on: those of transactions, or all. */
    public Command records(InstanceLocation at, int timeline, Lsn from, boolean transactions) {
        return dump(at, timeline, from, transactions ? List.of("-r", "Transaction") : List.of());
    }

    /** Prints the records that a local transaction wrote, from a position on. */
    public Command recordsOf(InstanceLocation at, int timeline, Lsn from, long xid) {
        return dump(at, timeline, from, List.of("-x", Long.toString(xid)));
    }

    private Command dump(InstanceLocation at, int timeline, Lsn from, List<String> only) {
        List<String> argv = new ArrayList<>(List.of(
                words.walDumpProgram(),
                "-p",
                at.dataDirectory().file(words.walDirectory()),
                "-t",
                Integer.toString(timeline)));
        argv.addAll(only);
        argv.addAll(List.of("-s", from.toString()));
        return words.utility(at, argv.toArray(String[]::new)).timeout(QUESTION).build();
    }
}
