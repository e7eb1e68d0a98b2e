package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.error.TransportException;

/** How a master answers a login like that of a standby's receiver. */
public record ReplicationLoginOn(HostName from, InstanceLocation master) implements Question<ReplicationLogin> {

    @Override
    public ReplicationLogin ask(LiveInspection hosts) throws InterruptedException {
        // The port and directory only make the environment of the utilities.
        InstanceLocation at = new InstanceLocation(from, master.port(), master.dataDirectory());
        try {
            return ReplicationLogin.read(
                    hosts.run(from, hosts.dialect().joining().replicationIdentity(at, master)));
        } catch (TransportException e) {
            return new ReplicationLogin.Failed(e.getMessage());
        }
    }
}
