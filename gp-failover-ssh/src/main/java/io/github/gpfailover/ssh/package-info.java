/**
 * Reaching the cluster's hosts over SSH.
 *
 * <p>Holds so far where each host is reached; the transport itself is not built yet.
 */
@NullMarked
package io.github.gpfailover.ssh;

import org.jspecify.annotations.NullMarked;
