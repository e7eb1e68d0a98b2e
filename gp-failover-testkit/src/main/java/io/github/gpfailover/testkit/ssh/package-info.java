/**
 * Real SSH in front of a cluster that is only a model, for tests of tools that reach their hosts over SSH.
 *
 * <p>Begin with {@link io.github.gpfailover.testkit.ssh.SimulatedSshServers}.
 */
@NullMarked
package io.github.gpfailover.testkit.ssh;

import org.jspecify.annotations.NullMarked;
