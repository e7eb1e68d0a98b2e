package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.engine.Memory;
import io.github.gpfailover.core.internal.engine.Situation;
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
    static List<String> against(InstanceState standby, Situation now) throws InterruptedException {
        List<String> reasons = new ArrayList<>();
        for (InstanceState other : now.state().instances()) {
            if (!other.location().equals(standby.location())) {
                mayWrite(other, now).ifPresent(reasons::add);
            }
        }
        if (now.memory().lastMaster().isEmpty()) {
            unknownUpstream(standby, now).ifPresent(reasons::add);
        }
        return reasons;
    }

    /** Where no master was seen to tell its catalog, the standby's own file tells whom it follows; that server must be among the known. */
    private static Optional<String> unknownUpstream(InstanceState standby, Situation now) throws InterruptedException {
        Optional<HostName> upstream = now.inspection().upstream(standby.location());
        boolean known = upstream.isEmpty()
                || now.state().instances().stream()
                        .anyMatch(i -> i.location().host().equals(upstream.get()));
        return known
                ? Optional.empty()
                : Optional.of(
                        "the standby on " + standby.location().host() + " follows a master on " + upstream.get()
                                + ", which this cluster's specification does not name, so it can't be proved stopped; name it there");
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
