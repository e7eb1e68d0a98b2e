package io.github.gpfailover.testkit;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.stability.Evolving;
import java.util.List;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on what was observed of a cluster.
 *
 * <p>It exists so that a failure shows all that was observed. Not thread-safe.
 *
 * @since 0.1
 */
@Evolving
public final class ClusterStateAssert extends AbstractAssert<ClusterStateAssert, ClusterState> {

    ClusterStateAssert(ClusterState actual) {
        super(actual, ClusterStateAssert.class);
    }

    /**
     * Checks that one server acts as the master, and where.
     *
     * @param host its host
     * @return this assertion
     */
    public ClusterStateAssert hasMaster(String host) {
        isNotNull();
        List<String> found =
                actual.masters().stream().map(m -> m.location().host().value()).toList();
        if (!found.equals(List.of(host))) {
            fail("expected the master on " + host + " but found masters on " + found);
        }
        return this;
    }

    /**
     * Checks that nobody acts as the master.
     *
     * @return this assertion
     */
    public ClusterStateAssert hasNoMaster() {
        isNotNull();
        if (!actual.masters().isEmpty()) {
            fail("expected no master but found " + actual.masters());
        }
        return this;
    }

    /**
     * Checks that the catalog names a standby, and where.
     *
     * @param host its host
     * @return this assertion
     */
    public ClusterStateAssert hasStandby(String host) {
        isNotNull();
        if (actual.standby()
                .filter(r -> r.location().host().value().equals(host))
                .isEmpty()) {
            fail("expected a standby on " + host + " but the catalog names "
                    + actual.standby().map(CatalogRow::toString).orElse("none"));
        }
        return this;
    }

    /**
     * Checks that the standby is in sync.
     *
     * @return this assertion
     */
    public ClusterStateAssert isInSync() {
        isNotNull();
        if (actual.replication().filter(r -> r.inSync()).isEmpty()) {
            fail("expected the standby to be in sync but the stream is " + actual.replication());
        }
        return this;
    }

    /**
     * Checks what was concluded of the server on a host.
     *
     * @param host the host
     * @param expected the conclusion
     * @return this assertion
     */
    public ClusterStateAssert hasLiveness(String host, Liveness.Status expected) {
        isNotNull();
        for (InstanceState i : actual.instances()) {
            if (i.location().host().value().equals(host)) {
                if (i.liveness().status() != expected) {
                    fail("expected the server on " + host + " to be " + expected + " but it is "
                            + i.liveness().status() + ": " + i.liveness().because());
                }
                return this;
            }
        }
        fail("expected the server on " + host + " to be " + expected + " but it was not observed");
        return this;
    }

    /**
     * Checks that no sources contradict each other.
     *
     * @return this assertion
     */
    public ClusterStateAssert hasNoConflicts() {
        isNotNull();
        if (!actual.conflicts().isEmpty()) {
            fail("expected no conflicts but found " + actual.conflicts());
        }
        return this;
    }

    private void fail(String message) {
        throw failure("%s%n%s%n%s", message, actual.summary(), actual);
    }
}
