package io.github.gpfailover.core.internal.probe;

import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.cluster.ServerProcess;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What all sources together show of one server: only what none of them contradicts. */
final class InstanceMerge {

    private InstanceMerge() {}

    static InstanceState of(InstanceLocation at, List<StateMerge.Seen> seen, Instant now, Set<String> conflicts) {
        Map<String, InstanceState> by = new LinkedHashMap<>();
        for (StateMerge.Seen s : seen) {
            s.state().flatMap(x -> x.instance(at)).ifPresent(i -> by.put(s.source(), i));
        }
        if (by.isEmpty()) {
            Evidence none = new Evidence(
                    Evidence.Kind.TRANSPORT, at.host(), "all sources", "no source saw anything of " + at, now);
            return InstanceState.builder(at)
                    .liveness(Liveness.unknown(List.of(none)))
                    .build();
        }
        if (by.size() == 1) {
            return by.values().iterator().next();
        }
        Liveness liveness = liveness(at, by, conflicts);
        InstanceRole role = role(at, by, liveness, conflicts);
        return InstanceState.builder(at)
                .liveness(liveness)
                .role(role)
                .position(position(by, role))
                .processes(processes(by))
                .timeline(timeline(at, by, conflicts))
                .build();
    }

    private static Liveness liveness(InstanceLocation at, Map<String, InstanceState> by, Set<String> conflicts) {
        List<String> running = new ArrayList<>();
        List<String> stopped = new ArrayList<>();
        Set<Evidence> evidence = new LinkedHashSet<>();
        by.forEach((source, i) -> {
            evidence.addAll(i.liveness().evidence());
            if (i.liveness().isRunning()) {
                running.add(source);
            } else if (i.liveness().isStopped()) {
                stopped.add(source);
            }
        });
        List<Evidence> all = List.copyOf(evidence);
        if (!running.isEmpty() && !stopped.isEmpty()) {
            conflicts.add(at + " runs by " + String.join(" and ", running) + ", but is stopped by "
                    + String.join(" and ", stopped));
            return Liveness.unknown(all);
        }
        if (!running.isEmpty()) {
            return Liveness.running(all);
        }
        return stopped.isEmpty() ? Liveness.unknown(all) : Liveness.stopped(all);
    }

    private static InstanceRole role(
            InstanceLocation at, Map<String, InstanceState> by, Liveness liveness, Set<String> conflicts) {
        Map<InstanceRole, String> told = new LinkedHashMap<>();
        by.forEach((source, i) -> {
            if (i.role() != InstanceRole.UNKNOWN) {
                told.putIfAbsent(i.role(), source);
            }
        });
        if (told.size() == 1) {
            return told.keySet().iterator().next();
        }
        if (told.size() > 1 && !liveness.isUnknown()) {
            List<String> words = new ArrayList<>();
            told.forEach((role, source) -> words.add(role + " by " + source));
            conflicts.add(at + " is " + String.join(", but ", words));
        }
        return InstanceRole.UNKNOWN;
    }

    // Positions only grow, so of two that are reported at about the same time the higher one is the later.
    private static Optional<Lsn> position(Map<String, InstanceState> by, InstanceRole role) {
        return by.values().stream()
                .filter(i -> i.role() == role)
                .flatMap(i -> i.position().stream())
                .max(Lsn::compareTo);
    }

    private static List<ServerProcess> processes(Map<String, InstanceState> by) {
        return by.values().stream()
                .map(InstanceState::processes)
                .filter(p -> !p.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private static OptionalInt timeline(InstanceLocation at, Map<String, InstanceState> by, Set<String> conflicts) {
        int[] told = by.values().stream()
                .flatMapToInt(i -> i.timeline().stream())
                .distinct()
                .toArray();
        if (told.length > 1) {
            conflicts.add(at + " is on timeline " + told[0] + " by one source, and on " + told[1] + " by another");
        }
        return told.length == 1 ? OptionalInt.of(told[0]) : OptionalInt.empty();
    }
}
