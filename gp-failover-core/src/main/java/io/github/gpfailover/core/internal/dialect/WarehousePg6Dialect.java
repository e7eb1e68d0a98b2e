package io.github.gpfailover.core.internal.dialect;

import io.github.gpfailover.cluster.ClusterSpec;
import java.util.List;

/** The dialect of WarehousePG 6: Greenplum 6's, as far as is known. It exists to list what was not verified on it. */
public final class WarehousePg6Dialect extends Greenplum6Dialect {

    /**
     * Makes the dialect for a cluster.
     *
     * @param cluster the cluster, for user, database and the product's directory
     */
    public WarehousePg6Dialect(ClusterSpec cluster) {
        super(cluster);
    }

    @Override
    public List<String> unverified() {
        return List.of(
                "no WarehousePG was run: all of it is from source and documentation",
                "whether the utilities of WarehousePG 6 say master, as Greenplum 6 does, or coordinator, as its documentation does",
                "whether its gpactivatestandby has the exit statuses of Greengage 6",
                "releases before about 6.27.3 may name themselves Greenplum alone");
    }
}
