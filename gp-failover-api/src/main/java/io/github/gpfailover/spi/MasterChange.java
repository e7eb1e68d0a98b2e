package io.github.gpfailover.spi;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.internal.Checks;

/**
 * A master role that moves.
 *
 * <p>Exists to tell a {@link TrafficHook} all that it needs to move clients. Immutable and thread-safe.
 *
 * @param executionId which execution moves it, for the hook's own logs
 * @param cluster the cluster's name
 * @param oldMaster where the master was: host, port and data directory
 * @param newMaster where it will be, or is by now
 * @param planned true if the plan stops a master that serves; false after a crash, when the old master may not be reachable
 * @since 0.1
 */
public record MasterChange(
        String executionId, String cluster, InstanceLocation oldMaster, InstanceLocation newMaster, boolean planned) {

    /**
     * Checks the parts.
     *
     * @param executionId which execution moves it
     * @param cluster the cluster's name
     * @param oldMaster where the master was
     * @param newMaster where it will be, or is by now
     * @param planned whether a master that serves is stopped
     * @throws NullPointerException if a part is null
     */
    public MasterChange {
        Checks.notNull(executionId, "execution id");
        Checks.notNull(cluster, "cluster");
        Checks.notNull(oldMaster, "old master");
        Checks.notNull(newMaster, "new master");
    }
}
