package io.github.gpfailover.core.internal.run;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.error.LeaseHeldException;
import io.github.gpfailover.spi.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lease of a cluster, by its system identifier. It exists because that is not always known when the lease is taken: such a run holds the
 * name's lease, and takes the identifier's as well before its first act, if it is seen by then.
 */
final class ClusterLease implements Lease.Held {

    private final Lease lease;
    private final ClusterSpec cluster;
    private final String holder;
    private final Identification identification;
    private final List<Lease.Held> held = new ArrayList<>();
    private volatile String key;
    private volatile boolean identified;

    private ClusterLease(Lease lease, ClusterSpec cluster, String holder, Identification identification, String key) {
        this.identification = identification;
        this.lease = lease;
        this.cluster = cluster;
        this.holder = holder;
        this.key = key;
    }

    /** The question for the system identifier. */
    @FunctionalInterface
    interface Identification {

        /** Asks; empty if no server's directory told it. */
        Optional<String> ask() throws InterruptedException;
    }

    /**
     * Takes the lease.
     *
     * @param identifier the system identifier, if it is known
     * @param identification asks for it where it is not
     * @throws LeaseHeldException if another holds it
     */
    static ClusterLease acquire(
            Lease lease,
            ClusterSpec cluster,
            Optional<String> identifier,
            Identification identification,
            String holder) {
        ClusterLease taken = new ClusterLease(
                lease,
                cluster,
                holder,
                identification,
                identifier.map(ClusterKey::ofIdentifier).orElseGet(() -> ClusterKey.ofName(cluster)));
        taken.identified = identifier.isPresent();
        taken.take(identifier);
        return taken;
    }

    /**
     * Asks for the identifier if it is not known, and takes its lease; says whether it is known now.
     *
     * @throws LeaseHeldException if another holds that lease
     */
    synchronized boolean identify() throws InterruptedException {
        if (!identified) {
            Optional<String> identifier = identification.ask();
            if (identifier.isPresent()) {
                key = ClusterKey.ofIdentifier(identifier.get());
                take(identifier);
                identified = true;
            }
        }
        return identified;
    }

    private void take(Optional<String> identifier) {
        try {
            Lease.Held one = lease.acquire(key, holder);
            synchronized (held) {
                held.add(one);
            }
        } catch (LeaseHeldException e) {
            throw new LeaseHeldException(
                    cluster.name()
                            + identifier
                                    .map(id -> " (system identifier " + id + ")")
                                    .orElse(""),
                    e.holder(),
                    e.since());
        }
    }

    /** Says whether it is the lease of the system identifier. */
    boolean identified() {
        return identified;
    }

    /** Gives the cluster's key. */
    String key() {
        return key;
    }

    private List<Lease.Held> all() {
        synchronized (held) {
            return List.copyOf(held);
        }
    }

    private Lease.Held last() {
        List<Lease.Held> all = all();
        return all.get(all.size() - 1);
    }

    @Override
    public boolean stillHeld() {
        return all().stream().allMatch(Lease.Held::stillHeld);
    }

    @Override
    public long fencingToken() {
        return last().fencingToken();
    }

    @Override
    public String realm() {
        return last().realm();
    }

    @Override
    public void close() {
        @Nullable RuntimeException trouble = null;
        for (Lease.Held one : all()) {
            try {
                one.close();
            } catch (RuntimeException e) {
                trouble = trouble == null ? e : trouble;
            }
        }
        if (trouble != null) {
            throw trouble;
        }
    }
}
