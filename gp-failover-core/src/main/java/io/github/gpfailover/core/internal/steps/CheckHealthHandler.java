package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.core.internal.gpstate.ClusterStatus;
import io.github.gpfailover.core.internal.gpstate.SegmentStatus;
import io.github.gpfailover.core.internal.inspect.StatusOf;
import io.github.gpfailover.core.internal.step.Findings;
import io.github.gpfailover.core.internal.step.Objections;
import io.github.gpfailover.core.internal.step.ReasonCodes;
import io.github.gpfailover.core.internal.step.Ruling;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.step.StepHandler;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.step.AddStandby;
import io.github.gpfailover.step.CheckHealth;
import io.github.gpfailover.step.PlanStep;
import io.github.gpfailover.step.Reason;
import io.github.gpfailover.step.ReasonCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** The handler of {@code checkHealth()}. It exists to keep a planned move off a cluster that is not well. */
final class CheckHealthHandler implements StepHandler<CheckHealth> {

    private static final Set<HealthFault.Kind> STANDBY =
            Set.of(HealthFault.Kind.STANDBY_NOT_RUNNING, HealthFault.Kind.STANDBY_NOT_STREAMING);

    private static final long LAG_WORTH_A_WARNING = 1024L * 1024;

    @Override
    public boolean onlyLooks() {
        return true;
    }

    @Override
    public Ruling decide(CheckHealth step, StepContext now) throws InterruptedException {
        Objections refusal = Guards.needMaster(now);
        if (refusal.any()) {
            return refusal.refusal();
        }
        InstanceLocation master = Guards.master(now);
        if (now.inspection().foresees() && now.state().segments().isEmpty()) {
            return Ruling.notYet(
                    ReasonCode.SEGMENTS_UNKNOWN,
                    "whether the segments are well is not known: no master answered that has their catalog");
        }
        List<HealthFault> faults = new ArrayList<>(HealthFaults.seen(now.state(), now.awaitsSync()));
        Findings found = madeLater(faults, now).and(standbyNotes(now));
        boolean refused = !faults.isEmpty() && step.acceptDegraded().isEmpty();
        if (refused && standbyUnseen(now)) {
            return degraded(faults, "gpstate -s was not asked: it waits 38 s for a host that is off", now)
                    .noting(found);
        }
        List<HealthFault> link = link(master, now);
        faults.addAll(link);
        if (!link.isEmpty() && step.acceptDegraded().isEmpty()) {
            return degraded(faults, "gpstate -s was not asked: it waits for the standby's host", now)
                    .noting(found);
        }
        ClusterStatus status;
        try {
            status = now.inspection().ask(new StatusOf(master));
        } catch (GpFailoverException e) {
            if (refused) {
                return degraded(faults, e.getMessage(), now).noting(found);
            }
            if (now.inspection().foresees()) {
                throw e;
            }
            return ReasonCodes.objections(e).noting(found).refusal();
        }
        if (!status.masterRole().equals("dispatch")) {
            return Ruling.notYet(
                            ReasonCode.MASTER_NOT_DISPATCHING,
                            "the master on " + master.host()
                                    + " does not take dispatching sessions: gpstate -s calls its" + " role '"
                                    + status.masterRole() + "'")
                    .noting(found);
        }
        found = found.and(HealthFaults.undetermined(now.state(), status)
                .map(Findings::warning)
                .orElse(Findings.none()));
        faults.addAll(HealthFaults.told(now.state(), status));
        found = found.and(madeLater(faults, now));
        if (!faults.isEmpty() && step.acceptDegraded().isEmpty()) {
            return degraded(faults, "", now).noting(found);
        }
        List<String> accepted = faults.stream()
                .map(f -> "degraded, accepted (" + step.acceptDegraded().orElseThrow() + "): " + f.about())
                .toList();
        found = found.and(sharedSecond(now)).and(facts(faults)).and(Findings.warnings(accepted));
        Findings catalog = now.proof(
                Evidence.Kind.CATALOG,
                master.host(),
                "gp_segment_configuration",
                now.state().segments().size() + " segments, "
                        + now.state().degradedSegments().size() + " down or out of their role, "
                        + now.state().unsynchronisedMirrors().size() + " mirrors not synchronised");
        Findings utility = now.proof(
                Evidence.Kind.UTILITY,
                master.host(),
                "gpstate -s on " + master.host(),
                "the master dispatches, "
                        + status.segments().stream().filter(SegmentStatus::up).count() + " of "
                        + status.segments().size() + " segments up");
        return Ruling.satisfied(now.state().summary() + ", "
                        + (faults.isEmpty() ? "all segments well" : faults.size() + " faults accepted"))
                .noting(found.and(catalog).and(utility));
    }

    /** A standby that is stopped, and that the plan makes or removes before anything rests on it, is no fault of the cluster. */
    private static Findings madeLater(List<HealthFault> faults, StepContext now) {
        Optional<PlanStep> later = now.standbyMadeLater();
        if (later.isEmpty() || !standbyStopped(now)) {
            return Findings.none();
        }
        PlanStep settles = later.get();
        List<Findings> warnings = faults.stream()
                .filter(f -> STANDBY.contains(f.kind()))
                .map(f -> Findings.warningUntil(
                        f.about() + "; " + settles.describe() + ", later in this plan, takes care of it",
                        settles.getClass()))
                .toList();
        faults.removeIf(f -> STANDBY.contains(f.kind()));
        return Findings.all(warnings);
    }

    /** Asked before gpstate, which waits 55 s for a host behind a cut link and does not name the link (seen on a running 6.24.3). */
    private static List<HealthFault> link(InstanceLocation master, StepContext now) throws InterruptedException {
        Optional<InstanceLocation> standby = now.state()
                .standbyInstance()
                .filter(s -> s.role() == InstanceRole.STANDBY)
                .map(InstanceState::location);
        if (standby.isEmpty()) {
            return List.of();
        }
        return HostsReachEachOther.silences(master, standby.get(), now).stream()
                .map(why -> new HealthFault(
                        HealthFault.Kind.MASTERS_LINK_CUT,
                        "the hosts of master and standby do not reach each other: " + why))
                .toList();
    }

    /** Names what was seen, also where gpstate could not be asked for the rest: that it could not is the lesser news. */
    private static Ruling degraded(List<HealthFault> faults, String unasked, StepContext now)
            throws InterruptedException {
        faults.sort(Comparator.comparing(HealthFault::kind));
        List<Reason> reasons =
                new ArrayList<>(faults.stream().map(HealthFault::reason).toList());
        if (faults.stream().map(HealthFault::kind).anyMatch(STANDBY::contains)) {
            for (String why : StreamDiagnosis.whyNoStream(now)) {
                reasons.add(Reason.of(ReasonCode.STREAM_DIAGNOSIS, why));
            }
        }
        if (!unasked.isEmpty()) {
            reasons.add(Reason.of(ReasonCode.GPSTATE_NOT_ASKED, unasked));
        }
        reasons.add(Reason.of(
                ReasonCode.ADVICE,
                "fix these first (" + remedies(faults) + "), or write checkHealth(h -> h.acceptDegraded(\"why\"))"));
        return new Objections(
                        reasons,
                        !standbyStopped(now)
                                && faults.stream().map(HealthFault::kind).allMatch(HealthFault.Kind::mayPass))
                .noting(facts(faults))
                .refusal();
    }

    /** It does not start by itself. */
    private static boolean standbyStopped(StepContext now) {
        return now.state()
                .standbyInstance()
                .filter(i -> i.liveness().isStopped())
                .isPresent();
    }

    /** What brings each kind of fault to its end: a segment's utility does nothing for a standby. */
    private static String remedies(List<HealthFault> faults) {
        boolean down = faults.stream().anyMatch(f -> f.kind() == HealthFault.Kind.STANDBY_NOT_RUNNING);
        return faults.stream()
                .map(HealthFault::kind)
                .filter(k -> !(down && k == HealthFault.Kind.STANDBY_NOT_STREAMING))
                .map(k -> k.remedy)
                .distinct()
                .collect(Collectors.joining("; then "));
    }

    private static boolean standbyUnseen(StepContext now) {
        return now.state()
                .standbyInstance()
                .filter(i -> i.liveness().isUnknown())
                .isPresent();
    }

    private static Findings facts(List<HealthFault> faults) {
        Map<HealthFault.Kind, List<String>> byKind = new EnumMap<>(HealthFault.Kind.class);
        faults.forEach(
                f -> byKind.computeIfAbsent(f.kind(), k -> new ArrayList<>()).add(f.about()));
        Map<String, String> facts = new LinkedHashMap<>();
        byKind.forEach((kind, all) -> facts.put(kind.fact, String.join("; ", all)));
        return Findings.facts(facts);
    }

    /** What is worth knowing of the standby and is no fault: {@code awaitSync()} is the step that waits for it. */
    private static Findings standbyNotes(StepContext now) {
        Optional<CatalogRow> standby = now.state().standby();
        if (standby.isEmpty()) {
            Findings none = Findings.fact("standby", "none");
            return now.makesStandby()
                    ? none
                    : none.and(Findings.warningUntil(
                            "the cluster has no standby: .addStandby(host).awaitSync() gives it one",
                            AddStandby.class));
        }
        Findings found = Findings.fact(
                "standby",
                now.state().standbyInstance().map(InstanceState::toString).orElse("not observed"));
        return now.state()
                .replication()
                .map(s -> found.and(streamNotes(s, standby.get().location().host(), now)))
                .orElse(found);
    }

    private static Findings streamNotes(ReplicationState stream, HostName host, StepContext now) {
        OptionalLong lag = stream.lagBytes();
        Findings found = Findings.fact("sync state", stream.state() + "/" + stream.syncState())
                .and(Findings.fact("lag in bytes", lag.isPresent() ? Long.toString(lag.getAsLong()) : "not told"));
        if (HealthFaults.comingIntoStep(now.state())) {
            return found.and(Findings.warning(
                    "the standby on " + host + " is catching up: " + stream + "; awaitSync() waits for it"));
        }
        if (stream.state().equals("streaming") && (!stream.inSync() || lag.orElse(0) > LAG_WORTH_A_WARNING)) {
            return found.and(Findings.warning("the standby on " + host + " is not in step: " + stream));
        }
        return found;
    }

    /** No fault of a cluster that runs, but of its next promotion: a planned move settles it by itself, the vendor's utility does not. */
    private static Findings sharedSecond(StepContext now) throws InterruptedException {
        Optional<InstanceLocation> standby = now.state().standby().map(CatalogRow::location);
        if (standby.isEmpty() || now.inspection().foresees()) {
            return Findings.none();
        }
        StartSeconds.Finding finding = StartSeconds.ask(standby.get(), Optional.of(Guards.master(now)), now);
        if (finding instanceof StartSeconds.Finding.Shared shared) {
            return Findings.fact("sharedSecond", shared.seen())
                    .and(Findings.warning("the standby at " + standby.get() + " began in the second of a master: "
                            + shared.seen() + "; "
                            + StartSeconds.MEANING
                            + "; restart the standby now, or leave it to a planned move, which does that before"
                            + " its stop"));
        }
        return Findings.none();
    }

    @Override
    public List<String> mayRefuse(CheckHealth step) {
        return List.of(
                "no single master answers",
                "a segment is down, out of its role or not synchronised",
                "the hosts of master and standby do not reach each other",
                "a standby does not run as one or does not stream");
    }
}
