package io.github.gpfailover.core;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverListener;
import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.core.fence.StopMasterFence;
import io.github.gpfailover.core.internal.caller.CallerTransport;
import io.github.gpfailover.core.internal.inspect.Silences;
import io.github.gpfailover.core.internal.run.DefaultFailoverEngine;
import io.github.gpfailover.core.internal.run.EngineParts;
import io.github.gpfailover.core.internal.steps.Handlers;
import io.github.gpfailover.core.journal.InMemoryJournal;
import io.github.gpfailover.core.lease.InProcessLease;
import io.github.gpfailover.core.probe.CompositeStateProbe;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.journal.Journal;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.spi.Lease;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.spi.StateProbe;
import io.github.gpfailover.spi.TrafficHook;
import io.github.gpfailover.stability.Stable;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where engines are made.
 *
 * <p>It exists as the one entry point: everything that runs against a cluster's hosts is handed over here, and nothing is searched for.
 *
 * <pre>{@code
 * try (FailoverEngine engine = Failover.engine(cluster).transport(transport).build()) {
 *     System.out.println(engine.preview(plan).toText());
 *     System.out.println(engine.execute(plan).toText());
 * }
 * }</pre>
 *
 * @since 0.1
 */
@Stable
public final class Failover {

    private Failover() {}

    /**
     * Begins an engine for a cluster. Defaults: {@link CompositeStateProbe#over} the transport, {@link InMemoryJournal},
     * {@link InProcessLease#shared()}, {@link StopMasterFence}, the system's clock and sleeper, no listeners.
     *
     * @param cluster the cluster
     * @return a builder
     * @throws NullPointerException if the cluster is null
     */
    public static Builder engine(ClusterSpec cluster) {
        return new Builder(cluster);
    }

    /** The builder of an engine. Not thread-safe. */
    public static final class Builder {

        private final ClusterSpec cluster;
        private final Given given = new Given();
        private @Nullable CommandTransport transport;
        private @Nullable StateProbe probe;
        private @Nullable Journal journal;
        private @Nullable Lease lease;
        private @Nullable Sleeper sleeper;
        private @Nullable InstantSource clock;
        private final List<Fence> fences = new ArrayList<>(List.of(new StopMasterFence()));
        private final Map<String, TrafficHook> hooks = new LinkedHashMap<>();
        private final List<FailoverListener> listeners = new ArrayList<>();

        private Builder(ClusterSpec cluster) {
            this.cluster = Checks.notNull(cluster, "cluster");
        }

        /**
         * Says how hosts are reached. Must be said; stays the caller's to close.
         *
         * @param how the transport
         * @return this builder
         * @throws NullPointerException if it is null
         * @throws IllegalStateException if it was said already
         */
        public Builder transport(CommandTransport how) {
            given.once("transport");
            transport = Checks.notNull(how, "transport");
            return this;
        }

        /**
         * Says how the cluster is seen.
         *
         * @param how the probe
         * @return this builder
         * @throws NullPointerException if it is null
         * @throws IllegalStateException if it was said already
         */
        public Builder probe(StateProbe how) {
            given.once("probe");
            probe = Checks.notNull(how, "probe");
            return this;
        }

        /**
         * Says where it is written down what is about to be done.
         *
         * @param where the journal
         * @return this builder
         * @throws NullPointerException if it is null
         * @throws IllegalStateException if it was said already
         */
        public Builder journal(Journal where) {
            given.once("journal");
            journal = Checks.notNull(where, "journal");
            return this;
        }

        /**
         * Says what keeps other engines off the cluster.
         *
         * @param what the lease
         * @return this builder
         * @throws NullPointerException if it is null
         * @throws IllegalStateException if it was said already
         */
        public Builder lease(Lease what) {
            given.once("lease");
            lease = Checks.notNull(what, "lease");
            return this;
        }

        /**
         * Adds a fence for {@code fence()} steps that name none. {@link StopMasterFence} is always tried first, then these in the order
         * they were added, until one proves its effect.
         *
         * @param fence the fence
         * @return this builder
         * @throws NullPointerException if it is null
         */
        public Builder fence(Fence fence) {
            fences.add(Checks.notNull(fence, "fence"));
            return this;
        }

        /**
         * Adds a listener.
         *
         * @param listener the listener
         * @return this builder
         * @throws NullPointerException if it is null
         */
        public Builder listener(FailoverListener listener) {
            listeners.add(Checks.notNull(listener, "listener"));
            return this;
        }

        /**
         * Adds a hook that moves clients with the master: a virtual address, a DNS name, a connection pool. Hooks are called in the
         * order in which they were added.
         *
         * @param hook the hook
         * @return this builder
         * @throws NullPointerException if it, or its name, is null
         * @throws IllegalArgumentException if its name has other characters than letters, digits, dots, dashes and underscores, or was
         *     added already
         */
        public Builder trafficHook(TrafficHook hook) {
            String name = TrafficHook.checkedName(hook);
            if (hooks.putIfAbsent(name, hook) != null) {
                throw new IllegalArgumentException("traffic hook " + name + " was added twice: give each its own name");
            }
            return this;
        }

        /**
         * Says how time passes.
         *
         * @param how the sleeper
         * @return this builder
         * @throws NullPointerException if it is null
         * @throws IllegalStateException if it was said already
         */
        public Builder sleeper(Sleeper how) {
            given.once("sleeper");
            sleeper = Checks.notNull(how, "sleeper");
            return this;
        }

        /**
         * Sets the wall clock. Nothing is decided by it: it stamps evidence, reports and names.
         *
         * @param what the clock
         * @return this builder
         * @throws NullPointerException if it is null
         * @throws IllegalStateException if it was said already
         */
        public Builder clock(InstantSource what) {
            given.once("clock");
            clock = Checks.notNull(what, "clock");
            return this;
        }

        /**
         * Makes the engine.
         *
         * @return the engine
         * @throws IllegalStateException if no transport was said
         */
        public FailoverEngine build() {
            if (transport == null) {
                throw new IllegalStateException(
                        "no transport was given: write .transport(...) before .build(), for example LocalTransport.create(...)");
            }
            InstantSource time = clock == null ? InstantSource.system() : clock;
            Sleeper pace = sleeper == null ? Sleeper.system() : sleeper;
            Silences hosts = new Silences(CallerTransport.of(transport, pace), pace);
            return new DefaultFailoverEngine(new EngineParts(
                    cluster,
                    hosts,
                    probe == null ? CompositeStateProbe.over(hosts, pace, time) : probe,
                    journal == null ? new InMemoryJournal() : journal,
                    lease == null ? InProcessLease.shared() : lease,
                    pace,
                    time,
                    List.copyOf(fences),
                    Collections.unmodifiableMap(new LinkedHashMap<>(hooks)),
                    List.copyOf(listeners),
                    new Handlers(),
                    new EngineJobs()));
        }
    }
}
