package io.github.gpfailover.core.fence;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.cluster.ServerProcess;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.dialect.Dialects;
import io.github.gpfailover.core.internal.fence.OrderlyStop;
import io.github.gpfailover.core.internal.fence.Reach;
import io.github.gpfailover.core.internal.probe.InstanceProbe;
import io.github.gpfailover.core.internal.probe.LastAnswer;
import io.github.gpfailover.core.internal.probe.ReportedVersions;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.spi.FenceContext;
import io.github.gpfailover.spi.FenceProof;
import io.github.gpfailover.spi.ObservationRequest;
import io.github.gpfailover.stability.Stable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A fence that stops the old master on its own host: fast, then immediate, then every process that outlived the postmaster.
 *
 * <p>It exists because the surest fence is a server that no longer runs. A session that outlived its killed postmaster committed 49 rows
 * beside the promoted standby (recordings {@code b3}–{@code b6}), so such processes are ended too, first with TERM, then with KILL;
 * only processes that were seen to be of that instance are, and before a KILL they are observed once more. The proof is the host's process table
 * without any of them. The host must be reachable: by the controller, or by a host that was
 * {@linkplain io.github.gpfailover.cluster.Sighting#hostReached() seen} to reach it, and then through that one, if the transport has
 * {@linkplain io.github.gpfailover.spi.CommandTransport#through a route}. The routes are tried in turn until one leads there. Repeating it
 * on a stopped server changes nothing. Stateless and thread-safe.
 *
 * @since 0.1
 */
@Stable
public final class StopMasterFence implements Fence {

    private static final Duration FAST = Duration.ofSeconds(30);
    private static final Duration IMMEDIATE = Duration.ofSeconds(15);
    private static final Duration QUESTION = Duration.ofSeconds(15);
    private static final Duration ENDING = Duration.ofMillis(200);
    private static final int LOOKS = 10;

    /** Makes the fence. */
    public StopMasterFence() {}

    @Override
    public String name() {
        return "StopMasterFence";
    }

    @Override
    public List<String> describe(FenceContext context) {
        InstanceLocation old = context.oldMaster();
        Dialect dialect = Dialects.spoken(context.cluster(), context.version());
        return List.of(
                old.host() + ": " + OrderlyStop.command(dialect, old),
                old.host() + ": " + dialect.stop(old, Dialect.StopMode.IMMEDIATE, IMMEDIATE) + "   (if it still runs)",
                old.host()
                        + ": kill -TERM, then kill -KILL, of processes that outlived the postmaster   (if there are any)",
                "each through a host that reaches " + old.host() + ", where the controller does not");
    }

    @Override
    public boolean actsOutside() {
        return false;
    }

    @Override
    public boolean needsHost() {
        return true;
    }

    @Override
    public FenceProof fence(FenceContext context) throws InterruptedException {
        List<String> done = new ArrayList<>();
        for (Reach.Way way : Reach.ways(context, context.observe(), context.oldMaster())) {
            try {
                InstanceState old = look(context, way);
                if (old.liveness().isUnknown()) {
                    done.add("nothing could be run on " + old.location().host() + way);
                    continue;
                }
                stop(context, way, old, done);
                break;
            } catch (TransportException e) {
                done.add(e.getMessage());
            }
        }
        FenceProof proof = verify(context);
        String statement =
                (done.isEmpty() ? "nothing had to be run" : String.join("; ", done)) + "; " + proof.statement();
        return proof.withStatement(statement);
    }

    private static void stop(FenceContext context, Reach.Way way, InstanceState seen, List<String> done)
            throws InterruptedException {
        InstanceState old = seen;
        Dialect dialect = Dialects.spoken(context.cluster(), context.version());
        InstanceLocation at = context.oldMaster();
        if (old.has(ServerProcess.Kind.POSTMASTER)) {
            old = orderly(context, way, dialect, done);
        }
        if (old.has(ServerProcess.Kind.POSTMASTER)) {
            old = run(context, way, dialect.stop(at, Dialect.StopMode.IMMEDIATE, IMMEDIATE), done);
        }
        if (old.orphaned()) {
            old = run(context, way, kill("-TERM", old.processes()), done);
            for (int look = 1; look < LOOKS && old.orphaned(); look++) {
                context.sleeper().sleep(ENDING);
                old = look(context, way);
            }
        }
        if (old.orphaned()) {
            // A process that ended since then may have left its number to another one.
            Set<Integer> seenBefore =
                    old.processes().stream().map(ServerProcess::pid).collect(Collectors.toSet());
            List<ServerProcess> still = look(context, way).processes().stream()
                    .filter(p -> seenBefore.contains(p.pid()))
                    .toList();
            if (!still.isEmpty()) {
                run(context, way, kill("-KILL", still), done);
            }
        }
    }

    @Override
    public FenceProof verify(FenceContext context) throws InterruptedException {
        ClusterState state = context.observe();
        InstanceState old = state.instance(context.oldMaster())
                .orElseThrow(() -> new IllegalStateException("the probe did not look at " + context.oldMaster()));
        // Where sources contradict each other, one more observation does not settle it.
        if (old.liveness().isUnknown() && state.conflicts().isEmpty()) {
            for (Reach.Way way : Reach.ways(context, state, context.oldMaster())) {
                InstanceState seen = way.through().isEmpty() ? old : look(context, way);
                if (!seen.liveness().isUnknown()) {
                    old = seen;
                    break;
                }
            }
        }
        List<Evidence> evidence = old.liveness().evidence();
        return old.liveness().isStopped()
                ? FenceProof.holds("no process of " + old.location() + " is left", evidence)
                : FenceProof.missing(
                        "it is not proved that " + old.location() + " is stopped: "
                                + old.liveness().because(),
                        evidence);
    }

    private static InstanceState orderly(FenceContext context, Reach.Way way, Dialect dialect, List<String> done)
            throws InterruptedException {
        InstanceLocation old = context.oldMaster();
        OrderlyStop stop = new OrderlyStop(way.transport(), dialect, old, context.sleeper());
        OrderlyStop.Ended ended =
                stop.run(FAST, at -> at.equals(old) ? look(context, way) : there(context, at), context.newMaster());
        done.add("'" + OrderlyStop.command(dialect, old) + "'" + way + " was sent");
        done.addAll(ended.remarks());
        ended.cut()
                .ifPresent(why -> done.add("its wait for its wal sender was ended by an immediate stop, since " + why));
        return look(context, way);
    }

    private static InstanceState there(FenceContext context, InstanceLocation at) throws InterruptedException {
        ObservationRequest request = ObservationRequest.builder(context.cluster())
                .instances(List.of(at))
                .timeout(QUESTION)
                .build();
        return new InstanceProbe(request, context.transport(), context::now, new LastAnswer(), new ReportedVersions())
                .look(at)
                .instance();
    }

    private static InstanceState run(FenceContext context, Reach.Way way, Command command, List<String> done)
            throws InterruptedException {
        CommandResult result = way.transport().execute(context.oldMaster().host(), command);
        done.add("'" + command + "'" + way + " ended with " + result.exitText());
        return look(context, way);
    }

    private static Command kill(String signal, List<ServerProcess> processes) {
        List<String> words = new ArrayList<>(List.of("kill", signal));
        processes.forEach(p -> words.add(Integer.toString(p.pid())));
        return Command.builder(words).mutating().build();
    }

    private static InstanceState look(FenceContext context, Reach.Way way) throws InterruptedException {
        ObservationRequest request = ObservationRequest.builder(context.cluster())
                .instances(List.of(context.oldMaster()))
                .timeout(QUESTION)
                .build();
        InstanceState seen = new InstanceProbe(
                        request, way.transport(), context::now, new LastAnswer(), new ReportedVersions())
                .look(context.oldMaster())
                .instance();
        if (way.through().isEmpty()) {
            return seen;
        }
        List<Evidence> evidence = new ArrayList<>();
        for (Evidence e : seen.liveness().evidence()) {
            evidence.add(new Evidence(e.kind(), e.about(), e.source() + "," + way, e.statement(), e.at()));
        }
        return seen.toBuilder()
                .liveness(new Liveness(seen.liveness().status(), evidence))
                .build();
    }
}
