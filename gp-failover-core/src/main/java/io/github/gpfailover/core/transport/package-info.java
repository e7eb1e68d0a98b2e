/**
 * The transports that need no further library. SSH is in a module of its own.
 */
package io.github.gpfailover.core.transport;
