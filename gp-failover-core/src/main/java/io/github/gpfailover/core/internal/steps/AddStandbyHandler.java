package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.join.JoinDecision;
import io.github.gpfailover.core.internal.join.StandbyStart;
import io.github.gpfailover.core.internal.join.StartProof;
import io.github.gpfailover.core.internal.known.PlanLocations;
import io.github.gpfailover.core.internal.step.Findings;
import io.github.gpfailover.core.internal.step.Objections;
import io.github.gpfailover.core.internal.step.Ruling;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.step.StepHandler;
import io.github.gpfailover.step.AddStandby;
import io.github.gpfailover.step.AddStandby.Strategy;
import io.github.gpfailover.step.Reason;
import io.github.gpfailover.step.ReasonCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The handler of {@code addStandby(host)}. It makes a standby by the shortest strategy that is proved right: of the directory at its
 * location, or of a copy, with whatever is there renamed, never deleted.
 */
final class AddStandbyHandler implements StepHandler<AddStandby> {

    @Override
    public Ruling decide(AddStandby step, StepContext now) throws InterruptedException {
        Objections refusal = Guards.needMaster(now);
        if (refusal.any()) {
            return refusal.refusal();
        }
        Optional<InstanceLocation> place = place(step, now);
        if (place.isEmpty()) {
            return Ruling.refused(
                    ReasonCode.HOST_UNKNOWN,
                    "the plan says " + step.host() + ", but no such host is known; name it, or give the"
                            + " specification a standby");
        }
        InstanceLocation target = place.get();
        InstanceLocation master = Guards.master(now);
        if (target.host().equals(master.host())
                && (target.port() == master.port() || target.dataDirectory().equals(master.dataDirectory()))) {
            return Ruling.refused(
                    ReasonCode.HOST_HOLDS_MASTER,
                    target.host() + " holds the master at " + master
                            + "; a standby there needs another host, or both another port and another data directory");
        }
        Optional<String> fenced = now.notes()
                .heldFence()
                .filter(h -> h.fence().leavesRunning() && h.oldMaster().host().equals(target.host()))
                .map(h -> h.fence().name());
        if (fenced.isPresent()) {
            return Ruling.refused(
                    ReasonCode.HOST_FENCED,
                    target.host() + " is cut off by " + fenced.get()
                            + ", so the master can't reach it; write .releaseFence() before");
        }
        Optional<CatalogRow> standby = now.state().standby();
        if (standby.isPresent() && !begun(target, now)) {
            return standbyThere(step, standby.get().location(), target, now);
        }
        if (standby.filter(r -> !r.location().equals(target)).isPresent()) {
            return anotherThere(standby.get().location());
        }
        return chosen(step, target, now);
    }

    /** Whether this execution began to make a standby there without a copy, and did not come to the end. */
    static boolean begun(InstanceLocation target, StepContext now) {
        return now.notes().joining(target).isPresent();
    }

    private static Ruling anotherThere(InstanceLocation there) {
        return Ruling.refused(
                ReasonCode.STANDBY_EXISTS,
                "the cluster has a standby at " + there + " already; write .removeStandby() before");
    }

    private static Ruling standbyThere(
            AddStandby step, InstanceLocation there, InstanceLocation target, StepContext now)
            throws InterruptedException {
        if (!there.equals(target)) {
            return anotherThere(there);
        }
        Optional<InstanceState> server = now.state().instance(target);
        Findings unknown = server.filter(s -> s.liveness().isUnknown())
                .map(s -> Findings.unknown(target))
                .orElse(Findings.none());
        return standbyThere(step, target, server, now).noting(unknown);
    }

    private static Ruling standbyThere(
            AddStandby step, InstanceLocation target, Optional<InstanceState> server, StepContext now)
            throws InterruptedException {
        boolean runs = server.filter(s -> s.role() == InstanceRole.STANDBY).isPresent();
        if (runs && !now.notes().starting(target)) {
            return Ruling.satisfied("the standby at " + target + " is in the catalog and runs");
        }
        if (runs) {
            return Ruling.ready(
                    "hold the proof of the standby at " + target + ", which this execution has started",
                    new ConfiguredStart(now, target));
        }
        if (server.filter(s -> s.liveness().isStopped()).isEmpty()) {
            return Ruling.notYet(
                    ReasonCode.STANDBY_NOT_RUNNING,
                    "the catalog names the standby at " + target + ", but it does not run as one: "
                            + server.map(s -> s.liveness().because()).orElse("it was not observed")
                            + "; unless that passes, stop what runs there, or write .removeStandby() before");
        }
        StartProof proof = new StandbyStart(target, now).proof();
        if (proof.holds()) {
            return Ruling.ready(
                    "start the standby at " + target + ", which the catalog names, without a copy: " + expected(now)
                            + String.join("; ", proof.proved()),
                    new ConfiguredStart(now, target));
        }
        // A file that makes it another server's standby is somebody's will.
        boolean ours = now.upstream(target)
                .filter(u -> !u.is(now.state().master().orElseThrow().location()))
                .isEmpty();
        Optional<JoinDecision> way =
                ours ? StandbyChoice.of(step, target, now).filter(w -> !w.refusedBy(step)) : Optional.empty();
        if (way.isPresent() && goesOn(step, way.get(), target, now)) {
            // What an earlier run has entered into the catalog and not started: the directory's own proof counts.
            return Ruling.ready(
                    "make the standby at " + target + ", which the catalog names and which never ran: " + expected(now)
                            + way.get(),
                    new StandbyMaking(step, now, target, way.get()));
        }
        Objections against = unproved(
                ReasonCode.STANDBY_START_UNPROVED,
                "the catalog names the standby at " + target
                        + ", which is stopped and not proved to go on where it is: ",
                proof.against(),
                false);
        for (String why : StreamDiagnosis.why(now)) {
            against = against.with(ReasonCode.STREAM_DIAGNOSIS, why);
        }
        return against.with(ReasonCode.ADVICE, "fix that, or write .removeStandby() before, so that it is made anew")
                .refusal();
    }

    /**
     * Whether a strategy needs nobody's consent to go on where the catalog names the standby already. One that was proved and fails all the
     * same is followed by a copy, as it is for a directory that the catalog does not name.
     */
    private static boolean goesOn(AddStandby step, JoinDecision way, InstanceLocation target, StepContext now)
            throws InterruptedException {
        return way.strategy() != Strategy.COPY
                || way.deadCopy()
                || (way.facts().isPresent()
                        && StandbyChoice.unstartedRewind(
                                step, target, way.facts().get(), now));
    }

    private static Ruling chosen(AddStandby step, InstanceLocation target, StepContext now)
            throws InterruptedException {
        Optional<JoinDecision> choice = StandbyChoice.of(step, target, now);
        if (choice.isEmpty()) {
            return Ruling.notYet(
                    ReasonCode.DIRECTORY_UNREADABLE,
                    target.host() + " could not be asked what is at " + target.dataDirectory() + ": "
                            + now.directory(target).note());
        }
        JoinDecision way = choice.get();
        if (way.refusedBy(step)) {
            return notProved(step, way, target, now);
        }
        if (way.strategy() != Strategy.COPY) {
            Objections room = begun(target, now) ? Objections.none() : DiskRoom.against(way, target, now);
            if (room.any()) {
                return room.with(ReasonCode.STRATEGY_CHOICE, way.toString()).refusal();
            }
            return Ruling.ready(
                            "make a standby at " + target + ": " + expected(now) + way,
                            new StandbyMaking(step, now, target, way))
                    .noting(room.findings());
        }
        Objections refusal = StandbyCopy.against(step, target, way, now.state(), now);
        String aside = way.facts().isPresent() ? "move the old " + target.dataDirectory() + " aside and " : "";
        return refusal.any()
                ? refusal.refusal()
                : Ruling.ready(
                                aside + "make a standby at " + target + ": " + expected(now) + way,
                                new StandbyMaking(step, now, target, way))
                        .noting(refusal.findings());
    }

    private static String expected(StepContext now) {
        return now.inspection().foresees() ? "as expected by then, to be proved when its time comes: " : "";
    }

    private static Ruling notProved(AddStandby step, JoinDecision way, InstanceLocation target, StepContext now) {
        boolean stopped = now.state()
                .instance(target)
                .filter(i -> i.liveness().isStopped())
                .isPresent();
        return unproved(
                        ReasonCode.STRATEGY_UNPROVED,
                        "the plan says " + step.strategy() + " for " + target + ", which is not proved right: ",
                        way.against().getOrDefault(step.strategy(), List.of(way.why())),
                        !stopped)
                .refusal();
    }

    /** What a proof lacks, behind a sentence that says what for. */
    private static Objections unproved(ReasonCode code, String what, List<String> lacks, boolean mayPass) {
        List<Reason> reasons =
                new ArrayList<>(lacks.stream().map(l -> Reason.of(code, l)).toList());
        reasons.set(0, Reason.of(code, what + lacks.get(0)));
        return new Objections(reasons, mayPass);
    }

    private static Optional<InstanceLocation> place(AddStandby step, StepContext now) {
        return PlanLocations.of(step, now.cluster(), now.notes(), Optional.of(now.state()));
    }

    @Override
    public List<String> mayRefuse(AddStandby step) {
        return List.of(
                "another standby is configured",
                "a directory in its place is in use, or not this cluster's",
                "the strategy that the plan names is not proved safe");
    }
}
