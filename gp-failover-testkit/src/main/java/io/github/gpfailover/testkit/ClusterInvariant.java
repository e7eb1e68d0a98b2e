package io.github.gpfailover.testkit;

import io.github.gpfailover.stability.Evolving;
import java.util.List;
import java.util.Optional;

/**
 * The invariants of every simulated cluster: what no plan may break, however it ends.
 *
 * <p>A test that violates one on purpose says so by {@link Tolerates} or {@link SimulatedCluster#tolerate}, with the reason.
 *
 * @since 0.1
 */
@Evolving
public enum ClusterInvariant implements Invariant {

    /** At most one master, or orphan session of one, can write to a segment at any moment. */
    ONE_WRITABLE_MASTER,

    /** A standby that follows a master holds nothing that the master's log does not begin with. */
    STANDBY_IS_A_COPY,

    /** No data directory of a master or standby is deleted or overwritten. */
    NOTHING_DELETED,

    /**
     * No server begins to serve as master without every transaction that was acknowledged. At the end the one writable master has them
     * all, and can see their rows.
     */
    NOTHING_ACKNOWLEDGED_LOST;

    @Override
    public Optional<String> violation(ClusterTruth truth) {
        return switch (this) {
            case ONE_WRITABLE_MASTER -> told(truth.everTwoWritableMasters(), "two masters could write");
            case STANDBY_IS_A_COPY ->
                told(
                        truth.everStandbyDiffered() || truth.standbyDiffers(),
                        "a standby follows a master though it holds something else");
            case NOTHING_DELETED -> {
                List<String> deleted = truth.deletedDirectories();
                yield deleted.isEmpty()
                        ? told(truth.everLostDirectory(), "a data directory was overwritten")
                        : listed("deleted: ", deleted);
            }
            case NOTHING_ACKNOWLEDGED_LOST -> listed("lost: ", truth.lostTransactions());
        };
    }

    @Override
    public Optional<String> violationAtEnd(ClusterTruth truth) {
        return this == NOTHING_ACKNOWLEDGED_LOST ? truth.missingAtTheMaster() : Optional.empty();
    }

    private static Optional<String> told(boolean violated, String what) {
        return violated ? Optional.of(what) : Optional.empty();
    }

    private static Optional<String> listed(String what, List<String> found) {
        return found.isEmpty() ? Optional.empty() : Optional.of(what + String.join(", ", found));
    }
}
