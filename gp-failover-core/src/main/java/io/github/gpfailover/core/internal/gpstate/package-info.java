/**
 * Readers of what {@code gpstate} prints, one class an option.
 *
 * <p>A reader gives a result or a typed error, and sends nothing.
 */
package io.github.gpfailover.core.internal.gpstate;
