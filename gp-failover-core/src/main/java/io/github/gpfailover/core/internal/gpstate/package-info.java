/**
 * Readers of what {@code gpstate -s} and {@code -f} print, one class an option. The readers of the other options are among the tests, which
 * prove by them that the recordings are understood.
 *
 * <p>A reader gives a result or a typed error, and sends nothing.
 */
package io.github.gpfailover.core.internal.gpstate;
