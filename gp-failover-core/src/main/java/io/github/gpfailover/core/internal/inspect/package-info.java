/**
 * Single questions to hosts and servers, and the forecast's answers to them.
 *
 * <p>Each question has its command from {@code dialect} and its reader. Changes nothing on a host.
 */
package io.github.gpfailover.core.internal.inspect;
