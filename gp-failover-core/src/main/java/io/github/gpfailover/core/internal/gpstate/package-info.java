/**
 * Readers of what {@code gpstate -s} and {@code -f} print, one class an option. The readers of the other options are among the tests, which
 * prove by them that the recordings are understood.
 *
 * <p>A reader gives a result or a typed error, and sends nothing; the rules of {@code text} hold here too. {@code -f} repeats what
 * the master says; only {@code -s} asks each segment's host. The list of what gpstate can't determine is {@code SqlAndGpstateTest}.
 */
package io.github.gpfailover.core.internal.gpstate;
