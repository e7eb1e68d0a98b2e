package io.github.gpfailover.core.internal.dialect;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.script.DirectoryScripts;
import io.github.gpfailover.spi.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The commands that make an existing directory a standby without a copy: what is read for the proof, what is written, and {@code pg_rewind}
 * (recordings c0 to c7). They are a class of their own because a homecoming needs so many. All of them run on the directory's host,
 * but for those on the master.
 */
public final class JoinCommands {

    /** The file that holds a server's dbid, in all products (dialects §3). */
    public static final String DBID_FILE = "internal.auto.conf";
    /** The file that a backup, and {@code pg_rewind}, leave for the next start. */
    public static final String BACKUP_LABEL = "backup_label";
    /** The file that says who may log in. */
    public static final String ACCESS_FILE = "pg_hba.conf";

    private static final String REWIND_BEGUN = ".rewind-begun";
    private static final String COPY_BEGUN = ".copy-begun";

    private static final Duration QUESTION = Duration.ofSeconds(15);
    private static final long LOG_COMPARED = 1 << 20;

    private final PostgresDialect words;
    private final ClusterSpec cluster;

    JoinCommands(PostgresDialect words, ClusterSpec cluster) {
        this.words = words;
        this.cluster = cluster;
    }

    /**
     * The names in a data directory that a survey searches for: what marks a standby, or a backup, or a server that runs.
     */
    public List<String> telling() {
        List<String> all = new ArrayList<>(List.of(
                "global/pg_control",
                "postmaster.pid",
                BACKUP_LABEL,
                "tablespace_map",
                "standby.signal",
                "recovery.signal"));
        all.addAll(List.of("recovery.conf", "recovery.done", DBID_FILE));
        return List.copyOf(all);
    }

    /**
     * The name, seen from a directory, of the file that is written beside it right before {@code pg_rewind}, and renamed when that has ended
     * well: where it is found, a rewind was begun and has not come to its end, whoever began it. Not in the directory, since {@code
     * pg_rewind} removes from there what its source does not have, on Greenplum 6 before it copies (libpq_fetch.c).
     */
    public static String rewindMark(InstanceLocation at) {
        String path = at.dataDirectory().path();
        return "../" + path.substring(path.lastIndexOf('/') + 1) + REWIND_BEGUN;
    }

    /** The path of that file. */
    public static String rewindMarkPath(InstanceLocation at) {
        return at.dataDirectory().withSuffix(REWIND_BEGUN).path();
    }

    /**
     * The name, seen from a directory, of the file that is written beside it right before it is made by a copy, and renamed when the copy has
     * ended well: where it is found, what stands in the directory is at best half of a copy of ours.
     */
    public static String copyMark(InstanceLocation at) {
        String path = at.dataDirectory().path();
        return "../" + path.substring(path.lastIndexOf('/') + 1) + COPY_BEGUN;
    }

    /** The path of that file. */
    public static String copyMarkPath(InstanceLocation at) {
        return at.dataDirectory().withSuffix(COPY_BEGUN).path();
    }

    /** Examines a data directory without changing anything. */
    public Command survey(InstanceLocation at) {
        List<String> argv = new ArrayList<>(List.of(
                "sh",
                "-c",
                DirectoryScripts.SURVEY,
                "gp-failover",
                at.dataDirectory().path()));
        argv.addAll(telling());
        argv.add(rewindMark(at));
        argv.add(copyMark(at));
        return Command.builder(argv).variable("LC_ALL", "C").timeout(QUESTION).build();
    }

    /**
     * Prints records of one timeline's log from a position on, that many at most.
     *
     * @param segmentSize the size of a file of the log
     * @param next whether the file after that of the position is there
     */
    public Command walRecords(InstanceLocation at, int timeline, Lsn from, int most, long segmentSize, boolean next) {
        List<String> argv = new ArrayList<>(List.of(
                words.walDumpProgram(),
                "-p",
                at.dataDirectory().file(words.walDirectory()),
                "-t",
                Integer.toString(timeline),
                "-s",
                from.toString(),
                "-n",
                Integer.toString(most)));
        if (words.walDumpGuessesSize()) {
            // It takes the size from whichever file it meets first, and fails on one that was made ahead and is blank
            // (PostgreSQL 15, run). Named, a file is read to its end only, so that a record may need the next one too.
            argv.add(name(walFile(at, timeline, from, segmentSize)));
            if (next) {
                argv.add(name(walFile(at, timeline, from.plus(segmentSize), segmentSize)));
            }
        }
        return words.utility(at, argv.toArray(String[]::new)).timeout(QUESTION).build();
    }

    /** The path of a timeline's history. */
    public String historyFile(InstanceLocation at, int timeline) {
        return at.dataDirectory().file(words.walDirectory() + "/" + String.format("%08X.history", timeline));
    }

    /** The path of the log's segment that holds a position. */
    public String walFile(InstanceLocation at, int timeline, Lsn position, long segmentSize) {
        long segment = position.position() / segmentSize;
        long each = (1L << 32) / segmentSize;
        return at.dataDirectory()
                .file(words.walDirectory() + "/"
                        + String.format("%08X%08X%08X", timeline, segment / each, segment % each));
    }

    /**
     * Sums up the last bytes of a log before a position, 1 MiB at most and within one of its files: a log that is another one differs
     * there, since each record holds a checksum of itself and the position of the one before.
     */
    public Command logBefore(InstanceLocation at, int timeline, Lsn position, long segmentSize) {
        long last = position.position() - 1;
        long within = last % segmentSize + 1;
        long count = Math.min(within, LOG_COMPARED);
        return Command.builder(List.of(
                        "sh",
                        "-c",
                        DirectoryScripts.SUM,
                        "gp-failover",
                        walFile(at, timeline, new Lsn(last), segmentSize),
                        Long.toString(within - count + 1),
                        Long.toString(count)))
                .variable("LC_ALL", "C")
                .timeout(QUESTION)
                .build();
    }

    /**
     * Logs in to a master as a standby does, from a standby's host and under the database name by which its receiver finds its password,
     * and asks it who it is: system identifier, timeline, position
     * ({@code IDENTIFY_SYSTEM} of PostgreSQL's replication protocol; tried on PostgreSQL 15, no recording has it).
     */
    public Command replicationIdentity(InstanceLocation from, InstanceLocation master) {
        return words.utility(
                        from,
                        "psql",
                        "-X",
                        "-At",
                        "-d",
                        connection(master) + " dbname=replication replication=true",
                        "-c",
                        "IDENTIFY_SYSTEM")
                .timeout(QUESTION)
                .build();
    }

    /** Enters a standby into the catalog, and prints its dbid; on the master (c0, c5). */
    public Command enter(InstanceLocation master, InstanceLocation standby) {
        return words.utilitySession(
                        master, words.addStandbySql(standby, standby.host().value()) + ";\n")
                .timeout(QUESTION)
                .mutating()
                .build();
    }

    /** What the file of a server's dbid holds (c1, c4). */
    public StandbyFile dbid(int dbid) {
        return new StandbyFile(DBID_FILE, "gp_dbid=" + dbid + "\n", false);
    }

    /** The files that make a server a standby of a master, in the order in which they are to be written (c1, c6). */
    public List<StandbyFile> standbyFiles(InstanceLocation master) {
        // The text of recordings 26 and c1, but for sslmode, which is "disable" there since that build has no SSL.
        return words.standbyFiles(connection(master)
                + " sslmode=prefer sslcompression=1 krbsrvname=postgres application_name=gp_walreceiver");
    }

    /** Brings a directory back to where its history left that of a master (c4). */
    public Command rewind(InstanceLocation target, InstanceLocation source, Duration timeout) {
        return words.utility(
                        target,
                        "pg_rewind",
                        "--progress",
                        "--source-server=" + sourceServer(source),
                        "--target-pgdata=" + target.dataDirectory())
                .variable("PGOPTIONS", "-c " + words.utilityOption())
                // Else it waits for a master that went silent as long as the kernel does, and nobody may touch the
                // directory meanwhile.
                .variable("PGCONNECT_TIMEOUT", Long.toString(QUESTION.toSeconds()))
                .timeout(timeout)
                .mutating()
                .build();
    }

    /** Makes a server read {@code pg_hba.conf} again. */
    public Command reload(InstanceLocation at) {
        return words.utility(at, "pg_ctl", "reload", "-D", at.dataDirectory().path())
                .timeout(QUESTION)
                .mutating()
                .build();
    }

    /** The line that lets a standby's receiver in, as gpinitstandby writes it (dialects §8). */
    public String accessLine(String address) {
        int bits = address.indexOf(':') >= 0 ? 128 : 32;
        return "host replication " + cluster.adminUser() + " " + address + "/" + bits + " trust";
    }

    /** Reads a file. */
    public Command read(String path) {
        return Command.builder(List.of("cat", "--", path))
                .variable("LC_ALL", "C")
                .timeout(QUESTION)
                .build();
    }

    /** Writes a file that must not be there yet. */
    public Command writeNew(String path, String text) {
        return script(DirectoryScripts.WRITE_NEW, path, text);
    }

    /** Adds to a file that must be there. */
    public Command append(String path, String text) {
        return script(DirectoryScripts.APPEND, path, text);
    }

    /** The name of a file that is renamed out of the way. */
    public static String asideName(String name, String stamp) {
        return name + ".replaced-" + stamp;
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static Command script(String script, String path, String text) {
        return Command.builder(List.of("sh", "-c", script, "gp-failover", path))
                .stdin(text)
                .timeout(QUESTION)
                .mutating()
                .build();
    }

    private String connection(InstanceLocation master) {
        return "user=" + cluster.adminUser() + " host=" + master.host() + " port=" + master.port();
    }

    // In the order of recording c4.
    private String sourceServer(InstanceLocation source) {
        return "host=" + source.host() + " port=" + source.port() + " user=" + cluster.adminUser()
                + " dbname=template1";
    }
}
