package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.gpstate.StandbyDetails;

/** The answer of {@code gpstate -f}. */
public record StandbyDetailsOf(InstanceLocation master) implements Question<StandbyDetails> {

    @Override
    public StandbyDetails ask(LiveInspection hosts) throws InterruptedException {
        return StandbyDetails.parse(
                master.host(), hosts.run(master.host(), hosts.dialect().gpstate(master, "-f")));
    }
}
