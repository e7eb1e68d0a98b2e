package io.github.gpfailover.spi;

import io.github.gpfailover.stability.Evolving;

/**
 * The right to act on a cluster, held by one engine at a time.
 *
 * <p>It exists because two engines on one cluster can undo each other's proofs. Implementations must be thread-safe.
 *
 * <p>For callers to implement: a method that is added later has a default.
 *
 * @since 0.1
 */
@Evolving
public interface Lease {

    /**
     * Takes the lease of a cluster, without waiting.
     *
     * @param cluster the key of the cluster: {@code system-} and its system identifier, as {@code pg_controldata} prints it, and
     *     {@code name-} and its name only where an engine could ask no server. Who holds it by hand keeps every engine out.
     * @param holder who takes it, for whoever is refused
     * @return the lease, to be closed at the end
     * @throws io.github.gpfailover.error.LeaseHeldException if another holds it
     * @throws io.github.gpfailover.error.LeaseException if it can't be told whether another holds it
     */
    Held acquire(String cluster, String holder);

    /** A lease that was taken. */
    interface Held extends AutoCloseable {

        /**
         * Says whether it is still held. The engine asks before each act, and stops if not.
         *
         * @return false once it was lost or closed
         */
        boolean stillHeld();

        /**
         * Gives a number that grows with each holder of the cluster's lease. It lets a host refuse an engine whose lease another has
         * taken since.
         *
         * @return the fencing token
         */
        long fencingToken();

        /**
         * Names the source of the tokens: a store, and a new name if the store was made anew. Tokens of one realm and one cluster can
         * be compared, the greater one is the later; tokens of two realms can't.
         *
         * @return 1 to 64 letters, digits, dots, dashes and underscores
         */
        String realm();

        /** Gives it back. Closing twice changes nothing. */
        @Override
        void close();
    }
}
