/**
 * Readers of log lines, {@code pg_controldata}, configuration, timeline histories, records of the write-ahead log, and {@code pg_rewind}.
 *
 * <p>A reader gives a result or a typed error, knows no host, and sends nothing.
 */
package io.github.gpfailover.core.internal.text;
