/**
 * The engine's front door.
 *
 * <p>Begin at {@link io.github.gpfailover.core.Failover}.
 */
@NullMarked
package io.github.gpfailover.core;

import org.jspecify.annotations.NullMarked;
