package io.github.gpfailover.core.probe;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.cluster.ServerProcess;
import io.github.gpfailover.core.internal.probe.HostRecords;
import io.github.gpfailover.core.internal.probe.ProcessEvidence;
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
 * A probe that sees servers as their own hosts do, without a session: processes, lock files, {@code pg_ctl status} and control files.
 *
 * <p>It exists because a session proves that a server can write, and only its host's process table that it can't: with the postmaster
 * killed and the port refusing, an open session committed 49 rows (recordings {@code b3} to {@code b6}). It belongs beside a probe that
 * asks servers, in a {@link CompositeStateProbe}. What it says:
 *
 * <ul>
 *   <li>{@code STOPPED} only where the process table is whole and shows no postmaster and no other process of the instance, and
 *       {@code pg_ctl status} does not contradict. Sessions that outlived their postmaster are {@code RUNNING}.
 *   <li>{@code STANDBY} only where a wal receiver runs; {@code DOWN} where no postmaster does; else the role is {@code UNKNOWN}, and never
 *       {@code MASTER}, which only a session proves.
 * <li>The timeline of a stopped server, from its {@code pg_control}. That of a running one lags behind a promotion, and is not reported.
 *   <li>No version, catalog or stream.
 * </ul>
 *
 * <p>Each host gets four commands, or five where the server is stopped; after the first all but one run side by side. Nothing is changed
 * on any host. Thread-safe if the transport is.
 *
 * @since 0.1
 */
@Evolving
public final class ProcessProbe implements StateProbe {

    // The process table, a file that is read before a server is called stopped, and all the rest side by side.
    private static final int QUESTIONS = 3;

    private final CommandTransport transport;
    private final Sleeper sleeper;
    private final InstantSource clock;

    /**
     * Makes a probe.
     *
     * @param transport how hosts are reached; stays the caller's to close
     * @param sleeper how time passes; hosts are asked side by side
     * @param clock stamps the evidence
     * @throws NullPointerException if one is null
     */
    public ProcessProbe(CommandTransport transport, Sleeper sleeper, InstantSource clock) {
        this.transport = Checks.notNull(transport, "transport");
        this.sleeper = Checks.notNull(sleeper, "sleeper");
        this.clock = Checks.notNull(clock, "clock");
    }

    /**
     * Observes the processes and files of each location.
     *
     * @param request what to observe; the time-out holds for each single question
     * @return what was seen, in the order asked for
     * @throws NullPointerException if the request is null
     * @throws InterruptedException if the thread was interrupted
     */
    @Override
    public ClusterState observe(ObservationRequest request) throws InterruptedException {
        Checks.notNull(request, "request");
        ProcessEvidence processes = new ProcessEvidence(request, transport, clock);
        HostRecords records = new HostRecords(request, transport, sleeper, clock);
        List<Sleeper.Task<HostRecords.Told>> looks = new ArrayList<>();
        for (InstanceLocation at : request.instances()) {
            looks.add(() -> records.added(withRole(processes.look(at))));
        }
        Duration all = request.timeout().multipliedBy(QUESTIONS).plusSeconds(1);
        List<Optional<HostRecords.Told>> ended = sleeper.together(looks, all);
        List<InstanceState> instances = new ArrayList<>();
        List<String> conflicts = new ArrayList<>();
        for (int i = 0; i < ended.size(); i++) {
            InstanceLocation at = request.instances().get(i);
            instances.add(ended.get(i).map(HostRecords.Told::instance).orElseGet(() -> processes.notSeen(at, all)));
            ended.get(i).flatMap(HostRecords.Told::conflict).ifPresent(conflicts::add);
        }
        return ClusterState.builder(clock.instant())
                .instances(instances)
                .conflicts(conflicts)
                .build();
    }

    /**
     * A wal receiver shows a standby; without one it may be a standby whose master is away, a master, or about to be either.
     */
    private static InstanceState withRole(InstanceState seen) {
        boolean receives = seen.has(ServerProcess.Kind.WAL_RECEIVER) && seen.has(ServerProcess.Kind.POSTMASTER);
        Liveness liveness = seen.liveness();
        return receives && liveness.isRunning()
                ? seen.toBuilder().role(InstanceRole.STANDBY).build()
                : seen;
    }
}
