package io.github.gpfailover.core.internal.run;

import io.github.gpfailover.CommandReport;
import io.github.gpfailover.MasterReturn;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.known.ExecutionNotes;
import io.github.gpfailover.core.internal.known.HeldFence;
import io.github.gpfailover.core.internal.known.Observer;
import io.github.gpfailover.core.internal.step.HandlerSet;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.spi.FenceProof;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.step.FenceOldMaster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The watch over the old master while a plan goes on. It exists because a host's start scripts may start it again: a fence that holds it is
 * verified anew before each step, and a server that came back beside the promoted one (recordings 73, 74) is fenced again.
 */
final class OldMasterWatch {

    private static final Duration AGAIN = Duration.ofMinutes(2);

    /** The server that came back, and the one that was promoted meanwhile. */
    record Pair(InstanceState old, InstanceState promoted) {

        @Override
        public String toString() {
            String what = old.role() == InstanceRole.MASTER
                    ? "TWO MASTERS answer: the old master at " + old.location() + " came back"
                    : "the old master at " + old.location() + " runs again, though it does not tell what it is ("
                            + old.liveness().because() + "),";
            return what + " beside " + promoted.location() + "; nothing more is done but to fence it again";
        }
    }

    private final StepContext.Setting setting;
    private final Observer observer;
    private final GuardedTransport actions;
    private final HandlerSet handlers;
    private final Sleeper sleeper;
    private final Pauses pauses;
    private final List<Fence> fences;

    OldMasterWatch(PlanRun run) {
        this.setting = run.setting();
        this.observer = run.observer();
        this.actions = run.actions();
        this.handlers = run.handlers();
        this.sleeper = run.sleeper();
        this.pauses = run.pauses();
        List<Fence> all = new ArrayList<>(setting.fences());
        run.steps().stream()
                .filter(FenceOldMaster.class::isInstance)
                .flatMap(s -> ((FenceOldMaster) s).fence().stream())
                .filter(f -> !all.contains(f))
                .forEach(all::add);
        // A server that was stopped can do no harm whatever becomes of routes: such fences come first.
        all.sort(Comparator.comparing(Fence::leavesRunning).thenComparing(Fence::actsOutside));
        fences = all;
    }

    /**
     * Gives the state, by a new observation if a fence that it trusted no longer holds, or if one is found that does.
     */
    ClusterState checked(ClusterState seen) throws InterruptedException {
        ExecutionNotes notes = setting.notes();
        Optional<HeldFence> held = notes.heldFence().filter(h -> h.fence().leavesRunning());
        if (held.isPresent()) {
            if (settled(seen, held.get().oldMaster())
                    || proof(held.get().fence(), held.get().oldMaster(), seen).fenced()) {
                return seen;
            }
            notes.fenceGone();
            observer.outdated();
            return observer.look();
        }
        // A fence is not recalled on resume; one that was set by an earlier run may hold all the same.
        Optional<Pair> pair = returned(seen);
        if (pair.isPresent()) {
            InstanceLocation old = pair.get().old().location();
            for (Fence fence : fences) {
                if (fence.leavesRunning() && proof(fence, old, seen).fenced()) {
                    notes.heldFence(new HeldFence(fence, old));
                    observer.outdated();
                    return observer.look();
                }
            }
        }
        return seen;
    }

    /** The fences that the engine or the plan has and behind which a server may run on. */
    List<Fence> leavingRunning() {
        return fences.stream().filter(Fence::leavesRunning).toList();
    }

    private static boolean settled(ClusterState seen, InstanceLocation old) {
        return seen.instance(old)
                .filter(i -> i.liveness().isStopped() || i.role() == InstanceRole.STANDBY)
                .isPresent();
    }

    /**
     * The old master beside the promoted one, if that can be determined: it runs, was the master before the activation of this execution,
     * and its timeline, where both report theirs, is the lower one.
     */
    Optional<Pair> returned(ClusterState seen) {
        Optional<InstanceLocation> former = setting.notes().formerMaster();
        List<InstanceState> masters = seen.masters();
        if (former.isEmpty()) {
            return Optional.empty();
        }
        if (masters.size() != 2) {
            return silent(seen, former.get());
        }
        InstanceState first = masters.get(0);
        InstanceState second = masters.get(1);
        Pair pair = first.location().equals(former.get()) ? new Pair(first, second) : new Pair(second, first);
        boolean told =
                pair.old().timeline().isPresent() && pair.promoted().timeline().isPresent();
        boolean contradicts = told
                && pair.old().timeline().getAsInt()
                        >= pair.promoted().timeline().getAsInt();
        return pair.old().location().equals(former.get()) && !contradicts ? Optional.of(pair) : Optional.empty();
    }

    /** An old master that runs and lets nobody in, or is only starting, takes its clients' writes all the same. */
    private Optional<Pair> silent(ClusterState seen, InstanceLocation former) {
        boolean fenced = setting.notes().fencedPlaces().contains(former);
        boolean becomesStandby =
                seen.standby().filter(r -> r.location().equals(former)).isPresent();
        if (fenced || becomesStandby || seen.masters().size() != 1) {
            return Optional.empty();
        }
        InstanceState promoted = seen.masters().get(0);
        return seen.instance(former)
                .filter(i -> i.liveness().isRunning()
                        && i.role() != InstanceRole.STANDBY
                        && !former.equals(promoted.location()))
                .map(i -> new Pair(i, promoted));
    }

    /** Fences a server that came back, by the first fence that proves its effect. */
    MasterReturn fenceAgain(Pair pair, ClusterState seen) throws InterruptedException {
        InstanceLocation old = pair.old().location();
        actions.begin(Deadline.in(AGAIN, sleeper, pauses));
        List<String> tried = new ArrayList<>();
        boolean fenced = false;
        for (Fence fence : fences) {
            FenceProof proof;
            try {
                if (fence.leavesRunning()) {
                    setting.notes().fencing(old);
                }
                StepContext now = situation(seen);
                FenceProof done = handlers.fence(fence, old, now);
                proof = handlers.verify(fence, old, now);
                tried.add(fence.name() + ": " + (proof.fenced() ? proof : done).statement());
            } catch (RuntimeException e) {
                tried.add(fence.name() + " failed: " + e.getMessage());
                continue;
            }
            if (proof.fenced()) {
                fenced = true;
                setting.notes().heldFence(new HeldFence(fence, old));
                break;
            }
        }
        observer.outdated();
        List<CommandReport> sent = actions.sent();
        return Builders.of(MasterReturn.Builder.class)
                .oldMaster(old)
                .oldTimeline(pair.old().timeline())
                .newMaster(pair.promoted().location())
                .newTimeline(pair.promoted().timeline())
                .seenAt(seen.observedAt())
                .fenced(fenced)
                .statement(tried.isEmpty() ? "no fence is known" : String.join("; ", tried))
                .commands(sent)
                .build();
    }

    private FenceProof proof(Fence fence, InstanceLocation old, ClusterState seen) throws InterruptedException {
        try {
            return handlers.verify(fence, old, situation(seen));
        } catch (RuntimeException e) {
            return FenceProof.missing(fence.name() + " could not be verified: " + e.getMessage(), List.of());
        }
    }

    private StepContext situation(ClusterState seen) {
        return new StepContext(setting, seen, 0, List.of());
    }
}
