/**
 * Contracts: abstract JUnit 5 classes that whoever writes a part of their own for this library extends, to learn whether the engine can
 * rely on it.
 *
 * <p>For a transport, begin with {@link io.github.gpfailover.testkit.contract.CommandTransportContract}, for a probe with
 * {@link io.github.gpfailover.testkit.contract.StateProbeContract}, for a fence with
 * {@link io.github.gpfailover.testkit.contract.FenceContract}. What an implementation can't arrange (a host that refuses, a broken
 * connection) it leaves out, and the test says why it was skipped. They need JUnit's API and AssertJ, and an engine such as
 * {@code junit-jupiter-engine} to run them.
 */
@NullMarked
package io.github.gpfailover.testkit.contract;

import org.jspecify.annotations.NullMarked;
