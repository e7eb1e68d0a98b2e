package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.ServerProcess;
import io.github.gpfailover.core.internal.caller.CallerException;
import io.github.gpfailover.core.internal.forecast.Forecast;
import io.github.gpfailover.core.internal.known.ExecutionNotes;
import io.github.gpfailover.core.internal.known.HeldFence;
import io.github.gpfailover.core.internal.step.Actions;
import io.github.gpfailover.core.internal.step.Deed;
import io.github.gpfailover.core.internal.step.Judgement;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.spi.FenceProof;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The fencing of an old master, by the first fence that proves its effect. */
final class Fencing implements Deed {

    private final StepContext now;
    private final InstanceLocation old;
    private final List<Fence> fences;
    /** Whether a fence was set, or was tried to be. */
    private boolean tried;

    /** Whether the fence that is tried now held before anything was done about it. */
    private boolean held;

    /**
     * Prepares it.
     *
     * @param now what was observed before
     * @param old the server that must not write any more
     * @param fences those to try, in order
     */
    Fencing(StepContext now, InstanceLocation old, List<Fence> fences) {
        this.now = now;
        this.old = old;
        this.fences = fences;
    }

    @Override
    public List<String> describe() throws InterruptedException {
        FenceCalls calls = new FenceCalls(now, old);
        List<String> all = new ArrayList<>();
        for (Fence fence : fences) {
            all.addAll(calls.describe(fence));
        }
        return all;
    }

    @Override
    public void act(Actions actions) throws InterruptedException {
        for (Fence fence : fences) {
            boolean holds;
            try {
                held = new FenceCalls(now, old).verify(fence).fenced();
                holds = held || holds(fence, actions);
            } catch (CallerException e) {
                // The next fence may do: one of the caller's own that is broken is no reason to give up.
                actions.remark(e.getMessage());
                continue;
            }
            if (holds) {
                now.notes().heldFence(new HeldFence(fence, old));
                if (fence.leavesRunning()) {
                    // What holds it is lifted where the plan ends before a promotion; it is not started.
                    now.notes().notStopped(old);
                }
                return;
            }
        }
    }

    private boolean holds(Fence fence, Actions actions) throws InterruptedException {
        if (fence.leavesRunning()) {
            // Noted before: one that is half set when the controller dies is to be lifted by who resumes.
            now.notes().fencing(old);
        }
        tried = true;
        FenceCalls calls = new FenceCalls(now, old);
        FenceProof done = calls.fence(fence);
        FenceProof proof = calls.verify(fence);
        if (!proof.fenced()) {
            actions.remark(
                    fence.name() + ": " + done.statement() + (done.fenced() ? "; then: " + proof.statement() : ""));
        }
        return proof.fenced();
    }

    @Override
    public Judgement verify(StepContext after) throws InterruptedException {
        Optional<InstanceState> server = after.state().instance(old);
        if (server.filter(s -> s.liveness().isStopped()).isPresent()) {
            return Judgement.holds(
                    "the old master at " + old + " is stopped, no process of it is left",
                    server.get().liveness().evidence());
        }
        Optional<HeldFence> held =
                after.notes().heldFence().filter(h -> h.oldMaster().equals(old));
        if (held.isPresent()) {
            FenceProof proof = new FenceCalls(after, old).verify(held.get().fence());
            if (proof.fenced()) {
                return Judgement.holds(
                        "the old master at " + old + " is fenced by "
                                + held.get().fence().name() + ": " + proof.statement(),
                        proof.evidence());
            }
        }
        return Judgement.doesNotHold("no fence could be proved on the old master at " + old + ", so "
                + "nothing is promoted. Give the step a fence that reaches it, or attest that its host is off. Seen: "
                + server.map(s -> s.liveness().because()).orElse("it was not observed"));
    }

    @Override
    public Optional<InstanceLocation> leaving() {
        return now.activationAhead().map(a -> old);
    }

    @Override
    public List<InstanceLocation> stops() {
        boolean served = now.state()
                .instance(old)
                .filter(s -> s.has(ServerProcess.Kind.POSTMASTER))
                .isPresent();
        return served && now.activationAhead().isPresent() ? List.of(old) : List.of();
    }

    @Override
    public void expect(Forecast forecast, ExecutionNotes notes) {
        forecast.stopped(old);
    }

    @Override
    public boolean actsOutside() {
        return fences.stream().anyMatch(Fence::actsOutside);
    }

    @Override
    public boolean onlyLooked() {
        return held && !tried;
    }

    @Override
    public List<String> open() {
        boolean reached =
                now.state().instance(old).filter(s -> !s.liveness().isUnknown()).isPresent();
        return reached ? List.of() : List.of("whether a fence can prove its effect on a server that can't be seen");
    }
}
