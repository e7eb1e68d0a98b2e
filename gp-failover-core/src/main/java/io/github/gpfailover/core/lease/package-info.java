/**
 * Leases: what keeps two engines off one cluster. Begin at {@link io.github.gpfailover.core.lease.InProcessLease}, the default.
 */
@NullMarked
package io.github.gpfailover.core.lease;

import org.jspecify.annotations.NullMarked;
