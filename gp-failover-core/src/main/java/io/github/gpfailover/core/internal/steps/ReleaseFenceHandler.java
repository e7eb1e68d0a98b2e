package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.caller.CallerException;
import io.github.gpfailover.core.internal.known.HeldFence;
import io.github.gpfailover.core.internal.step.Actions;
import io.github.gpfailover.core.internal.step.Deed;
import io.github.gpfailover.core.internal.step.Judgement;
import io.github.gpfailover.core.internal.step.Objections;
import io.github.gpfailover.core.internal.step.Ruling;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.step.StepHandler;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.step.ReasonCode;
import io.github.gpfailover.step.ReleaseFence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The handler of {@code releaseFence()}. It exists to give a fenced host back once no master can come out of it. */
final class ReleaseFenceHandler implements StepHandler<ReleaseFence> {

    @Override
    public Ruling decide(ReleaseFence step, StepContext now) throws InterruptedException {
        if (now.activationAhead().isPresent() && now.notes().formerMaster().isEmpty()) {
            return Ruling.refused(
                    ReasonCode.NO_PROMOTION_YET, "no promotion has happened yet, so what fences hold is not let go");
        }
        Objections refusal = Guards.needMaster(now);
        if (refusal.any()) {
            return refusal.refusal();
        }
        Optional<InstanceLocation> old = target(now);
        if (old.isEmpty()) {
            return Ruling.refused(
                    ReasonCode.FORMER_MASTER_UNKNOWN, "no former master is known that a fence could hold");
        }
        InstanceLocation master = Guards.master(now);
        if (old.get().equals(master)) {
            return Ruling.refused(ReasonCode.SERVER_IS_MASTER, "the server at " + master + " is the master");
        }
        Optional<String> against = mayWrite(old.get(), now);
        return against.isPresent()
                ? Ruling.notYet(ReasonCode.FENCED_SERVER_MAY_WRITE, against.get())
                : Ruling.ready(
                        "lift what " + names(now) + " set on " + old.get(), new Lift(now, old.get(), fences(now)));
    }

    /** Why a server must stay fenced; empty if nothing can write there. */
    private static Optional<String> mayWrite(InstanceLocation old, StepContext now) {
        Optional<InstanceState> server = now.state().instance(old);
        if (server.filter(s -> s.liveness().isStopped() || s.role() == InstanceRole.STANDBY)
                .isPresent()) {
            return Optional.empty();
        }
        return Optional.of("the server at " + old
                + " is neither proved stopped nor a standby, so it stays fenced; stop it on its"
                + " host with pg_ctl stop -m immediate -D " + old.dataDirectory() + ". Seen: "
                + server.map(s -> s.role() + ", " + s.liveness().because()).orElse("it was not observed"));
    }

    /** The end of what fences hold. */
    private static final class Lift implements Deed {

        private final StepContext now;
        private final InstanceLocation old;
        private final List<Fence> fences;
        private final List<String> left = new ArrayList<>();

        Lift(StepContext now, InstanceLocation old, List<Fence> fences) {
            this.now = now;
            this.old = old;
            this.fences = fences;
        }

        @Override
        public List<String> describe() {
            return fences.stream()
                    .map(f -> f.name() + ": lift what it set on " + old)
                    .toList();
        }

        @Override
        public void act(Actions actions) throws InterruptedException {
            FenceCalls calls = new FenceCalls(now, old);
            for (Fence fence : fences) {
                try {
                    calls.release(fence).forEach(l -> left.add(fence.name() + ": " + l));
                } catch (CallerException e) {
                    left.add(e.getMessage());
                }
            }
            if (left.isEmpty()) {
                now.notes().fenceGone();
                now.notes().fencingUndone();
            }
        }

        @Override
        public Judgement verify(StepContext after) {
            return left.isEmpty()
                    ? Judgement.holds(
                            "nothing that " + names(now) + " set on " + old + " is left",
                            now.state().instance(old).orElseThrow().liveness().evidence())
                    : Judgement.doesNotHold("not all that fences set could be lifted: " + String.join("; ", left));
        }

        /** Fences of the caller's own may act by other means than commands. */
        @Override
        public boolean actsOutside() {
            return fences.stream().anyMatch(Fence::actsOutside);
        }
    }

    private static String names(StepContext now) {
        return String.join(", ", fences(now).stream().map(Fence::name).toList());
    }

    private static List<Fence> fences(StepContext now) {
        List<Fence> all = new ArrayList<>();
        now.notes().heldFence().map(HeldFence::fence).ifPresent(all::add);
        now.fences().stream().filter(f -> !all.contains(f)).forEach(all::add);
        return all;
    }

    /**
     * The server that is held, else the one that was master, else the only location of a master that has another role.
     */
    private static Optional<InstanceLocation> target(StepContext now) {
        return now.notes()
                .heldFence()
                .map(HeldFence::oldMaster)
                .or(() -> now.notes().formerMaster())
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
