package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.Lsn;

/** Exists to tell how a master answers a login like that of a standby's receiver. */
public sealed interface ReplicationLogin {

    /**
     * It lets the receiver in, and tells who it is.
     *
     * @param systemIdentifier the cluster's number
     * @param timeline the timeline that it writes
     * @param position where it writes
     */
    record Accepted(String systemIdentifier, int timeline, Lsn position) implements ReplicationLogin {}

    /**
     * Its {@code pg_hba.conf} has no entry for the receiver.
     *
     * @param address the IP address that it sees the standby's host come from
     */
    record NoEntry(String address) implements ReplicationLogin {}

    /**
     * It could not be tried, or failed otherwise.
     *
     * @param why what was said
     */
    record Failed(String why) implements ReplicationLogin {}
}
