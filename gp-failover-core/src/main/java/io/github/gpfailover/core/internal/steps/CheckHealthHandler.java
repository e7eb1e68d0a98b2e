package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.core.internal.engine.Situation;
import io.github.gpfailover.core.internal.engine.StepHandler;
import io.github.gpfailover.core.internal.gpstate.ClusterStatus;
import io.github.gpfailover.core.internal.gpstate.SegmentStatus;
import io.github.gpfailover.step.CheckHealth;
import io.github.gpfailover.step.Decision;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code checkHealth()}: exists to keep a planned move off a cluster that is not well. */
final class CheckHealthHandler implements StepHandler<CheckHealth> {

    @Override
    public boolean onlyLooks() {
        return true;
    }

    @Override
    public Decision decide(CheckHealth step, Situation now) throws InterruptedException {
        Optional<Decision> refusal = Guards.needMaster(now);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        InstanceLocation master = Guards.master(now);
        ClusterStatus status = now.inspection().status(master);
        if (!status.masterRole().equals("dispatch")) {
            return Decision.notYet(
                    "the master on " + master.host() + " does not take dispatching sessions: gpstate -s calls its"
                            + " role '" + status.masterRole() + "'");
        }
        Set<String> degraded = new LinkedHashSet<>();
        now.state().degradedSegments().forEach(r -> degraded.add(r.toString()));
        status.segments().stream().filter(s -> !s.up()).forEach(s -> degraded.add(describe(s)));
        degraded.addAll(standbyFaults(now));
        if (!degraded.isEmpty() && step.acceptDegraded().isEmpty()) {
            List<String> reasons = new ArrayList<>(degraded);
            reasons.add(
                    "mend these first (gprecoverseg for segments), or write checkHealth(h -> h.acceptDegraded(\"why\"))");
            return new Decision.Refused(reasons, true);
        }
        degraded.forEach(
                d -> now.warn("degraded, accepted (" + step.acceptDegraded().orElseThrow() + "): " + d));
        now.prove(
                Evidence.Kind.CATALOG,
                master.host(),
                "gp_segment_configuration",
                now.state().segments().size() + " segments, "
                        + now.state().degradedSegments().size() + " down or out of their role");
        now.prove(
                Evidence.Kind.UTILITY,
                master.host(),
                "gpstate -s on " + master.host(),
                "the master dispatches, "
                        + status.segments().stream().filter(SegmentStatus::up).count() + " of "
                        + status.segments().size() + " segments up");
        return Decision.satisfied(now.state().summary() + ", "
                + (degraded.isEmpty() ? "all segments well" : degraded.size() + " faults accepted"));
    }

    private static List<String> standbyFaults(Situation now) {
        Optional<CatalogRow> standby = now.state().standby();
        if (standby.isEmpty()) {
            now.warn("the cluster has no standby");
            return List.of();
        }
        List<String> faults = new ArrayList<>();
        now.state()
                .standbyInstance()
                .filter(i -> i.role() != InstanceRole.STANDBY)
                .ifPresent(i -> faults.add("the standby on " + i.location().host() + " does not run as one: "
                        + i.liveness().because()));
        if (now.state().replication().filter(r -> r.state().equals("streaming")).isEmpty()) {
            faults.add("the standby on " + standby.get().location().host() + " does not stream: "
                    + now.state().replication().map(Object::toString).orElse("the master has no stream"));
        }
        return faults;
    }

    private static String describe(SegmentStatus s) {
        return s.currentRole() + " " + s.host() + ":" + s.port() + ":" + s.directory() + ": " + s.statusText();
    }

    @Override
    public List<String> mayRefuse(CheckHealth step) {
        return List.of("no single master answers", "a segment is down or out of its role", "a standby does not stream");
    }
}
