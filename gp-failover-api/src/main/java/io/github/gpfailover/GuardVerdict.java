package io.github.gpfailover;

import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.cluster.Sighting;
import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.internal.Parts;
import io.github.gpfailover.spi.FenceProof;
import io.github.gpfailover.stability.Evolving;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was known, right before a promotion, of a server that must not write beside it: what each vantage point said, and what follows.
 *
 * <p>It exists so that whoever reads a report can check why the standby was promoted, or why it was not: with the two masters unable to
 * see each other, the vendor's utility promoted beside a master that wrote on (recordings 84 to 87). It is in the report whether the
 * plan went on or not. Immutable and thread-safe; made by the engine, and for tests by the
 * testkit's {@code Reports}.
 *
 * @since 0.1
 */
@Evolving
public final class GuardVerdict {

    private static final Parts<GuardVerdict> PARTS = Parts.of(GuardVerdict.class)
            .and("server", GuardVerdict::server)
            .and("liveness", GuardVerdict::liveness)
            .and("sightings", GuardVerdict::sightings)
            .and("fence", GuardVerdict::fence);

    private final InstanceLocation server;
    private final Liveness liveness;
    private final List<Sighting> sightings;
    private final Optional<FenceProof> fence;

    private GuardVerdict(Builder from) {
        server = Given.needed(from.server, "server");
        liveness = Given.needed(from.liveness, "liveness");
        sightings = from.sightings;
        fence = from.fence;
    }

    /** {@return the server} */
    public InstanceLocation server() {
        return server;
    }

    /** {@return whether it runs, by its own host's process table, by a session, or by what was met on the way there} */
    public Liveness liveness() {
        return liveness;
    }

    /** {@return what other hosts see of it; empty where its own process table had proved it stopped, or a fence held it} */
    public List<Sighting> sightings() {
        return sightings;
    }

    /** {@return what the fence that holds it proves, an operator's attestation among them; empty if none was set} */
    public Optional<FenceProof> fence() {
        return fence;
    }

    /**
     * Gives what all vantage points together say. A server that is stopped by its own process table, and answers somebody, is
     * neither.
     *
     * @return {@code STOPPED} only if its host's process table proves it and nobody contradicts
     */
    public Liveness.Status status() {
        boolean spoke = sightings.stream().anyMatch(Sighting::serverSpoke);
        if (liveness.isStopped()) {
            return spoke ? Liveness.Status.UNKNOWN : Liveness.Status.STOPPED;
        }
        return spoke ? Liveness.Status.RUNNING : liveness.status();
    }

    /**
     * Says whether the server may write. Unknown is not stopped.
     *
     * @return false only if it is proved stopped, or a fence proves that it holds it
     */
    public boolean mayWrite() {
        return status() != Liveness.Status.STOPPED
                && fence.filter(FenceProof::fenced).isEmpty();
    }

    /**
     * Gives who saw what, one line each: the server's own host first, then the others, then the fence.
     *
     * @return the lines
     */
    public List<String> lines() {
        List<String> all = new ArrayList<>();
        for (Evidence e : liveness.evidence()) {
            boolean said = sightings.stream().anyMatch(s -> s.toString().equals(e.statement()));
            if (!said) {
                all.add(e.toString());
            }
        }
        sightings.forEach(s -> all.add(s.toString()));
        fence.ifPresent(f -> all.add((f.fenced() ? "fence holds: " : "fence does not hold: ") + f.statement()));
        return all;
    }

    /** Returns the conclusion, in one line. */
    @Override
    public String toString() {
        String held = fence.filter(FenceProof::fenced).isPresent() ? ", held by a fence" : "";
        return server + " is " + status() + held + (mayWrite() ? ": it may write" : ": it can't write");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return PARTS.equal(this, other);
    }

    @Override
    public int hashCode() {
        return PARTS.hash(this);
    }

    /**
     * The builder of a guard verdict. Null is refused with a {@link NullPointerException}; a part that is set twice, or missing, with an
     * {@link IllegalStateException}. Not thread-safe.
     *
     * <p>Not for callers: only the engine and the testkit get one.
     */
    public static final class Builder {

        static {
            Builders.offer(Builder.class, Builder::new);
        }

        private final Given given = new Given();
        private @Nullable InstanceLocation server;
        private @Nullable Liveness liveness;
        private List<Sighting> sightings = List.of();
        private Optional<FenceProof> fence = Optional.empty();

        private Builder() {}

        /**
         * Takes over all parts of another value; each can still be set once.
         *
         * @param other the other value
         * @return this builder
         */
        public Builder copyOf(GuardVerdict other) {
            server = other.server;
            liveness = other.liveness;
            sightings = other.sightings;
            fence = other.fence;
            return this;
        }

        /**
         * Sets {@link GuardVerdict#server()}.
         *
         * @param server the server
         * @return this builder
         */
        public Builder server(InstanceLocation server) {
            this.server = given.value("server", server);
            return this;
        }

        /**
         * Sets {@link GuardVerdict#liveness()}.
         *
         * @param liveness whether it runs, by its own host's process table, by a session, or by what the connection to it met
         * @return this builder
         */
        public Builder liveness(Liveness liveness) {
            this.liveness = given.value("liveness", liveness);
            return this;
        }

        /**
         * Sets {@link GuardVerdict#sightings()}.
         *
         * @param sightings what other hosts see of it
         * @return this builder
         */
        public Builder sightings(List<Sighting> sightings) {
            this.sightings = given.list("sightings", sightings);
            return this;
        }

        /**
         * Sets {@link GuardVerdict#fence()}.
         *
         * @param fence what the fence that holds it proves, an operator's attestation among them
         * @return this builder
         */
        public Builder fence(Optional<FenceProof> fence) {
            this.fence = given.value("fence", fence);
            return this;
        }

        /**
         * Makes the value.
         *
         * @return the value
         */
        public GuardVerdict build() {
            return new GuardVerdict(this);
        }
    }
}
