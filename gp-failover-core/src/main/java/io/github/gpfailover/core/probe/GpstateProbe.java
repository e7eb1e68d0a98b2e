package io.github.gpfailover.core.probe;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.probe.GpstateObservation;
import io.github.gpfailover.core.internal.probe.ReportedVersions;
import io.github.gpfailover.core.internal.probe.StateMerge;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.ObservationRequest;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.spi.StateProbe;
import io.github.gpfailover.stability.Evolving;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A probe that sees a cluster as {@code gpstate} reports it, on each host that was asked for.
 *
 * <p>It exists as a second opinion, and for sites that trust no other: the utility asks every segment host, which no query does. It is
 * slow (1.1 s on the recorded cluster, 38 s with the standby's host off, recordings 06 and {@code a0}), and it repeats the master's own
 * answer, so a {@link CompositeStateProbe} should trust it last. What it can't determine, against a probe over SQL:
 *
 * <ul>
 *   <li>{@code dbid} and {@code content} of the catalog's rows, which are {@link io.github.gpfailover.cluster.CatalogRow#NOT_TOLD};
 *   <li>the master's own position, and so the lag, and the position that the standby wrote;
 *   <li>timelines, and whether a server is stopped: a server that {@code gpstate} could not log in to is {@code UNKNOWN}.
 * </ul>
 *
 * <p>It runs {@code gpstate -s} and {@code gpstate -f}, which only read. Thread-safe if the transport is.
 *
 * @since 0.1
 */
@Evolving
public final class GpstateProbe implements StateProbe {

    private static final int QUESTIONS = 2;

    private final CommandTransport transport;
    private final Sleeper sleeper;
    private final InstantSource clock;
    private final ReportedVersions told = new ReportedVersions();

    /**
     * Makes a probe.
     *
     * @param transport how hosts are reached; stays the caller's to close
     * @param sleeper how time passes; hosts are asked side by side
     * @param clock stamps the evidence
     * @throws NullPointerException if one is null
     */
    public GpstateProbe(CommandTransport transport, Sleeper sleeper, InstantSource clock) {
        this.transport = Checks.notNull(transport, "transport");
        this.sleeper = Checks.notNull(sleeper, "sleeper");
        this.clock = Checks.notNull(clock, "clock");
    }

    /**
     * Asks {@code gpstate} on the host of each location. Only at the master's location does it report on the cluster.
     *
     * @param request what to observe; the time-out holds for each of two calls a host
     * @return what was reported, in the order asked for
     * @throws NullPointerException if the request is null
     * @throws InterruptedException if the thread was interrupted
     */
    @Override
    public ClusterState observe(ObservationRequest request) throws InterruptedException {
        Checks.notNull(request, "request");
        GpstateObservation look = new GpstateObservation(request, transport, clock, told);
        List<Sleeper.Task<ClusterState>> tasks = new ArrayList<>();
        for (InstanceLocation at : request.instances()) {
            tasks.add(() -> look.at(at));
        }
        Duration all = request.timeout().multipliedBy(QUESTIONS).plusSeconds(1);
        List<Optional<ClusterState>> ended = sleeper.together(tasks, all);
        List<StateMerge.Seen> seen = new ArrayList<>();
        for (int i = 0; i < ended.size(); i++) {
            InstanceLocation at = request.instances().get(i);
            seen.add(StateMerge.Seen.by(
                    "gpstate on " + at.host(), ended.get(i).orElseGet(() -> look.silent(at, "did not end in time"))));
        }
        return StateMerge.of(seen, request.instances(), clock.instant());
    }
}
