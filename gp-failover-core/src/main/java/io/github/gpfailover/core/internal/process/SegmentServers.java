package io.github.gpfailover.core.internal.process;

import io.github.gpfailover.cluster.DataDirectory;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The servers that a host's process table shows. It exists for an engine that never saw the catalog. */
public final class SegmentServers {

    private SegmentServers() {}

    /** Lists the servers that name their directory and port, but for those that are known to be none of a segment. */
    public static List<InstanceLocation> of(HostName host, ProcessTable table, Set<InstanceLocation> others) {
        List<InstanceLocation> found = new ArrayList<>();
        for (ProcessTable.Row row : table.rows()) {
            PostmasterCommand command = PostmasterCommand.of(row.command());
            if (command == null
                    || command.port().isEmpty()
                    || !command.directory().startsWith("/")) {
                continue;
            }
            try {
                InstanceLocation at =
                        new InstanceLocation(host, command.port().getAsInt(), DataDirectory.of(command.directory()));
                if (!others.contains(at)) {
                    found.add(at);
                }
            } catch (IllegalArgumentException e) {
                // A directory that no value of ours can hold is none of this cluster's.
            }
        }
        return found;
    }
}
