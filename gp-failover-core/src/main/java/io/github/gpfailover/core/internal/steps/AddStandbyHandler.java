package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.engine.Forecast;
import io.github.gpfailover.core.internal.engine.Hands;
import io.github.gpfailover.core.internal.engine.HostCommand;
import io.github.gpfailover.core.internal.engine.Places;
import io.github.gpfailover.core.internal.engine.Situation;
import io.github.gpfailover.core.internal.engine.StepHandler;
import io.github.gpfailover.core.internal.join.JoinChoice;
import io.github.gpfailover.core.internal.join.Joining;
import io.github.gpfailover.core.internal.join.StandbyStart;
import io.github.gpfailover.core.internal.join.StartProof;
import io.github.gpfailover.step.AddStandby;
import io.github.gpfailover.step.AddStandby.Strategy;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code addStandby(host)}: exists to make a standby on the shortest way that is proved right: of the directory in its place, or of a
 * copy, with whatever stands there moved aside, never deleted.
 */
final class AddStandbyHandler implements StepHandler<AddStandby> {

    /** What the fact of the way says where a configured standby was started. */
    private static final String STARTED = "START";

    private static final String UNPROVED = "unproved";
    private static final Duration LEAST_FOR_ANOTHER = Duration.ofMinutes(1);

    @Override
    public Decision decide(AddStandby step, Situation now) throws InterruptedException {
        Optional<Decision> refusal = Guards.needMaster(now);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Optional<InstanceLocation> place = place(step, now);
        if (place.isEmpty()) {
            return Decision.refused("the plan says " + step.host() + ", but no such host is known; name it, or give the"
                    + " specification a standby");
        }
        InstanceLocation target = place.get();
        InstanceLocation master = Guards.master(now);
        if (target.host().equals(master.host())
                && (target.port() == master.port() || target.dataDirectory().equals(master.dataDirectory()))) {
            return Decision.refused(target.host() + " holds the master at " + master
                    + "; a standby there needs another host, or both another port and another data directory");
        }
        Optional<String> fenced = now.memory()
                .heldFence()
                .filter(h -> h.fence().leavesRunning() && h.oldMaster().host().equals(target.host()))
                .map(h -> h.fence().name());
        if (fenced.isPresent()) {
            return Decision.refused(target.host() + " is cut off by " + fenced.get()
                    + ", so the master can't reach it; write .releaseFence() before");
        }
        Optional<CatalogRow> standby = now.state().standby();
        if (standby.isPresent() && !begun(target, now)) {
            return standbyThere(standby.get().location(), target, now);
        }
        if (standby.filter(r -> !r.location().equals(target)).isPresent()) {
            return anotherThere(standby.get().location());
        }
        return chosen(step, target, now);
    }

    /** Whether this execution began to make a standby there without a copy, and did not come to the end. */
    private static boolean begun(InstanceLocation target, Situation now) {
        return now.memory().joining(target).isPresent();
    }

    private static Decision anotherThere(InstanceLocation there) {
        return Decision.refused("the cluster has a standby at " + there + " already; write .removeStandby() before");
    }

    private static Decision standbyThere(InstanceLocation there, InstanceLocation target, Situation now)
            throws InterruptedException {
        if (!there.equals(target)) {
            return anotherThere(there);
        }
        Optional<InstanceState> server = now.state().instance(target);
        server.filter(s -> s.liveness().isUnknown()).ifPresent(s -> now.unknown(target));
        boolean runs = server.filter(s -> s.role() == InstanceRole.STANDBY).isPresent();
        if (runs && !now.memory().starting(target)) {
            return Decision.satisfied("the standby at " + target + " is in the catalog and runs");
        }
        if (runs) {
            return Decision.ready("hold the proof of the standby at " + target + ", which this execution has started");
        }
        if (server.filter(s -> s.liveness().isStopped()).isEmpty()) {
            return Decision.notYet("the catalog names the standby at " + target + ", but it does not run as one: "
                    + server.map(s -> s.liveness().because()).orElse("it was not looked at")
                    + "; unless that passes, stop what runs there, or write .removeStandby() before");
        }
        StartProof proof = new StandbyStart(target, now).proof();
        if (proof.holds()) {
            return Decision.ready("start the standby at " + target + ", which the catalog names, without a copy: "
                    + expected(now) + String.join("; ", proof.proved()));
        }
        List<String> reasons = new ArrayList<>(proof.against());
        reasons.set(
                0,
                "the catalog names the standby at " + target
                        + ", which is stopped and not proved to go on where it is: " + reasons.get(0));
        reasons.addAll(StreamDiagnosis.why(now));
        reasons.add("fix that, or write .removeStandby() before, so that it is made anew");
        return new Decision.Refused(reasons, false);
    }

    /** Whether the catalog names a standby there that this execution did not make: it is started, and never taken away. */
    private static boolean configured(InstanceLocation target, Situation now) {
        return now.state().standby().filter(r -> r.location().equals(target)).isPresent() && !begun(target, now);
    }

    private static Decision chosen(AddStandby step, InstanceLocation target, Situation now)
            throws InterruptedException {
        Optional<JoinChoice> choice = StandbyChoice.of(step, target, now);
        if (choice.isEmpty()) {
            return Decision.notYet(target.host() + " could not be asked what is at " + target.dataDirectory() + ": "
                    + now.directory(target).note());
        }
        JoinChoice way = choice.get();
        if (way.refusedBy(step)) {
            return notProved(step, way, target, now);
        }
        if (way.strategy() != Strategy.COPY) {
            Optional<String> room = begun(target, now) ? Optional.empty() : DiskRoom.against(way, target, now);
            if (room.isPresent()) {
                return Decision.refused(room.get(), way.toString());
            }
            return Decision.ready("make a standby at " + target + ": " + expected(now) + way);
        }
        Optional<Decision> refusal = StandbyCopy.against(step, target, way, now.state(), now);
        String aside = way.facts().isPresent() ? "move the old " + target.dataDirectory() + " aside and " : "";
        return refusal.isPresent()
                ? refusal.get()
                : Decision.ready(aside + "make a standby at " + target + ": " + expected(now) + way);
    }

    private static String expected(Situation now) {
        return now.inspection().foresees() ? "as expected by then, to be proved when its time comes: " : "";
    }

    private static Decision notProved(AddStandby step, JoinChoice way, InstanceLocation target, Situation now) {
        List<String> reasons = new ArrayList<>(way.against().getOrDefault(step.strategy(), List.of(way.why())));
        reasons.set(
                0,
                "the plan says " + step.strategy() + " for " + target + ", which is not proved right: "
                        + reasons.get(0));
        boolean stopped = now.state()
                .instance(target)
                .filter(i -> i.liveness().isStopped())
                .isPresent();
        return new Decision.Refused(reasons, !stopped);
    }

    @Override
    public List<HostCommand> commands(AddStandby step, Situation now) throws InterruptedException {
        InstanceLocation target = place(step, now).orElseThrow();
        if (configured(target, now)) {
            return List.of(new StandbyStart(target, now).command());
        }
        JoinChoice way = StandbyChoice.of(step, target, now).orElseThrow();
        return way.strategy() == Strategy.COPY
                ? StandbyCopy.commands(step, target, way, now)
                : new Joining(target, now.state(), now).foreseen(way);
    }

    @Override
    public void act(AddStandby step, Situation now, Hands hands) throws InterruptedException {
        InstanceLocation target = place(step, now).orElseThrow();
        if (configured(target, now)) {
            start(target, now, hands);
            return;
        }
        Map<Strategy, String> failed = new EnumMap<>(Strategy.class);
        ClusterState seen = now.state();
        JoinChoice way = StandbyChoice.of(step, target, now).orElseThrow();
        while (way.strategy() != Strategy.COPY) {
            Joining joining = new Joining(target, seen, now);
            Optional<String> how = joining.join(way, hands);
            if (how.isEmpty()) {
                now.facts().remove(UNPROVED);
                way.tell(now);
                return;
            }
            now.fact(UNPROVED, way.strategy() + ": " + how.get());
            now.remark(way.strategy() + " failed: " + how.get());
            failed.put(way.strategy(), "it failed: " + how.get());
            seen = now.lookAgain();
            if (joining.noSpace().isPresent()) {
                way.tell(now);
                return;
            }
            if (step.strategy() != Strategy.AUTO || !Joining.nothingLeft(seen, target)) {
                way.tell(now);
                return;
            }
            if (hands.left().compareTo(LEAST_FOR_ANOTHER) < 0) {
                now.remark("too little of the step's time is left for another way: "
                        + hands.left().toSeconds() + " s");
                way.tell(now);
                return;
            }
            now.facts().remove(UNPROVED);
            way = StandbyChoice.next(step, target, seen, now, failed);
            hands.progress(failed.keySet() + " failed; now " + way);
        }
        if (begun(target, now)) {
            // What was begun is proved no more; its row would forbid the copy.
            new Joining(target, seen, now).abandon(hands);
            seen = now.lookAgain();
            if (!Joining.nothingLeft(seen, target)) {
                now.fact(UNPROVED, way.toString());
                return;
            }
        }
        Optional<Decision> refusal = StandbyCopy.against(step, target, way, seen, now);
        way.tell(now);
        if (refusal.isPresent()) {
            ((Decision.Refused) refusal.get()).reasons().forEach(now::remark);
            return;
        }
        StandbyCopy.make(step, target, way, now, hands);
    }

    private static void start(InstanceLocation target, Situation now, Hands hands) throws InterruptedException {
        boolean runs = now.state()
                .instance(target)
                .filter(s -> s.role() == InstanceRole.STANDBY)
                .isPresent();
        StandbyStart start = new StandbyStart(target, now);
        StartProof proof = start.proof();
        Optional<String> how = start.run(proof, runs, hands);
        now.fact("strategy", STARTED);
        now.fact("strategyReason", String.join("; ", proof.proved()));
        if (how.isPresent()) {
            now.fact(UNPROVED, how.get());
            now.remark("the standby at " + target + " was started where it is, and is not proved: " + how.get());
            StreamDiagnosis.why(now).forEach(now::remark);
        }
    }

    @Override
    public Verdict verify(AddStandby step, Situation before, Situation after) {
        if (after.state().master().isEmpty()) {
            return Verdict.cannotTell("no single master answers, so its catalog can't be read");
        }
        InstanceLocation target = place(step, after).orElseThrow();
        boolean named =
                after.state().standby().filter(r -> r.location().equals(target)).isPresent();
        boolean rewinds =
                after.memory().joining(target).filter(s -> s == Strategy.REWIND).isPresent()
                        && after.memory().isBroken(target);
        if (!named && rewinds) {
            return Verdict.cannotTell("pg_rewind was begun on " + target
                    + ", and how it ended is not known: it may go on, so nothing else was done there");
        }
        if (!named) {
            return Verdict.doesNotHold("the catalog names no standby at " + target);
        }
        String unproved = before.facts().get(UNPROVED);
        if (unproved != null && begun(target, before)) {
            return Verdict.doesNotHold(
                    "a standby at " + target + " was begun and is not proved to be right (" + unproved
                            + "), and it could not be taken away again; stop it, and take it out of the catalog, before it is used");
        }
        InstanceState server = after.state().instance(target).orElseThrow();
        if (unproved != null && after.memory().starting(target)) {
            return Verdict.doesNotHold("the standby at " + target
                    + ", which the catalog names, was started where it is, without a copy, and is not proved to stream: "
                    + unproved);
        }
        if (server.liveness().isUnknown()) {
            return Verdict.cannotTell("the catalog names the standby, but it can't be seen: "
                    + server.liveness().because());
        }
        if (server.role() != InstanceRole.STANDBY) {
            return Verdict.doesNotHold("the catalog names the standby, but it does not run as one: "
                    + server.liveness().because());
        }
        after.prove(
                Evidence.Kind.CATALOG,
                Guards.master(after).host(),
                "gp_segment_configuration",
                "a standby at " + target);
        String way = before.facts().getOrDefault("strategy", "");
        String how = switch (way) {
            case "FOLLOW" -> "; its old directory follows, without a copy";
            case STARTED -> "; it was started where it is, without a copy";
            case "REWIND" -> "; its old directory was rewound, without a copy";
            default -> "";
        };
        return Verdict.holds(
                "the standby at " + target + " is in the catalog and runs" + how,
                server.liveness().evidence());
    }

    @Override
    public void expect(AddStandby step, Situation now, Forecast forecast) throws InterruptedException {
        Optional<InstanceLocation> target = place(step, now);
        if (target.filter(t -> configured(t, now)).isPresent()) {
            forecast.standbyAdded(target.get(), Strategy.FOLLOW);
        } else if (target.isPresent()) {
            Optional<JoinChoice> way = StandbyChoice.of(step, target.get(), now);
            forecast.standbyAdded(target.get(), way.map(JoinChoice::strategy).orElse(Strategy.COPY));
        }
    }

    private static Optional<InstanceLocation> place(AddStandby step, Situation now) {
        return Places.of(step, now.cluster(), now.memory(), Optional.of(now.state()));
    }

    @Override
    public List<String> mayRefuse(AddStandby step) {
        return List.of(
                "another standby is configured",
                "a directory in its place is in use, or not this cluster's",
                "the way that the plan names is not proved right");
    }
}
