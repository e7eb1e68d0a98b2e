package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.ServerProcess;
import io.github.gpfailover.core.internal.caller.CallerException;
import io.github.gpfailover.core.internal.engine.Forecast;
import io.github.gpfailover.core.internal.engine.Hands;
import io.github.gpfailover.core.internal.engine.Memory;
import io.github.gpfailover.core.internal.engine.Situation;
import io.github.gpfailover.core.internal.engine.StepHandler;
import io.github.gpfailover.core.internal.engine.Undo;
import io.github.gpfailover.core.internal.inspect.DispatchAnswer;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.spi.FenceProof;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.FenceOldMaster;
import io.github.gpfailover.step.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code fence()}: exists to take the old master's ability to write away where it is not proved stopped. */
final class FenceHandler implements StepHandler<FenceOldMaster> {

    private static final Duration BETWEEN_READS = Duration.ofSeconds(5);
    private static final String TAKE_OUT =
            "; to take it out all the same write activate(a -> a.evenIfMasterServes(\"why\"))";

    @Override
    public Decision decide(FenceOldMaster step, Situation now) throws InterruptedException {
        if (now.state().masters().size() > 1 && now.activationAhead().isPresent()) {
            return Guards.needMaster(now).orElseThrow();
        }
        InstanceLocation old = target(now);
        Optional<InstanceState> server = now.state().instance(old);
        if (server.filter(s -> s.liveness().isStopped()).isPresent()) {
            now.prove(server.get().liveness().evidence());
            return Decision.satisfied("the old master at " + old + " is proved stopped");
        }
        if (server.filter(s -> s.role() == InstanceRole.STANDBY).isPresent()) {
            return Decision.satisfied("the server at " + old + " runs as a standby and does not write");
        }
        Optional<Decision> serving = serves(old, now);
        if (serving.isPresent()) {
            return serving.get();
        }
        Optional<Decision> against = Guards.againstActivation(now);
        if (against.isPresent()) {
            return against.get();
        }
        if (noStandbySeen(now)) {
            return Decision.notYet("the plan activates a standby afterwards, but none is seen running: "
                    + Guards.because(now.state().instances()) + "; the old master was left alone");
        }
        return Decision.ready("fence the old master at " + old + " by "
                + String.join(
                        ", then ", fences(step, now).stream().map(Fence::name).toList()));
    }

    /** A master that answers and dispatches is not taken out without a word: that would be an outage for nothing. */
    private static Optional<Decision> serves(InstanceLocation old, Situation now) throws InterruptedException {
        boolean answers =
                now.state().master().filter(m -> m.location().equals(old)).isPresent();
        if (!answers) {
            return Optional.empty();
        }
        if (now.activationAhead().isEmpty()) {
            return Optional.of(Decision.refused("the server at " + old
                    + " is the only master that serves, and nothing in the plan activates a standby afterwards; to leave the"
                    + " cluster without a master write stopMaster(s -> s.leavesNoMaster(\"why\"))"));
        }
        Optional<String> consent = now.activationAhead().get().evenIfMasterServes();
        if (consent.isPresent()) {
            now.warn("a master that serves is taken out, as the plan says (" + consent.get() + "): " + old);
            return Optional.empty();
        }
        List<CatalogRow> primaries = now.state().segments().stream()
                .filter(r -> r.role() == CatalogRow.Role.PRIMARY)
                .toList();
        DispatchAnswer first = now.inspection().dispatch(old, primaries);
        DispatchAnswer second = first;
        if (first.fault().isPresent()) {
            // One read that fails is no proof: a loaded host, or a segment whose mirror takes its place, fails one too.
            now.sleeper().sleep(BETWEEN_READS);
            second = now.inspection().dispatch(old, primaries);
            if (first.confirmedBy(second)) {
                now.warn("the master at " + old + " answers, but does not serve, twice: " + second.words());
                return Optional.empty();
            }
        }
        if (now.memory().stoppedMaster().filter(old::equals).isPresent()) {
            return Optional.of(Decision.refused("the master at " + old
                    + " serves again, though this plan had stopped it: somebody started it meanwhile, so it was left alone and"
                    + " nothing was promoted; execute the plan anew if the move is still wanted"));
        }
        if (second.kind() == DispatchAnswer.Kind.CHANGED) {
            return Optional.of(Decision.notYet("the master at " + old + " answered, and then: " + second.words()
                    + "; it was left alone until it is looked at again" + TAKE_OUT));
        }
        if (second.fault().isPresent()) {
            return Optional.of(Decision.refused(
                    "the master at " + old + " answers, and that it does not serve is not proved by two reads: "
                            + first.words() + "; then: " + second.words() + TAKE_OUT));
        }
        return Optional.of(Decision.refused("the master at " + old
                + " answers and dispatches to every segment, so there is nothing to fail over from; for a planned move write"
                + " FailoverPlan.switchover(host), or .stopMaster() before this step" + TAKE_OUT));
    }

    private static boolean noStandbySeen(Situation now) {
        return now.activationAhead().isPresent()
                && now.state().instances().stream().noneMatch(i -> i.role() == InstanceRole.STANDBY);
    }

    @Override
    public void act(FenceOldMaster step, Situation now, Hands hands) throws InterruptedException {
        FenceCalls calls = new FenceCalls(now, target(now));
        for (Fence fence : fences(step, now)) {
            boolean holds;
            try {
                holds = holds(fence, calls, now);
            } catch (CallerException e) {
                // The next fence may do: one of the caller's own that is broken is no reason to give up.
                now.remark(e.getMessage());
                continue;
            }
            if (holds) {
                now.memory().heldFence(new Memory.HeldFence(fence, target(now)));
                return;
            }
        }
    }

    private static boolean holds(Fence fence, FenceCalls calls, Situation now) throws InterruptedException {
        if (calls.verify(fence).fenced()) {
            return true;
        }
        if (fence.leavesRunning()) {
            // Noted before: one that is half set when the controller dies is to be lifted by who resumes.
            now.memory().fencing(target(now));
        }
        FenceProof done = calls.fence(fence);
        FenceProof proof = calls.verify(fence);
        if (!proof.fenced()) {
            now.remark(fence.name() + ": " + done.statement() + "; then: " + proof.statement());
        }
        return proof.fenced();
    }

    @Override
    public Verdict verify(FenceOldMaster step, Situation before, Situation after) throws InterruptedException {
        InstanceLocation old = target(before);
        Optional<InstanceState> server = after.state().instance(old);
        if (server.filter(s -> s.liveness().isStopped()).isPresent()) {
            return Verdict.holds(
                    "the old master at " + old + " is stopped, no process of it is left",
                    server.get().liveness().evidence());
        }
        Optional<Memory.HeldFence> held =
                after.memory().heldFence().filter(h -> h.oldMaster().equals(old));
        if (held.isPresent()) {
            FenceProof proof = new FenceCalls(after, old).verify(held.get().fence());
            if (proof.fenced()) {
                return Verdict.holds(
                        "the old master at " + old + " is fenced by "
                                + held.get().fence().name() + ": " + proof.statement(),
                        proof.evidence());
            }
        }
        return Verdict.doesNotHold("no fence could be proved on the old master at " + old + ": "
                + server.map(s -> s.liveness().because()).orElse("it was not looked at")
                + "; nothing is promoted; give the step a fence that reaches it, or attest that its host is off");
    }

    @Override
    public Optional<InstanceLocation> leaving(FenceOldMaster step, Situation now) {
        return now.activationAhead().map(a -> target(now));
    }

    @Override
    public List<Undo> undo(FenceOldMaster step, Situation before) {
        InstanceLocation old = target(before);
        if (before.memory().heldFence().filter(h -> h.fence().leavesRunning()).isPresent()) {
            // It was not stopped; what holds it is lifted by the runner.
            return List.of();
        }
        boolean served = before.state()
                .instance(old)
                .filter(s -> s.has(ServerProcess.Kind.POSTMASTER))
                .isPresent();
        return served && before.activationAhead().isPresent() ? List.of(Undo.start(old, before.dialect())) : List.of();
    }

    @Override
    public void expect(FenceOldMaster step, Situation now, Forecast forecast) {
        forecast.stopped(target(now));
    }

    @Override
    public boolean actsOutside(FenceOldMaster step, Situation before) {
        return fences(step, before).stream().anyMatch(Fence::actsOutside);
    }

    /** What the fences would do, for the preview. */
    List<String> describe(FenceOldMaster step, Situation now) throws InterruptedException {
        FenceCalls calls = new FenceCalls(now, target(now));
        List<String> all = new ArrayList<>();
        for (Fence fence : fences(step, now)) {
            all.addAll(calls.describe(fence));
        }
        return all;
    }

    private static List<Fence> fences(FenceOldMaster step, Situation now) {
        return step.fence().map(List::of).orElse(now.fences());
    }

    /** Before an activation the master of now; after the last one the master that was. */
    private static InstanceLocation target(Situation now) {
        return now.activationAhead().isPresent()
                ? Guards.oldMaster(now)
                : now.memory().formerMaster().orElseGet(() -> Guards.oldMaster(now));
    }

    @Override
    public List<String> open(FenceOldMaster step, Situation now) {
        boolean reached = now.state()
                .instance(target(now))
                .filter(s -> !s.liveness().isUnknown())
                .isPresent();
        return reached ? List.of() : List.of("whether a fence can prove its effect on a server that can't be seen");
    }

    @Override
    public List<String> mayRefuse(FenceOldMaster step) {
        return List.of("no fence can prove its effect", "the standby that is to be activated is not in sync");
    }
}
