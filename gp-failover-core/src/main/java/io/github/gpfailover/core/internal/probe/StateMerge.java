package io.github.gpfailover.core.internal.probe;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.cluster.Sighting;
import io.github.gpfailover.core.internal.identity.Spelling;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One snapshot of what several sources saw at the same time. Where they agree, the most trusted one is believed; where they do not, the
 * fact is unknown and a conflict.
 */
public final class StateMerge {

    /**
     * What one source saw.
     *
     * @param source its name
     * @param state the state; empty if it saw nothing
     * @param evidence what it met instead
     */
    public record Seen(String source, Optional<ClusterState> state, List<Evidence> evidence) {

        /** A source that saw something. */
        public static Seen by(String source, ClusterState state) {
            return new Seen(source, Optional.of(state), List.of());
        }

        /** A source that saw nothing. */
        public static Seen nothing(String source, Evidence instead) {
            return new Seen(source, Optional.empty(), List.of(instead));
        }
    }

    private final List<Seen> seen;
    private final Set<String> conflicts = new LinkedHashSet<>();

    private StateMerge(List<Seen> seen) {
        this.seen = seen;
    }

    /** Merges what the sources saw, the most trusted one first. */
    public static ClusterState of(List<Seen> byTrust, List<InstanceLocation> asked, Instant now) {
        Spelling spelling = new Spelling(
                asked, byTrust.stream().flatMap(s -> s.state().stream()).toList());
        List<Seen> spelled = byTrust.stream()
                .map(s -> new Seen(s.source(), s.state().map(spelling::of), s.evidence()))
                .toList();
        return new StateMerge(spelled).merged(asked, now);
    }

    private ClusterState merged(List<InstanceLocation> asked, Instant now) {
        Set<InstanceLocation> places = new LinkedHashSet<>(asked);
        List<Evidence> evidence = new ArrayList<>();
        List<Sighting> sightings = new ArrayList<>();
        for (Seen s : seen) {
            evidence.addAll(s.evidence());
            s.state().ifPresent(x -> {
                x.instances().forEach(i -> places.add(i.location()));
                conflicts.addAll(x.conflicts());
                evidence.addAll(x.evidence());
                sightings.addAll(x.sightings());
            });
        }
        List<InstanceState> instances = new ArrayList<>();
        for (InstanceLocation at : places) {
            instances.add(InstanceMerge.of(at, seen, now, conflicts));
        }
        // With two masters neither catalog is the cluster's, and neither stream.
        boolean oneMaster =
                instances.stream().filter(i -> i.role() == InstanceRole.MASTER).count() == 1;
        ClusterState state = ClusterState.builder(now)
                .version(version())
                .instances(instances)
                .catalog(oneMaster ? catalog() : List.of())
                .replication(oneMaster ? replication() : Optional.empty())
                .sightings(sightings)
                .evidence(evidence)
                .build();
        conflicts.addAll(Conflicts.addedTo(state).conflicts());
        return state.toBuilder().conflicts(List.copyOf(conflicts)).build();
    }

    private Optional<GreenplumVersion> version() {
        GreenplumVersion first = null;
        String by = "";
        for (Seen s : seen) {
            Optional<GreenplumVersion> told = s.state().flatMap(ClusterState::version);
            if (told.isPresent() && first == null) {
                first = told.get();
                by = s.source();
            } else if (told.isPresent() && !told.get().toString().equals(first.toString())) {
                conflicts.add(by + " reads the version as " + first + ", but " + s.source() + " as " + told.get());
            }
        }
        return Optional.ofNullable(first);
    }

    private List<CatalogRow> catalog() {
        List<CatalogRow> first = List.of();
        String by = "";
        for (Seen s : seen) {
            List<CatalogRow> told = s.state().map(ClusterState::catalog).orElse(List.of());
            if (!told.isEmpty() && first.isEmpty()) {
                first = told;
                by = s.source();
            } else if (!told.isEmpty()) {
                compare(by, first, s.source(), told);
            }
        }
        return first;
    }

    /** Sources name segments in different detail; who is standby, and who is down or switched, all of them report. */
    private void compare(String by, List<CatalogRow> trusted, String other, List<CatalogRow> told) {
        Set<String> standby = standbys(trusted);
        Set<String> theirs = standbys(told);
        if (!standby.equals(theirs)) {
            conflicts.add(by + " names " + named(standby) + " as the standby, but " + other + " " + named(theirs));
        }
        Set<String> degraded = degraded(trusted);
        Set<String> theirDegraded = degraded(told);
        if (!degraded.equals(theirDegraded)) {
            conflicts.add("segments down or out of their role: " + by + " says " + named(degraded) + ", but " + other
                    + " " + named(theirDegraded));
        }
    }

    private static Set<String> standbys(List<CatalogRow> rows) {
        Set<String> all = new TreeSet<>();
        for (CatalogRow row : rows) {
            if (row.isMasterOrStandby() && row.role() == CatalogRow.Role.MIRROR) {
                all.add(row.location().toString());
            }
        }
        return all;
    }

    private static Set<String> degraded(List<CatalogRow> rows) {
        Set<String> all = new TreeSet<>();
        for (CatalogRow row : rows) {
            if (row.degraded()) {
                all.add(row.location().toString());
            }
        }
        return all;
    }

    private static String named(Set<String> all) {
        return all.isEmpty() ? "none" : String.join(", ", all);
    }

    private Optional<ReplicationState> replication() {
        ReplicationState first = null;
        String by = "";
        for (Seen s : seen) {
            Optional<ReplicationState> told = s.state().flatMap(ClusterState::replication);
            if (told.isPresent() && first == null) {
                first = told.get();
                by = s.source();
            } else if (told.isPresent() && told.get().inSync() != first.inSync()) {
                conflicts.add("the stream: " + by + " says " + first.state() + "/" + first.syncState() + ", but "
                        + s.source() + " " + told.get().state() + "/"
                        + told.get().syncState());
            }
        }
        return Optional.ofNullable(first);
    }
}
