package io.github.gpfailover.core.internal.dialect;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.error.UnsupportedVersionException;

/** Exists to choose the dialect by the version that was observed, and to refuse by name what nobody has verified. */
public final class Dialects {

    private static final String SUPPORTED = "Greenplum Database 6, Greengage Database 6 and WarehousePG 6";

    private Dialects() {}

    /**
     * Gives the dialect in which an unknown cluster is asked for its version: its questions fail harmlessly elsewhere.
     *
     * @param cluster the cluster
     * @return the dialect
     */
    public static Dialect toAskWith(ClusterSpec cluster) {
        return new Greenplum6Dialect(cluster);
    }

    /**
     * Gives the dialect of a version.
     *
     * @param cluster the cluster
     * @param version its version
     * @return the dialect
     * @throws UnsupportedVersionException if there is none
     */
    public static Dialect of(ClusterSpec cluster, GreenplumVersion version) {
        boolean six = version.major() == 6 && version.product() != GreenplumVersion.Product.CLOUDBERRY;
        if (!six) {
            throw new UnsupportedVersionException(version.toString(), SUPPORTED);
        }
        return new Greenplum6Dialect(cluster);
    }
}
