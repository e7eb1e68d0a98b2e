/**
 * Leases: what keeps two engines off one cluster. {@link io.github.gpfailover.core.lease.InProcessLease} is the default;
 * {@link io.github.gpfailover.core.lease.FileLease} is for the processes of one machine, and
 * {@link io.github.gpfailover.core.lease.JdbcLease} for several machines.
 */
@NullMarked
package io.github.gpfailover.core.lease;

import org.jspecify.annotations.NullMarked;
