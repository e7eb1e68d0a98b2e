package io.github.gpfailover.core.internal.run;

import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.known.ExecutionNotes;
import io.github.gpfailover.core.internal.known.PlanLocations;
import io.github.gpfailover.core.internal.step.JobRunner;
import io.github.gpfailover.core.internal.step.StoppedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The runs before this one, as far as they can still act: their hosts are claimed, so that they begin nothing any more, and what they have
 * begun is awaited. It exists because a dead controller's commands go on, with or without a journal that tells of them.
 */
final class Predecessors {

    private final EngineParts parts;
    private final ClusterLease lease;
    private final HostClaims claims;
    private final OpenJobs jobs;

    Predecessors(EngineParts parts, ClusterLease lease, JobIds ids, ExecutionLog log, String holder) {
        this.parts = parts;
        this.lease = lease;
        claims = new HostClaims(parts.jobs(), () -> claimant(lease, holder, ids), parts.sleeper());
        jobs = new OpenJobs(parts.jobs(), claims, log, parts.transport(), parts.sleeper());
    }

    private static JobRunner.Claimant claimant(ClusterLease lease, String holder, JobIds ids) {
        return new JobRunner.Claimant(
                lease.key(), lease.realm(), lease.fencingToken(), holder.replaceAll("[^ -~]", "?"), ids.beginning());
    }

    /** The jobs that earlier runs left under way. */
    OpenJobs jobs() {
        return jobs;
    }

    /** The claims of this run. */
    HostClaims claims() {
        return claims;
    }

    /**
     * Claims the hosts of the masters and of what the plan names, and awaits what is under way there; gives what the report should tell of
     * it. It was observed before: if anything is told, observe again. A claim goes by the cluster's identifier: where that is not known yet,
     * hosts are claimed before the first act there.
     *
     * @throws StoppedException if another engine has claimed a host since, or an earlier command does not end
     */
    List<String> settled(History from, ExecutionNotes notes) throws InterruptedException {
        if (!lease.identified()) {
            return List.of();
        }
        List<String> found = new ArrayList<>(jobs.await(from.open(), from.plan().steps()));
        claims.atBeginning(parts.transport(), hosts(from.plan(), notes));
        found.addAll(jobs.awaitShown(longest(from.plan())));
        return found;
    }

    private static Duration longest(FailoverPlan plan) {
        return plan.steps().stream()
                .map(s -> s.options().deadline())
                .max(Comparator.naturalOrder())
                .orElse(Duration.ofMinutes(1));
    }

    private List<HostName> hosts(FailoverPlan plan, ExecutionNotes notes) {
        return Stream.concat(
                        parts.cluster().masterLocations().stream(),
                        PlanLocations.named(plan, parts.cluster(), notes).stream())
                .map(InstanceLocation::host)
                .distinct()
                .filter(h -> !parts.transport().justFound(h))
                .toList();
    }
}
