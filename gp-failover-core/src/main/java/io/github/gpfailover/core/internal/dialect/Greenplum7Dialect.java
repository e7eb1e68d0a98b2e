package io.github.gpfailover.core.internal.dialect;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.GreenplumVersion;
import java.util.List;
import java.util.Optional;

/**
 * The dialect of Greenplum 7 (PostgreSQL 12), from its source and documentation; it was never run. The other products of the seventh
 * generation derive theirs from it.
 */
public class Greenplum7Dialect extends PostgresDialect {

    /**
     * Makes the dialect for a cluster.
     *
     * @param cluster the cluster, for user, database and the product's directory
     */
    public Greenplum7Dialect(ClusterSpec cluster) {
        super(cluster, SqlNames.WAL);
    }

    @Override
    public String productWord() {
        return "Greenplum";
    }

    @Override
    public final String masterWord() {
        return "coordinator";
    }

    @Override
    String scriptName() {
        return "greenplum_path.sh";
    }

    @Override
    String catalogWord() {
        return "coordinator";
    }

    @Override
    final String logDirectory() {
        // Where its own gpstart puts startup.log (gppylib/commands/gp.py, PgCtlStartArgs).
        return "log";
    }

    @Override
    final String masterOptions() {
        // As its own gpstart does it (gppylib/commands/gp.py, PgCtlBackendOptions).
        return "-c gp_role=dispatch";
    }

    @Override
    public final List<String> dataDirectoryVariables() {
        return List.of("COORDINATOR_DATA_DIRECTORY", "MASTER_DATA_DIRECTORY");
    }

    @Override
    public final String utilityOption() {
        return "gp_role=utility";
    }

    @Override
    public final String standbyMarker() {
        return "standby.signal";
    }

    @Override
    public final String primaryConninfoFile() {
        return "postgresql.auto.conf";
    }

    @Override
    public final Optional<String> promotedMarker() {
        return Optional.empty();
    }

    @Override
    public final boolean promoteWaits() {
        return true;
    }

    @Override
    public final String defaultStopMode() {
        return "fast";
    }

    @Override
    public final boolean directPromotionVerified(GreenplumVersion version) {
        return false;
    }

    @Override
    public final String walDirectory() {
        return "pg_wal";
    }

    @Override
    public final String walDumpProgram() {
        return "pg_waldump";
    }

    @Override
    public final boolean walDumpGuessesSize() {
        return true;
    }

    @Override
    final List<StandbyFile> standbyFiles(String conninfo) {
        // PostgreSQL 12 and later: the last line counts, and the timeline is the latest by default. The marker comes
        // last, for with it
        // the server is a standby.
        return List.of(
                new StandbyFile(primaryConninfoFile(), "\nprimary_conninfo = '" + conninfo + "'\n", true),
                new StandbyFile(standbyMarker(), "", false));
    }

    @Override
    public final boolean joiningVerified(GreenplumVersion version) {
        return false;
    }

    @Override
    public final boolean rewindRecovers() {
        return true;
    }

    @Override
    public List<String> unverified() {
        return List.of(
                "no Greenplum 7 was run: all of it is from source and documentation",
                "in which release gpactivatestandby began to write a checkpoint after the promotion",
                "whether an old coordinator can follow or be rewound as a master of Greenplum 6 can");
    }
}
