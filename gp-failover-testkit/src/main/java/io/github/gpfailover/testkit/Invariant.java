package io.github.gpfailover.testkit;

import io.github.gpfailover.stability.Evolving;
import java.util.Optional;

/**
 * A statement about a simulated cluster that must hold at every moment of a test.
 *
 * <p>Judged by the cluster itself after every command, every effect of one, every outage and every scheduled event, so that no test has
 * to remember to assert it. {@link ClusterInvariant} holds those that every cluster has; {@link SimulatedCluster#addInvariant} takes
 * further ones. {@link SimulatedClusterExtension} fails the test that violates one. Its {@code toString()} is its name in messages.
 *
 * <p>Called on the thread that moves the cluster, with the cluster locked: it must be quick, and may only read. What it throws counts
 * as a violation, so an assertion may stand in it.
 *
 * @since 0.1
 */
@Evolving
@FunctionalInterface
public interface Invariant {

    /**
     * Judges the present.
     *
     * @param truth the state of the cluster now
     * @return what is wrong, for people; empty if it holds
     */
    Optional<String> violation(ClusterTruth truth);

    /**
     * Judges the state that a test leaves, when the cluster is closed or its test has ended. For what may be so for a while only.
     *
     * @param truth the state of the cluster at the end
     * @return what is wrong, for people; empty if it holds, as it does unless an implementation says otherwise
     */
    default Optional<String> violationAtEnd(ClusterTruth truth) {
        return Optional.empty();
    }
}
