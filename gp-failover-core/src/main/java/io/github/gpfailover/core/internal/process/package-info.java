/**
 * Readers of {@code ps}, {@code pg_ctl} and lock files, and processes on this machine.
 *
 * <p>Whether a process belongs to a server is decided here, by owner, directory and port.
 */
package io.github.gpfailover.core.internal.process;
