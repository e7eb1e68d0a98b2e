package io.github.gpfailover;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.internal.Checks;
import java.time.Instant;

/**
 * A time in which one server was observed to be the master.
 *
 * <p>Exists because "who was master when" is the first question after a move. The limits are observations: the server was master at
 * {@code from} and at {@code until}, and somewhere after {@code until} it no longer was. Immutable and thread-safe.
 *
 * @param master the server
 * @param from the first observation of it as the master
 * @param until the last observation of it as the master
 * @since 0.1
 */
public record MasterTenure(InstanceLocation master, Instant from, Instant until) {

    /**
     * Checks the parts.
     *
     * @param master the server
     * @param from the first observation of it as the master
     * @param until the last observation of it as the master
     * @throws NullPointerException if a part is null
     */
    public MasterTenure {
        Checks.notNull(master, "master");
        Checks.notNull(from, "from");
        Checks.notNull(until, "until");
    }
}
