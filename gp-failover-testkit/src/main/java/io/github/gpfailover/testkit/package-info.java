/**
 * A Greenplum cluster that is only a model, for tests of code that works on real ones.
 *
 * <p>Begin with {@link io.github.gpfailover.testkit.SimulatedCluster}; in JUnit tests, with
 * {@link io.github.gpfailover.testkit.SimulatedClusterExtension}.
 */
package io.github.gpfailover.testkit;
