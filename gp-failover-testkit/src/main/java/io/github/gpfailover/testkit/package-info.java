/**
 * A Greenplum cluster that is only a model, for tests of code that works on real ones.
 *
 * <p>Begin with {@link io.github.gpfailover.testkit.SimulatedCluster}; in JUnit tests, with
 * {@link io.github.gpfailover.testkit.SimulatedClusterExtension}.
 */
@NullMarked
package io.github.gpfailover.testkit;

import org.jspecify.annotations.NullMarked;
