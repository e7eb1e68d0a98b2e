package io.github.gpfailover.core.lease;

import io.github.gpfailover.error.LeaseHeldException;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.Lease;
import io.github.gpfailover.stability.Evolving;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A lease among the engines of one process.
 *
 * <p>It exists as the default: {@link #shared()} is one lease for all engines of the process, by the cluster's name. Engines in several
 * processes or on several machines need a lease that they share. Thread-safe.
 *
 * @since 0.1
 */
@Evolving
public final class InProcessLease implements Lease {

    private static final InProcessLease SHARED = new InProcessLease(InstantSource.system());

    private record Holder(String name, Instant since, long token) {}

    private final InstantSource clock;
    // Another process counts from 1 again.
    private final String realm = UUID.randomUUID().toString();
    private final Map<String, Holder> holders = new ConcurrentHashMap<>();
    private final AtomicLong tokens = new AtomicLong();

    /**
     * Makes a lease that only those share who are handed it.
     *
     * @param clock the time since which it is held is read from it
     * @throws NullPointerException if the clock is null
     */
    public InProcessLease(InstantSource clock) {
        this.clock = Checks.notNull(clock, "clock");
    }

    /**
     * Gives the one lease of this process.
     *
     * @return the lease
     */
    public static InProcessLease shared() {
        return SHARED;
    }

    @Override
    public Held acquire(String cluster, String holder) {
        Holder mine = new Holder(Checks.notNull(holder, "holder"), clock.instant(), tokens.incrementAndGet());
        Holder other = holders.putIfAbsent(Checks.notNull(cluster, "cluster"), mine);
        if (other != null) {
            throw new LeaseHeldException(cluster, other.name(), other.since());
        }
        return new HeldHere(cluster, mine);
    }

    private final class HeldHere implements Held {

        private final String cluster;
        private final Holder mine;

        HeldHere(String cluster, Holder mine) {
            this.cluster = cluster;
            this.mine = mine;
        }

        @Override
        public boolean stillHeld() {
            return mine.equals(holders.get(cluster));
        }

        @Override
        public long fencingToken() {
            return mine.token();
        }

        @Override
        public String realm() {
            return realm;
        }

        @Override
        public void close() {
            holders.remove(cluster, mine);
        }
    }
}
