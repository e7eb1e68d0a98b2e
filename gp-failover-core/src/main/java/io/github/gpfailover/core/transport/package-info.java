/**
 * The transports that need no further library. SSH is in a module of its own.
 */
@NullMarked
package io.github.gpfailover.core.transport;

import org.jspecify.annotations.NullMarked;
