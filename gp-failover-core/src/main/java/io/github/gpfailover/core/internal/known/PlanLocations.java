package io.github.gpfailover.core.internal.known;

import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.DataDirectory;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.identity.NameQuestions;
import io.github.gpfailover.step.AddStandby;
import io.github.gpfailover.step.HostRef;
import io.github.gpfailover.step.PlanStep;
import io.github.gpfailover.step.RetireDataDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The locations of the hosts that a plan names. It exists because a plan names hosts only, and a server has a port and a data directory
 * too.
 */
public final class PlanLocations {

    private PlanLocations() {}

    /** Where a standby is to be made; empty if the plan's placeholder has no host yet. */
    public static Optional<InstanceLocation> of(
            AddStandby step, ClusterSpec cluster, ExecutionNotes notes, Optional<ClusterState> state) {
        return base(step.host(), cluster, notes, state)
                .map(b -> new InstanceLocation(
                        b.host(),
                        step.port().orElse(b.port()),
                        step.dataDirectory().orElse(b.dataDirectory())));
    }

    /** What is to be retired; empty if the plan's placeholder has no host yet. */
    public static Optional<InstanceLocation> of(
            RetireDataDirectory step, ClusterSpec cluster, ExecutionNotes notes, Optional<ClusterState> state) {
        return base(step.host(), cluster, notes, state)
                .map(b -> new InstanceLocation(
                        b.host(), b.port(), step.dataDirectory().orElse(b.dataDirectory())));
    }

    /** The locations that a plan names beside the specification's. */
    public static List<InstanceLocation> named(FailoverPlan plan, ClusterSpec cluster, ExecutionNotes notes) {
        List<InstanceLocation> all = new ArrayList<>();
        for (PlanStep step : plan.steps()) {
            if (step instanceof AddStandby add) {
                of(add, cluster, notes, Optional.empty()).ifPresent(all::add);
            } else if (step instanceof RetireDataDirectory retire) {
                of(retire, cluster, notes, Optional.empty()).ifPresent(all::add);
            }
        }
        return all;
    }

    private static Optional<InstanceLocation> base(
            HostRef ref, ClusterSpec cluster, ExecutionNotes notes, Optional<ClusterState> state) {
        if (ref instanceof HostRef.DesignedMaster) {
            return Optional.of(cluster.master());
        }
        if (ref instanceof HostRef.DesignedStandby) {
            return cluster.standby();
        }
        if (ref instanceof HostRef.FormerMaster) {
            return notes.formerMaster();
        }
        HostName host = spelled(((HostRef.Named) ref).host(), cluster, notes, state);
        Optional<InstanceLocation> designed = cluster.masterLocations().stream()
                .filter(l -> l.host().equals(host))
                .findFirst();
        return designed.or(() -> state.flatMap(s -> s.instances().stream()
                        .map(InstanceState::location)
                        .filter(l -> l.host().equals(host))
                        .findFirst()))
                .or(() -> Optional.of(asTheMaster(host, cluster)));
    }

    /**
     * A plan may call a host by another of its names; what it is to be called here, the specification and the observed locations say.
     */
    private static HostName spelled(
            HostName named, ClusterSpec cluster, ExecutionNotes notes, Optional<ClusterState> state) {
        List<HostName> known = new ArrayList<>();
        cluster.masterLocations().forEach(l -> known.add(l.host()));
        state.ifPresent(s -> s.instances().forEach(i -> known.add(i.location().host())));
        return notes.identities().host(named, known);
    }

    /** Asks hosts which of them the names of a plan lead to, where it has names that the specification does not. */
    public static void learnNames(FailoverPlan plan, ClusterSpec cluster, ExecutionNotes notes, NameQuestions questions)
            throws InterruptedException {
        List<HostName> known =
                cluster.masterLocations().stream().map(InstanceLocation::host).toList();
        List<HostName> named = new ArrayList<>();
        for (PlanStep step : plan.steps()) {
            HostRef ref = step instanceof AddStandby add
                    ? add.host()
                    : step instanceof RetireDataDirectory retire ? retire.host() : null;
            if (ref instanceof HostRef.Named host && !known.contains(host.host())) {
                named.add(host.host());
            }
        }
        long now = questions.sleeper().nanoTime();
        notes.identities().learn(notes.identities().unknown(named, known, now), known, questions);
    }

    /** gpinitstandby, too, takes the master's port and directory where none is given. */
    private static InstanceLocation asTheMaster(HostName host, ClusterSpec cluster) {
        DataDirectory directory = cluster.master().dataDirectory();
        return new InstanceLocation(host, cluster.master().port(), directory);
    }
}
