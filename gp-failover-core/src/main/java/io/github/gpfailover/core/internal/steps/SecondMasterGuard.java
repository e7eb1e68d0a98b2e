package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.engine.Memory;
import io.github.gpfailover.core.internal.engine.Situation;
import io.github.gpfailover.core.internal.inspect.Upstream;
import io.github.gpfailover.spi.FenceProof;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Exists to keep a standby from being promoted beside a server that could still write. It is closed unless proved open: every other
 * known server must be proved stopped, be a standby, or be held by a fence that verifies now. Unknown is not stopped.
 */
final class SecondMasterGuard {

    private SecondMasterGuard() {}

    /** Why the promotion could make a second master; empty if it can't. Nothing in a plan opens this. */
    static List<String> against(InstanceState standby, Optional<InstanceLocation> oldMaster, Situation now)
            throws InterruptedException {
        List<String> reasons = new ArrayList<>();
        for (InstanceState other : now.state().instances()) {
            if (!other.location().equals(standby.location())) {
                mayWrite(other, now).ifPresent(reasons::add);
            }
        }
        if (oldMaster.isEmpty()) {
            reasons.add(
                    "the standby on " + standby.location().host()
                            + " follows, by its marker file, none of the servers that"
                            + " were looked at, so its master can't be proved stopped; name that server in the cluster's specification");
        }
        return reasons;
    }

    /**
     * The server that the standby follows, by its own marker file: what was seen of the cluster before may be of another time. Empty
     * if it is none of those that were looked at.
     */
    static Optional<InstanceLocation> oldMaster(InstanceState standby, Situation now) throws InterruptedException {
        Optional<Upstream> upstream = now.upstream(standby.location());
        return upstream.flatMap(u -> now.state().instances().stream()
                .map(InstanceState::location)
                .filter(l -> u.is(l) && !l.equals(standby.location()))
                .findFirst());
    }

    /** Why a server could write at this very moment, by a look of its own; empty if it can't. */
    static Optional<String> mayWriteNow(InstanceLocation at, Situation now) throws InterruptedException {
        return mayWrite(now.lookOnlyAt(at), now);
    }

    private static Optional<String> mayWrite(InstanceState other, Situation now) throws InterruptedException {
        InstanceLocation at = other.location();
        if (other.liveness().isStopped()) {
            now.prove(other.liveness().evidence());
            return Optional.empty();
        }
        Optional<Memory.HeldFence> held =
                now.memory().heldFence().filter(h -> h.oldMaster().equals(at));
        if (held.isPresent()) {
            FenceProof proof = held.get().fence().verify(new EngineFenceContext(now, at));
            if (proof.fenced()) {
                now.prove(proof.evidence());
                return Optional.empty();
            }
            return Optional.of(
                    "the fence " + held.get().fence().name() + " on " + at + " no longer holds: " + proof.statement());
        }
        if (other.role() == InstanceRole.STANDBY) {
            return Optional.empty();
        }
        if (other.liveness().isRunning()) {
            return Optional.of("the server at " + at + " still runs: "
                    + other.liveness().because() + "; write .stopMaster() or .fence() before");
        }
        return Optional.of("it can't be told whether the server at " + at + " still runs, and unknown is not stopped: "
                + other.liveness().because()
                + "; write .fence(...) with a fence that reaches it, or attest that its host is off");
    }
}
