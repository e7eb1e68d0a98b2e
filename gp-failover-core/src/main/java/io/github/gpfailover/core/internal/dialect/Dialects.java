package io.github.gpfailover.core.internal.dialect;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.error.UnsupportedVersionException;
import io.github.gpfailover.internal.Checks;
import java.util.List;
import java.util.Optional;

/**
 * The choice of a dialect by the observed version. It exists so that a version without a dialect is refused by name, in one place.
 */
public final class Dialects {

    private static final String SUPPORTED =
            "Greenplum Database 6 and 7, Greengage Database 6 and 7, WarehousePG 6 and 7, Cloudberry 1 and 2";

    private Dialects() {}

    /**
     * Gives the dialect in which an unknown cluster is asked for its version: its questions fail harmlessly elsewhere, and show the
     * version before they do.
     *
     * @param cluster the cluster
     * @return the dialect
     */
    public static Dialect toAskWith(ClusterSpec cluster) {
        return new Greenplum6Dialect(cluster);
    }

    /**
     * Gives a dialect for each name that an environment script may have: where the first one's script is missing, nothing can report
     * the version, and that of another may be there.
     *
     * @param cluster the cluster
     * @return the dialects, in the order to try; the first is that of {@link #toAskWith}
     */
    public static List<Dialect> allToAskWith(ClusterSpec cluster) {
        return List.of(toAskWith(cluster), new Greengage6Dialect(cluster), new CloudberryDialect(cluster, 2));
    }

    /**
     * Gives the dialect in which a cluster is asked further: that of its version where one is known and has a dialect.
     *
     * @param cluster the cluster
     * @param version what a server reported last; empty if none has
     * @return the dialect
     */
    public static Dialect toAskWith(ClusterSpec cluster, Optional<GreenplumVersion> version) {
        try {
            return version.map(v -> of(cluster, v)).orElseGet(() -> toAskWith(cluster));
        } catch (UnsupportedVersionException e) {
            // Whoever acts on it refuses it by name; a question fails harmlessly.
            return toAskWith(cluster);
        }
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
        int major = version.major();
        return switch (version.product()) {
            case GREENPLUM ->
                switch (major) {
                    case 6 -> new Greenplum6Dialect(cluster);
                    case 7 -> new Greenplum7Dialect(cluster);
                    default -> throw unsupported(version.toString());
                };
            case GREENGAGE ->
                switch (major) {
                    case 6 -> new Greengage6Dialect(cluster);
                    case 7 -> new Greengage7Dialect(cluster);
                    default -> throw unsupported(version.toString());
                };
            case WAREHOUSEPG ->
                switch (major) {
                    case 6 -> new WarehousePg6Dialect(cluster);
                    case 7 -> new WarehousePg7Dialect(cluster);
                    default -> throw unsupported(version.toString());
                };
            case CLOUDBERRY ->
                switch (major) {
                    case 1, 2 -> new CloudberryDialect(cluster, major);
                    default -> throw unsupported(version.toString());
                };
            case HASHDATA -> throw unsupported(version.toString());
        };
    }

    /** Reads a version; empty if the text names none that is known. */
    public static Optional<GreenplumVersion> version(String text) {
        try {
            return Optional.of(GreenplumVersion.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Gives the dialect of what a server or program said as its version.
     *
     * @param cluster the cluster
     * @param text what it said
     * @return the dialect
     * @throws UnsupportedVersionException if there is none, or the text can't be read; the message quotes it then
     */
    public static Dialect of(ClusterSpec cluster, String text) {
        return of(cluster, version(text).orElseThrow(() -> unsupported(Checks.shown(text))));
    }

    /**
     * Gives the dialect that engine, steps and fences act in: that of the version that a server reported last, which may be down by now.
     *
     * @param cluster the cluster
     * @param told the version that a server reported last; empty if none could be asked, which leaves the dialect to ask with
     * @return the dialect
     * @throws UnsupportedVersionException if the version has none
     */
    public static Dialect spoken(ClusterSpec cluster, Optional<GreenplumVersion> told) {
        return told.map(v -> of(cluster, v)).orElseGet(() -> toAskWith(cluster));
    }

    private static UnsupportedVersionException unsupported(String found) {
        return new UnsupportedVersionException(found, SUPPORTED);
    }
}
