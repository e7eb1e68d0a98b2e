package io.github.gpfailover.testkit;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The invariants of every simulated cluster: what no plan may break, however it ends.
 *
 * <p>A test that violates one on purpose says so by {@link Tolerates} or {@link SimulatedCluster#tolerate}, with the reason.
 *
 * @since 0.1
 */
public enum ClusterInvariant implements Invariant {

    /** At most one master, or orphan session of one, can write to a segment at any moment. */
    ONE_WRITABLE_MASTER(
            truth -> truth.everTwoWritableMasters() ? Optional.of("two masters could write") : Optional.empty()),

    /** A standby that follows a master holds nothing that the master's log does not begin with. */
    STANDBY_IS_A_COPY(truth -> truth.everStandbyDiffered() || truth.standbyDiffers()
            ? Optional.of("a standby follows a master though it holds something else")
            : Optional.empty()),

    /** No data directory of a master or standby is deleted or overwritten. */
    NOTHING_DELETED(truth -> {
        List<String> deleted = truth.deletedDirectories();
        if (!deleted.isEmpty()) {
            return Optional.of("deleted: " + String.join(", ", deleted));
        }
        return truth.everLostDirectory() ? Optional.of("a data directory was overwritten") : Optional.empty();
    }),

    /**
     * No server begins to serve as master without every transaction that was acknowledged. At the end the one writable master has them
     * all, and can see their rows.
     */
    NOTHING_ACKNOWLEDGED_LOST(truth -> {
        List<String> lost = truth.lostTransactions();
        return lost.isEmpty() ? Optional.empty() : Optional.of("lost: " + String.join(", ", lost));
    }) {
        @Override
        public Optional<String> violationAtEnd(ClusterTruth truth) {
            return truth.missingAtTheMaster();
        }
    };

    private final Function<ClusterTruth, Optional<String>> judgement;

    ClusterInvariant(Function<ClusterTruth, Optional<String>> judgement) {
        this.judgement = judgement;
    }

    @Override
    public Optional<String> violation(ClusterTruth truth) {
        return judgement.apply(truth);
    }
}
