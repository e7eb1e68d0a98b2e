package io.github.gpfailover.core.internal.known;

import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.step.CheckEnvironment;
import io.github.gpfailover.step.CheckHealth;
import io.github.gpfailover.step.HostRef;
import io.github.gpfailover.step.PlanStep;
import io.github.gpfailover.step.VerifyCanary;
import java.util.List;
import java.util.Optional;

/**
 * The host where a plan wants the master. It exists so that a plan run again does only what is missing: with the master there already,
 * the steps of the move are left out.
 *
 * @param reached the master on that host; empty if it is elsewhere, or the plan names no host
 * @param lastOfMove the number of the last step that belongs to the move
 */
public record MoveGoal(Optional<InstanceLocation> reached, int lastOfMove) {

    public static final MoveGoal NONE = new MoveGoal(Optional.empty(), 0);

    public static MoveGoal of(FailoverPlan plan, ClusterSpec cluster, ClusterState observed) {
        Optional<HostName> wanted = plan.masterOn().flatMap(r -> host(r, cluster));
        Optional<InstanceLocation> master = observed.master().map(InstanceState::location);
        boolean reached = wanted.isPresent()
                && observed.conflicts().isEmpty()
                && master.filter(m -> m.host().equals(wanted.get())).isPresent();
        return reached ? new MoveGoal(master, lastOfMove(plan.steps())) : NONE;
    }

    private static Optional<HostName> host(HostRef ref, ClusterSpec cluster) {
        if (ref instanceof HostRef.Named named) {
            return Optional.of(named.host());
        }
        return ref instanceof HostRef.DesignedMaster
                ? Optional.of(cluster.master().host())
                : cluster.standby()
                        .filter(s -> ref instanceof HostRef.DesignedStandby)
                        .map(InstanceLocation::host);
    }

    private static int lastOfMove(List<PlanStep> steps) {
        int last = 0;
        for (int number = 1; number <= steps.size(); number++) {
            PlanStep step = steps.get(number - 1);
            boolean counts = step instanceof VerifyCanary && last == number - 1;
            last = step instanceof Activate || counts ? number : last;
        }
        return last;
    }

    /** Why a step is left out; empty if it is done. Checks are done all the same. */
    public Optional<String> leavesOut(int number, PlanStep step) {
        boolean checks = step instanceof CheckHealth || step instanceof CheckEnvironment;
        return reached.isPresent() && number <= lastOfMove && !checks
                ? Optional.of("the master is on " + reached.get().host() + " already")
                : Optional.empty();
    }

    /** Notes who is the other server, which the steps after the move call the former master. */
    public void note(ClusterSpec cluster, ClusterState observed, ExecutionNotes notes) {
        reached.flatMap(master -> observed.standby()
                        .map(r -> r.location())
                        .or(() -> cluster.masterLocations().stream()
                                .filter(l -> !l.equals(master))
                                .findFirst()))
                .ifPresent(notes::formerMaster);
    }
}
