package io.github.gpfailover.testkit.internal;

import java.util.Locale;

/**
 * A distributed transaction's id: the second in which its master's postmaster began, and a counter that begins anew with each start
 * (recordings e0, f3).
 */
public record DistributedId(long prefix, long counter) {

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d-%010d", prefix, counter);
    }
}
