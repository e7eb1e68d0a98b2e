package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.caller.CallerException;
import io.github.gpfailover.core.internal.engine.Hands;
import io.github.gpfailover.core.internal.engine.Memory;
import io.github.gpfailover.core.internal.engine.Situation;
import io.github.gpfailover.core.internal.engine.StepHandler;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.ReleaseFence;
import io.github.gpfailover.step.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code releaseFence()}: exists to give a fenced host back once no master can come out of it. */
final class ReleaseFenceHandler implements StepHandler<ReleaseFence> {

    private static final String LEFT = "leftOfFences";

    @Override
    public Decision decide(ReleaseFence step, Situation now) throws InterruptedException {
        if (now.activationAhead().isPresent() && now.memory().formerMaster().isEmpty()) {
            return Decision.refused("no promotion has happened yet, so what fences hold is not let go");
        }
        Optional<Decision> refusal = Guards.needMaster(now);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Optional<InstanceLocation> old = target(now);
        if (old.isEmpty()) {
            return Decision.refused("no former master is known that a fence could hold");
        }
        InstanceLocation master = Guards.master(now);
        if (old.get().equals(master)) {
            return Decision.refused("the server at " + master + " is the master");
        }
        Optional<String> against = mayWrite(old.get(), now);
        return against.isPresent()
                ? Decision.notYet(against.get())
                : Decision.ready("lift what " + names(now) + " set on " + old.get());
    }

    /** Why a server must stay fenced; empty if nothing can write there. */
    private static Optional<String> mayWrite(InstanceLocation old, Situation now) {
        Optional<InstanceState> server = now.state().instance(old);
        if (server.filter(s -> s.liveness().isStopped() || s.role() == InstanceRole.STANDBY)
                .isPresent()) {
            return Optional.empty();
        }
        return Optional.of("the server at " + old + " is neither proved stopped nor a standby, so it stays fenced: "
                + server.map(s -> s.role() + ", " + s.liveness().because()).orElse("it was not looked at")
                + "; stop it on its host with pg_ctl stop -m immediate -D " + old.dataDirectory());
    }

    @Override
    public void act(ReleaseFence step, Situation now, Hands hands) throws InterruptedException {
        InstanceLocation old = target(now).orElseThrow();
        List<String> left = new ArrayList<>();
        FenceCalls calls = new FenceCalls(now, old);
        for (Fence fence : fences(now)) {
            try {
                calls.release(fence).forEach(l -> left.add(fence.name() + ": " + l));
            } catch (CallerException e) {
                left.add(e.getMessage());
            }
        }
        if (left.isEmpty()) {
            now.memory().fenceGone();
            now.memory().fencingUndone();
        } else {
            now.fact(LEFT, String.join("; ", left));
        }
    }

    @Override
    public Verdict verify(ReleaseFence step, Situation before, Situation after) {
        String left = before.facts().get(LEFT);
        if (left != null) {
            return Verdict.doesNotHold("not all that fences set could be lifted: " + left);
        }
        InstanceLocation old = target(before).orElseThrow();
        return Verdict.holds(
                "nothing that " + names(before) + " set on " + old + " is left",
                before.state().instance(old).orElseThrow().liveness().evidence());
    }

    /** What would be lifted, for the preview. */
    List<String> describe(Situation now) {
        return fences(now).stream()
                .map(f -> f.name() + ": lift what it set on "
                        + target(now).map(InstanceLocation::toString).orElse("the former master"))
                .toList();
    }

    /** Fences of the caller's own may act by other means than commands. */
    @Override
    public boolean actsOutside(ReleaseFence step, Situation before) {
        return fences(before).stream().anyMatch(Fence::actsOutside);
    }

    private static String names(Situation now) {
        return String.join(", ", fences(now).stream().map(Fence::name).toList());
    }

    private static List<Fence> fences(Situation now) {
        List<Fence> all = new ArrayList<>();
        now.memory().heldFence().map(Memory.HeldFence::fence).ifPresent(all::add);
        now.fences().stream().filter(f -> !all.contains(f)).forEach(all::add);
        return all;
    }

    /** The server that is held, else the one that was master, else the one place of a master that has another role. */
    private static Optional<InstanceLocation> target(Situation now) {
        return now.memory()
                .heldFence()
                .map(Memory.HeldFence::oldMaster)
                .or(() -> now.memory().formerMaster())
                .or(() -> now.state()
                        .master()
                        .flatMap(m -> now.cluster().masterLocations().stream()
                                .filter(l -> !l.equals(m.location()))
                                .findFirst()));
    }

    @Override
    public List<String> mayRefuse(ReleaseFence step) {
        return List.of("the former master is neither proved stopped nor a standby");
    }
}
