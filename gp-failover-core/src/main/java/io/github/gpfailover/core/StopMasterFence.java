package io.github.gpfailover.core;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.ServerProcess;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.dialect.Dialects;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.spi.FenceContext;
import io.github.gpfailover.spi.FenceProof;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Stops the old master on its own host: fast, then immediate, then every process that outlived the postmaster.
 *
 * <p>Exists because the surest fence is a server that no longer runs. A session that outlived its killed postmaster committed 49 rows
 * beside the promoted standby (recordings {@code b3}–{@code b6}), so such processes are ended too, first with TERM, then with KILL;
 * only processes that were seen to be of that instance are. The proof is the host's process table without any of them. Needs
 * the host to be reachable. Repeating it on a stopped server changes nothing. Stateless and thread-safe.
 *
 * @since 0.1
 */
public final class StopMasterFence implements Fence {

    private static final Duration FAST = Duration.ofSeconds(30);
    private static final Duration IMMEDIATE = Duration.ofSeconds(15);

    /** Makes the fence. */
    public StopMasterFence() {}

    @Override
    public String name() {
        return "StopMasterFence";
    }

    @Override
    public List<String> describe(FenceContext context) {
        InstanceLocation old = context.oldMaster();
        Dialect dialect = dialect(context);
        return List.of(
                old.host() + ": " + dialect.stop(old, Dialect.StopMode.FAST, FAST),
                old.host() + ": " + dialect.stop(old, Dialect.StopMode.IMMEDIATE, IMMEDIATE) + "   (if it still runs)",
                old.host()
                        + ": kill -TERM, then kill -KILL, of processes that outlived the postmaster   (if there are any)");
    }

    @Override
    public boolean actsOutside() {
        return false;
    }

    @Override
    public FenceProof fence(FenceContext context) throws InterruptedException {
        List<String> done = new ArrayList<>();
        try {
            InstanceState old = look(context);
            if (old.has(ServerProcess.Kind.POSTMASTER)) {
                old = run(context, dialect(context).stop(context.oldMaster(), Dialect.StopMode.FAST, FAST), done);
            }
            if (old.has(ServerProcess.Kind.POSTMASTER)) {
                old = run(
                        context,
                        dialect(context).stop(context.oldMaster(), Dialect.StopMode.IMMEDIATE, IMMEDIATE),
                        done);
            }
            if (old.orphaned()) {
                old = run(context, kill("-TERM", old), done);
            }
            if (old.orphaned()) {
                run(context, kill("-KILL", old), done);
            }
        } catch (TransportException e) {
            done.add(e.getMessage());
        }
        FenceProof proof = verify(context);
        String statement =
                (done.isEmpty() ? "nothing could be run" : String.join("; ", done)) + "; " + proof.statement();
        return new FenceProof(proof.fenced(), statement, proof.evidence());
    }

    @Override
    public FenceProof verify(FenceContext context) throws InterruptedException {
        InstanceState old = look(context);
        return old.liveness().isStopped()
                ? FenceProof.holds(
                        "no process of " + old.location() + " is left",
                        old.liveness().evidence())
                : FenceProof.missing(
                        "it is not proved that " + old.location() + " is stopped: "
                                + old.liveness().because(),
                        old.liveness().evidence());
    }

    private static InstanceState run(FenceContext context, Command command, List<String> done)
            throws InterruptedException {
        CommandResult result = context.transport().execute(context.oldMaster().host(), command);
        done.add("'" + command + "' ended with " + result.exitText());
        return look(context);
    }

    private static Command kill(String signal, InstanceState old) {
        List<String> words = new ArrayList<>(List.of("kill", signal));
        old.processes().forEach(p -> words.add(Integer.toString(p.pid())));
        return Command.builder(words).mutating().build();
    }

    private static InstanceState look(FenceContext context) throws InterruptedException {
        Optional<InstanceState> old = context.observe().instance(context.oldMaster());
        return old.orElseThrow(() -> new IllegalStateException("the probe did not look at " + context.oldMaster()));
    }

    private static Dialect dialect(FenceContext context) {
        return context.state()
                .version()
                .map(v -> Dialects.of(context.cluster(), v))
                .orElseGet(() -> Dialects.toAskWith(context.cluster()));
    }
}
