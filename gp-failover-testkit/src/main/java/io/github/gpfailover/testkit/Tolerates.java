package io.github.gpfailover.testkit;

import io.github.gpfailover.stability.Evolving;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The invariants that a test, or each test of a class, may violate.
 *
 * <p>For tests that bring a cluster there on purpose: an operator starts a second master, a plan was allowed to lose data. Read by
 * {@link SimulatedClusterExtension}. Where it depends on the run, {@link SimulatedCluster#tolerate} says it for one cluster.
 *
 * @since 0.1
 */
@Evolving
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Tolerates {

    /**
     * Names the invariants.
     *
     * @return which may be violated
     */
    ClusterInvariant[] value();

    /**
     * Says why, for the reader of the test.
     *
     * @return the reason
     */
    String reason();
}
