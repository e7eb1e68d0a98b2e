package io.github.gpfailover.core.internal.dialect;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.spi.Command;
import java.util.List;
import java.util.Optional;

/**
 * The dialect of Cloudberry 1 and 2 (PostgreSQL 14): terms and files of Greenplum 7, catalog functions of 6, since 2 an environment script
 * of its own, and perhaps a fault detector outside that promotes by itself (dialects §8, §16). It exists because no other dialect has that
 * mixture. It was never run.
 */
public final class CloudberryDialect extends Greenplum7Dialect {

    private final int major;

    /**
     * Makes the dialect for a cluster.
     *
     * @param cluster the cluster, for user, database and the product's directory
     * @param major the first number of its version
     */
    public CloudberryDialect(ClusterSpec cluster, int major) {
        super(cluster);
        this.major = major;
    }

    @Override
    public String productWord() {
        return "Cloudberry";
    }

    @Override
    String scriptName() {
        // Replaced on the main branch in 2025 (apache/cloudberry pull request 1166).
        return major >= 2 ? "cloudberry-env.sh" : "greenplum_path.sh";
    }

    @Override
    String catalogWord() {
        return "master";
    }

    /** With {@code -d}, which beats both variables there (dialects §2). */
    @Override
    public Command gpstate(InstanceLocation master, String option) {
        return utility(master, "gpstate", option, "-d", master.dataDirectory().path())
                .build();
    }

    @Override
    public Optional<String> externalFtsQuestion() {
        return Optional.of("select count(*) from pg_settings where name ~ '^gp_etcd_'");
    }

    @Override
    public List<String> unverified() {
        return List.of(
                "no Cloudberry was run: all of it is from source and documentation",
                "the wording of 1.x where it is not that of the main branch",
                "whether the first 2.x releases have cloudberry-env.sh or still greenplum_path.sh",
                "whether a build without an external fault detector has no setting gp_etcd_*");
    }
}
