/**
 * Contracts: abstract JUnit 5 classes that whoever writes a part of their own for this library extends, to learn whether the
 * engine can rely on it.
 *
 * <p>For a transport, begin with {@link io.github.gpfailover.testkit.contract.CommandTransportContract}. They need JUnit's API and
 * AssertJ, and an engine such as {@code junit-jupiter-engine} to run them.
 */
@NullMarked
package io.github.gpfailover.testkit.contract;

import org.jspecify.annotations.NullMarked;
