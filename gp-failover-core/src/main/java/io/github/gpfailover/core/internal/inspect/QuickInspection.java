package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.error.GpFailoverException;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The one question that answers at once: whom a standby follows, on a host that the last observation reached. It exists for a forecast
 * while nobody serves, when a question to a silent host would add seconds to the outage. Any other question is not asked, and fails.
 *
 * @param live asks the hosts
 * @param reached the hosts that the last observation reached
 */
public record QuickInspection(Inspection live, Set<HostName> reached) implements Inspection {

    /** A question that was not asked. */
    private static final class NotAskedException extends GpFailoverException {
        private static final long serialVersionUID = 1L;

        NotAskedException(Question<?> question) {
            super("not asked while nobody serves: " + question, true, null);
        }
    }

    /** Gives the quick question of an inspection. */
    public static Inspection of(Inspection live, ClusterState seen) {
        return new QuickInspection(
                live,
                seen.instances().stream()
                        .filter(i -> !i.liveness().isUnknown())
                        .map(InstanceState::location)
                        .map(InstanceLocation::host)
                        .collect(Collectors.toUnmodifiableSet()));
    }

    @Override
    public <A> A ask(Question<A> question) throws InterruptedException {
        if (question instanceof UpstreamOf upstream
                && reached.contains(upstream.standby().host())) {
            return live.ask(question);
        }
        throw new NotAskedException(question);
    }
}
