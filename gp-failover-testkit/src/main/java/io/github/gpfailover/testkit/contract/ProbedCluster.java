package io.github.gpfailover.testkit.contract;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.ObservationRequest;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.spi.StateProbe;
import io.github.gpfailover.stability.Evolving;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A cluster in a {@link ProbedSituation}, and the probe that is to observe it.
 *
 * <p>It exists so that {@link StateProbeContract} can observe a model and at real servers alike.
 *
 * @param probe the probe, for this cluster alone
 * @param request what to observe: first the location where the master runs, or ran, then the standby's
 * @param clock the clock that the probe was given for evidence
 * @param virtualTime the time that the probe waits by, if it is virtual; empty if real time passes, and then no times are checked
 * @param content gives what the hosts hold and what was done to them, as text: anything that a probe must not change
 * @since 0.1
 */
@Evolving
public record ProbedCluster(
        StateProbe probe,
        ObservationRequest request,
        InstantSource clock,
        Optional<Sleeper> virtualTime,
        Supplier<String> content) {

    /**
     * Checks the parts.
     *
     * @param probe the probe
     * @param request what to observe
     * @param clock the clock that the probe was given
     * @param virtualTime the time that the probe waits by, if it is virtual
     * @param content gives what the hosts hold
     * @throws NullPointerException if a part is null
     * @throws IllegalArgumentException if the request does not name exactly two locations
     */
    public ProbedCluster {
        Checks.notNull(probe, "probe");
        Checks.notNull(request, "request");
        Checks.notNull(clock, "clock");
        Checks.notNull(virtualTime, "virtualTime");
        Checks.notNull(content, "content");
        if (request.instances().size() != 2) {
            throw new IllegalArgumentException("the request names " + request.instances()
                    + ": name the master's place, then the standby's, and no other");
        }
    }

    InstanceLocation master() {
        return request.instances().get(0);
    }

    InstanceLocation standby() {
        return request.instances().get(1);
    }
}
