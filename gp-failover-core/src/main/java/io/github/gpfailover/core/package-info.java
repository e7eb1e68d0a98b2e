/**
 * The engine's front door, and the journal and the lease that need nothing from outside the process.
 *
 * <p>Begin at {@link io.github.gpfailover.core.Failover}.
 */
@NullMarked
package io.github.gpfailover.core;

import org.jspecify.annotations.NullMarked;
