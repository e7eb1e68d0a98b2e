/**
 * Readers of what {@code gpstate} prints, one class an option ({@code -s -f -b -m -p -e -c -i -Q}).
 *
 * <p>A reader gives a result or a typed error, and sends nothing; the rules of {@code text} hold here too. Most of the options repeat what
 * the catalog says and no more; only {@code -s} asks each segment's host. The list of what gpstate can't determine is
 * {@code SqlAndGpstateTest}.
 */
package io.github.gpfailover.core.internal.gpstate;
