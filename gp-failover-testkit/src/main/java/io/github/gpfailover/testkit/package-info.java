/**
 * A Greenplum cluster that is only a model, for tests of code that works on real ones.
 *
 * <p>Begin with {@link io.github.gpfailover.testkit.SimulatedCluster}; in JUnit tests, with
 * {@link io.github.gpfailover.testkit.SimulatedClusterExtension}.
 *
 * <p>Where a verb stands: outages of whole hosts and links, faults at commands and what concerns all of it stand on {@link
 * io.github.gpfailover.testkit.SimulatedCluster}. All else stands with what it happens to, and only there: {@link
 * io.github.gpfailover.testkit.SimulatedHost}, {@link io.github.gpfailover.testkit.SimulatedLogin}, {@link
 * io.github.gpfailover.testkit.SimulatedServer}, {@link io.github.gpfailover.testkit.SimulatedDirectory}, {@link
 * io.github.gpfailover.testkit.SimulatedSegment}. They reach the model through {@code Model}, which holds its monitor.
 */
@NullMarked
package io.github.gpfailover.testkit;

import org.jspecify.annotations.NullMarked;
