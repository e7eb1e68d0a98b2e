package io.github.gpfailover.core.internal.dialect;

import io.github.gpfailover.cluster.ClusterSpec;
import java.util.List;

/**
 * The dialect of Greengage 6: Greenplum 6's but for the script and the exit statuses of the activation (dialects §9). It exists so that
 * these differences don't burden Greenplum 6.
 */
public final class Greengage6Dialect extends Greenplum6Dialect {

    /**
     * Makes the dialect for a cluster.
     *
     * @param cluster the cluster, for user, database and the product's directory
     */
    public Greengage6Dialect(ClusterSpec cluster) {
        super(cluster);
    }

    @Override
    public String productWord() {
        return "Greengage";
    }

    @Override
    String scriptName() {
        return "greengage_path.sh";
    }

    @Override
    public String activationExit(int status) {
        return switch (status) {
            case 0 -> "activated";
            case 1 -> "internal error";
            case 2 -> "not activated";
            case 3 -> "promoted, but something failed afterwards";
            default -> super.activationExit(status);
        };
    }

    @Override
    public List<String> unverified() {
        return List.of(
                "no Greengage was run: all of it is from source",
                "the exit statuses 1 and 3 of gpactivatestandby are those of late releases; the first ones may not have them");
    }
}
