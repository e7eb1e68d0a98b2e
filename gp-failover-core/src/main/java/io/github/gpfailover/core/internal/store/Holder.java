package io.github.gpfailover.core.internal.store;

import java.time.Instant;

/**
 * Who holds a lease.
 *
 * @param name who, and for what
 * @param since since when
 */
public record Holder(String name, Instant since) {}
