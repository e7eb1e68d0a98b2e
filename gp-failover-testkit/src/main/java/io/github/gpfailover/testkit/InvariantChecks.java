package io.github.gpfailover.testkit;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.testkit.internal.World;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The invariants of one cluster, and what was seen of them; guarded by the cluster's lock. */
final class InvariantChecks {

    private final ClusterTruth truth;
    private final World world;
    private final ClusterWatch watch;
    private final List<Invariant> holding = new ArrayList<>(List.of(ClusterInvariant.values()));
    private final List<Violation> violations = new ArrayList<>();
    private final Set<Invariant> tolerated = new LinkedHashSet<>();
    private boolean judging;

    InvariantChecks(SimulatedCluster cluster, World world, ClusterTruth truth) {
        this.truth = truth;
        this.world = world;
        watch = ClusterWatch.current();
        watch.made(cluster);
        world.afterCheck(this::check);
    }

    void add(Invariant invariant) {
        holding.add(Checks.notNull(invariant, "invariant"));
        check();
    }

    void tolerate(Invariant invariant, String reason) {
        Checks.notNull(invariant, "invariant");
        if (Checks.notNull(reason, "reason").isBlank()) {
            throw new IllegalArgumentException("reason was blank but must say why " + invariant + " may be violated");
        }
        world.log.event(world.time.now(), invariant + " may be violated: " + reason);
        tolerated.add(invariant);
    }

    List<Violation> violations() {
        return violations.stream()
                .filter(v -> !tolerated.contains(v.invariant()))
                .toList();
    }

    /** Judges the state that is left; the cluster's test need not keep it any more. */
    void end(SimulatedCluster cluster) {
        judge(i -> i.violationAtEnd(truth));
        watch.ended(cluster);
    }

    private void check() {
        judge(i -> i.violation(truth));
    }

    private void judge(Function<Invariant, Optional<String>> judgement) {
        // One that moves the cluster would be judged within itself.
        if (judging) {
            return;
        }
        judging = true;
        try {
            holding.removeIf(i -> found(i, judgement));
        } finally {
            judging = false;
        }
    }

    private boolean found(Invariant invariant, Function<Invariant, Optional<String>> judgement) {
        Optional<String> wrong = wrong(invariant, judgement);
        wrong.ifPresent(what -> {
            violations.add(new Violation(world.time.instant(), invariant, what));
            world.log.event(world.time.now(), "VIOLATED " + invariant + ": " + what);
        });
        return wrong.isPresent();
    }

    private static Optional<String> wrong(Invariant invariant, Function<Invariant, Optional<String>> judgement) {
        try {
            return judgement.apply(invariant);
        } catch (RuntimeException | AssertionError e) {
            return Optional.of(e.toString());
        }
    }
}
