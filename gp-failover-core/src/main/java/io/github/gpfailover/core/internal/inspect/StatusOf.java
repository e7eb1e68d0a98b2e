package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.gpstate.ClusterStatus;

/** The answer of {@code gpstate -s}. */
public record StatusOf(InstanceLocation master) implements Question<ClusterStatus> {

    @Override
    public ClusterStatus ask(LiveInspection hosts) throws InterruptedException {
        return ClusterStatus.parse(
                master.host(), hosts.run(master.host(), hosts.dialect().gpstate(master, "-s")));
    }
}
