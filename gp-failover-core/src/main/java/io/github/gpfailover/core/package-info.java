/**
 * The engine's front door, and the implementations that come with the library: the local transport, the probe over commands, fences,
 * journal and lease.
 *
 * <p>Begin at {@link io.github.gpfailover.core.Failover}.
 */
package io.github.gpfailover.core;
