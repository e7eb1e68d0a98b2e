package io.github.gpfailover.core.internal.store;

import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lease that ends unless it is renewed, which a thread of its own does. Whether it is still held is told without asking the store, by a
 * clock that only runs forward: it is lost a margin before the store could give it to another, or once the store says that it did.
 */
public final class RenewedLease {

    private static final Logger LOG = LoggerFactory.getLogger(RenewedLease.class);

    private static final int RENEWALS = 3;
    /** Of the lease's time: how soon a renewal that failed is tried again, and how early a lease counts as lost. */
    private static final int TENTH = 10;

    /** What renews it. */
    public interface Renewal {

        /** Renews it; false if another holds it by now. */
        boolean renew() throws StoreException;

        /** Gives it back. */
        void release() throws StoreException;
    }

    private final String name;
    private final Renewal renewal;
    private final Sleeper sleeper;
    private final Duration lasting;
    private final long usable;
    private final Thread thread;
    /** The time at which the last request was sent that renewed it. */
    private long renewed;

    private boolean over;
    private boolean closed;

    /**
     * Makes it and begins to renew it.
     *
     * @param name the lease's name, for messages
     * @param taken the time at which it was asked for, by the sleeper
     */
    public RenewedLease(String name, Renewal renewal, Sleeper sleeper, Duration lasting, long taken) {
        this.name = name;
        this.renewal = renewal;
        this.sleeper = sleeper;
        this.lasting = lasting;
        this.usable = lasting.minus(lasting.dividedBy(TENTH)).toNanos();
        this.renewed = taken;
        this.thread = new Thread(this::renewing, "gp-failover lease of " + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether it is held. Once it is not, it never is again. */
    public synchronized boolean stillHeld() {
        if (!over && sleeper.nanoTime() - renewed >= usable) {
            over = true;
            LOG.warn("the lease of {} could not be renewed in time and counts as lost", name);
        }
        return !over;
    }

    private void renewing() {
        Duration pause = lasting.dividedBy(RENEWALS);
        try {
            while (true) {
                sleeper.sleep(pause);
                if (!stillHeld()) {
                    return;
                }
                long asked = sleeper.nanoTime();
                try {
                    if (!renewal.renew()) {
                        lost();
                        return;
                    }
                    renewed(asked);
                    pause = lasting.dividedBy(RENEWALS);
                } catch (StoreException e) {
                    LOG.warn("{}: {}", name, e.getMessage());
                    pause = lasting.dividedBy(TENTH);
                }
            }
        } catch (InterruptedException e) {
            // It was given back.
            return;
        } catch (RuntimeException | Error e) {
            LOG.error("the lease of {} is no longer renewed", name, e);
        }
    }

    private synchronized void renewed(long asked) {
        renewed = asked;
    }

    private synchronized void lost() {
        if (!over) {
            over = true;
            LOG.warn("the lease of {} is lost: another has taken it", name);
        }
    }

    /** Gives it back, also if it was lost: it may be nobody else's yet. */
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            over = true;
        }
        thread.interrupt();
        try {
            renewal.release();
        } catch (StoreException e) {
            LOG.warn("{} is free only when its lease expires, in {} at the latest: {}", name, lasting, e.getMessage());
        }
    }
}
