package io.github.gpfailover.core.internal.dialect;

import io.github.gpfailover.cluster.ClusterSpec;
import java.util.List;

/** The dialect of WarehousePG 7: Greenplum 7's, as far as is known. It exists to list what was not verified on it. */
public final class WarehousePg7Dialect extends Greenplum7Dialect {

    /**
     * Makes the dialect for a cluster.
     *
     * @param cluster the cluster, for user, database and the product's directory
     */
    public WarehousePg7Dialect(ClusterSpec cluster) {
        super(cluster);
    }

    @Override
    public List<String> unverified() {
        return List.of(
                "no WarehousePG was run: all of it is from source and documentation",
                "its documentation of gpstate says WarehousePG where its source says Greenplum",
                "releases before about 7.3.1 may name themselves Greenplum alone");
    }
}
