package io.github.gpfailover.error;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Stable;
import java.time.Instant;

/**
 * Another engine works on the cluster.
 *
 * <p>It exists because two engines on one cluster can undo each other's proofs.
 *
 * @since 0.1
 */
@Stable
public final class LeaseHeldException extends GpFailoverException {

    private static final long serialVersionUID = 1L;

    /** Who holds the lease. */
    private final String holder;

    /** Since when. */
    private final Instant since;

    /**
     * Makes an exception.
     *
     * @param cluster the cluster's name
     * @param holder who holds the lease
     * @param since since when
     */
    public LeaseHeldException(String cluster, String holder, Instant since) {
        super(
                "cluster " + cluster + " is being worked on by " + holder + " since " + since
                        + "; wait for its end, or stop it, and try again",
                true,
                null);
        this.holder = Checks.notNull(holder, "holder");
        this.since = Checks.notNull(since, "since");
    }

    /**
     * Gives who holds the lease.
     *
     * @return the holder
     */
    public String holder() {
        return holder;
    }

    /**
     * Gives since when it is held.
     *
     * @return the time
     */
    public Instant since() {
        return since;
    }
}
