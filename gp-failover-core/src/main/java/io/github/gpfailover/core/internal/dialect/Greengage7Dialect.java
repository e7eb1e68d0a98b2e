package io.github.gpfailover.core.internal.dialect;

import io.github.gpfailover.cluster.ClusterSpec;
import java.util.List;

/**
 * The dialect of Greengage 7: Greenplum 7's but for the script. It exists so that this difference doesn't burden Greenplum 7.
 */
public final class Greengage7Dialect extends Greenplum7Dialect {

    /**
     * Makes the dialect for a cluster.
     *
     * @param cluster the cluster, for user, database and the product's directory
     */
    public Greengage7Dialect(ClusterSpec cluster) {
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
    public List<String> unverified() {
        return List.of("no Greengage was run: all of it is from source");
    }
}
