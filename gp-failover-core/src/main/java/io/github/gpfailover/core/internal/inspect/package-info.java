/**
 * Single questions to hosts and servers, each a value with its command and its reader.
 *
 * <p>{@code LiveInspection} asks a {@code Question} of the hosts, {@code ForecastInspection} answers it from its model. A new question is a
 * class of its own here, with its command from {@code dialect} or {@code script}. What can't be determined is an answer too, and never a
 * guess. Changes nothing on a host.
 *
 * <p>{@code Silences} notes a silence that the controller met, so that a silent host is not asked again for 6 s; an answer since the silent
 * question began outweighs it.
 */
package io.github.gpfailover.core.internal.inspect;
