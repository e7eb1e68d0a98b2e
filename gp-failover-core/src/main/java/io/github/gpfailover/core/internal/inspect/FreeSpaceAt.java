package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.text.DiskSpace;
import io.github.gpfailover.error.TransportException;

/** What is free where a data directory is or will be; a host that can't be asked gives an unknown size. */
public record FreeSpaceAt(InstanceLocation at) implements Question<DiskSpace> {

    @Override
    public DiskSpace ask(LiveInspection hosts) throws InterruptedException {
        try {
            return DiskSpace.free(hosts.run(
                    at.host(),
                    PlainCommand.plain("df", "-Pk", at.dataDirectory().parent())));
        } catch (TransportException e) {
            return DiskSpace.untold(e.getMessage());
        }
    }
}
