package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.text.DiskSpace;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import java.time.Duration;

/** How large a data directory is; a host that can't be asked gives an unknown size. */
public record DirectorySizeOf(InstanceLocation at) implements Question<DiskSpace> {

    @Override
    public DiskSpace ask(LiveInspection hosts) throws InterruptedException {
        try {
            Command du = PlainCommand.english("du", "-skL", at.dataDirectory().path())
                    .timeout(Duration.ofMinutes(1))
                    .build();
            return DiskSpace.used(hosts.run(at.host(), du));
        } catch (TransportException e) {
            return DiskSpace.untold(e.getMessage());
        }
    }
}
