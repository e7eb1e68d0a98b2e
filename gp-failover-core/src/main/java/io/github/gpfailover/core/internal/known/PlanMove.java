package io.github.gpfailover.core.internal.known;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.step.AddStandby;
import io.github.gpfailover.step.FenceOldMaster;
import io.github.gpfailover.step.HostRef;
import io.github.gpfailover.step.PlanStep;
import io.github.gpfailover.step.StopMaster;
import io.github.gpfailover.step.VerifyCanary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One move of the master role in a plan: the steps up to an activation and the count of its canary.
 *
 * @param outage the number of the first step with which the old master may serve no more
 * @param stops whether that step stops the master in order
 * @param activate the number of the activation
 * @param last the number of the last step that belongs to the move
 * @param target the server that becomes the master; empty if the plan does not name it
 */
public record PlanMove(int outage, boolean stops, int activate, int last, Optional<InstanceLocation> target) {

    /** The moves of a plan, in order. */
    public static List<PlanMove> of(
            List<PlanStep> steps, ClusterSpec cluster, ExecutionNotes notes, ClusterState observed) {
        List<PlanMove> moves = new ArrayList<>();
        Optional<InstanceLocation> target = Optional.empty();
        int outage = 0;
        boolean stops = false;
        for (int number = 1; number <= steps.size(); number++) {
            PlanStep step = steps.get(number - 1);
            if (step instanceof AddStandby add) {
                target = PlanLocations.of(add, cluster, notes, Optional.of(observed));
            } else if (outage == 0 && (step instanceof StopMaster || step instanceof FenceOldMaster)) {
                outage = number;
                stops = step instanceof StopMaster;
            } else if (step instanceof Activate) {
                boolean counts = number < steps.size() && steps.get(number) instanceof VerifyCanary;
                moves.add(new PlanMove(
                        outage == 0 ? number : outage, stops, number, counts ? number + 1 : number, target));
                target = Optional.empty();
                outage = 0;
                stops = false;
            }
        }
        return moves;
    }

    /** The host that a plan names by name or by its part; empty for one that is known by the move alone. */
    public static Optional<HostName> host(HostRef ref, ClusterSpec cluster) {
        if (ref instanceof HostRef.Named named) {
            return Optional.of(named.host());
        }
        return ref instanceof HostRef.DesignedMaster
                ? Optional.of(cluster.master().host())
                : cluster.standby()
                        .filter(s -> ref instanceof HostRef.DesignedStandby)
                        .map(InstanceLocation::host);
    }
}
