package io.github.gpfailover.core.internal.dialect;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.GreenplumVersion;
import java.util.List;
import java.util.Optional;

/**
 * The dialect of Greenplum 6 (PostgreSQL 9.4), as recorded on 6.24.3. The other products of the sixth generation derive theirs from it.
 */
public class Greenplum6Dialect extends PostgresDialect {

    /**
     * Makes the dialect for a cluster.
     *
     * @param cluster the cluster, for user, database and the product's directory
     */
    public Greenplum6Dialect(ClusterSpec cluster) {
        super(cluster, SqlNames.XLOG);
    }

    @Override
    public String productWord() {
        return "Greenplum";
    }

    @Override
    public final String masterWord() {
        return "master";
    }

    @Override
    String scriptName() {
        return "greenplum_path.sh";
    }

    @Override
    final String catalogWord() {
        return "master";
    }

    @Override
    final String logDirectory() {
        return "pg_log";
    }

    @Override
    final String masterOptions() {
        // Recordings 46 and c1.
        return "-E";
    }

    @Override
    public final List<String> dataDirectoryVariables() {
        return List.of("MASTER_DATA_DIRECTORY");
    }

    @Override
    public final String utilityOption() {
        return "gp_session_role=utility";
    }

    @Override
    public final String standbyMarker() {
        return "recovery.conf";
    }

    @Override
    public final String primaryConninfoFile() {
        return "recovery.conf";
    }

    @Override
    public final Optional<String> promotedMarker() {
        return Optional.of("recovery.done");
    }

    @Override
    public final boolean promoteWaits() {
        return false;
    }

    @Override
    public final String defaultStopMode() {
        return "smart";
    }

    @Override
    public final boolean directPromotionVerified(GreenplumVersion version) {
        return version.product() == GreenplumVersion.Product.GREENPLUM && version.major() == 6;
    }

    @Override
    public final String walDirectory() {
        return "pg_xlog";
    }

    @Override
    public final String walDumpProgram() {
        // In contrib of its source; no recording has it.
        return "pg_xlogdump";
    }

    @Override
    public final boolean walDumpGuessesSize() {
        return false;
    }

    @Override
    final List<StandbyFile> standbyFiles(String conninfo) {
        // Recordings c1 and c6.
        return List.of(new StandbyFile(
                standbyMarker(),
                "standby_mode = 'on'\nprimary_conninfo = '" + conninfo + "'\nrecovery_target_timeline = 'latest'\n",
                false));
    }

    @Override
    public final boolean joiningVerified(GreenplumVersion version) {
        return version.product() == GreenplumVersion.Product.GREENPLUM && version.major() == 6;
    }

    @Override
    public final boolean rewindRecovers() {
        // ensureCleanShutdown in the source of its pg_rewind; PostgreSQL's own has that since 13.
        return true;
    }

    @Override
    public final boolean idsByStartSecond() {
        // tmShmemInit in its source; recordings f0 to f8.
        return true;
    }

    @Override
    public List<String> unverified() {
        return List.of(
                "only 6.24.3 was run: 6.25 to 6.28 may differ, the exit statuses of gpactivatestandby among others",
                "what pg_xlogdump prints is from source, and so is that pg_rewind recovers a crashed server first");
    }
}
