/**
 * Readers of log lines, {@code pg_controldata}, configuration, timeline histories, records of the write-ahead log, and {@code pg_rewind}.
 *
 * <p>A reader gives a result or a typed error, and nothing in between. It knows no host, and sends nothing. It takes lines in any order and
 * lines that it does not know, and is strict about values; the first line that it could not place is in {@code firstUnplaced()} or in its
 * exception. Where a line could have been cut off in the middle, it is refused. A search goes no further than its line, so that time grows
 * with the length of the output only. Values of configuration files are never quoted: there may be a password among them.
 */
package io.github.gpfailover.core.internal.text;
