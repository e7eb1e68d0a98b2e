/**
 * Which names, addresses and paths lead to one server.
 *
 * <p>A server counts once, however it is spelled; where that can't be decided, the message says which name to write.
 */
package io.github.gpfailover.core.internal.identity;
