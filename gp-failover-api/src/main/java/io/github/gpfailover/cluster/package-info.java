/**
 * The values that describe a cluster: its specification as the caller gives it, and its state as it was observed.
 *
 * <p>All of them are immutable, are validated when built, and may be shared between threads.
 */
@NullMarked
package io.github.gpfailover.cluster;

import org.jspecify.annotations.NullMarked;
