package io.github.gpfailover;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.internal.Parts;
import io.github.gpfailover.stability.Stable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A time in which one server was observed to be the master.
 *
 * <p>It exists because "who was master when" is the first question after a move. The limits are observations: the server was master at
 * {@code from} and at {@code until}, and somewhere after {@code until} it no longer was. Immutable and thread-safe; made by the engine, and for tests by the
 * testkit's {@code Reports}.
 *
 * @since 0.1
 */
@Stable
public final class MasterTenure {

    private static final Parts<MasterTenure> PARTS = Parts.of(MasterTenure.class)
            .and("master", MasterTenure::master)
            .and("from", MasterTenure::from)
            .and("until", MasterTenure::until);

    private final InstanceLocation master;
    private final Instant from;
    private final Instant until;

    private MasterTenure(Builder builder) {
        master = Given.needed(builder.master, "master");
        from = Given.needed(builder.from, "from");
        until = Given.needed(builder.until, "until");
    }

    /** {@return the server} */
    public InstanceLocation master() {
        return master;
    }

    /** {@return the first observation of it as the master} */
    public Instant from() {
        return from;
    }

    /** {@return the last observation of it as the master} */
    public Instant until() {
        return until;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return PARTS.equal(this, other);
    }

    @Override
    public int hashCode() {
        return PARTS.hash(this);
    }

    /** Returns all parts, by name. */
    @Override
    public String toString() {
        return PARTS.text(this);
    }

    /**
     * The builder of a master tenure. Null is refused with a {@link NullPointerException}; a part that is set twice, or missing, with an
     * {@link IllegalStateException}. Not thread-safe.
     *
     * <p>Not for callers: only the engine and the testkit get one.
     */
    public static final class Builder {

        static {
            Builders.offer(Builder.class, Builder::new);
        }

        private final Given given = new Given();
        private @Nullable InstanceLocation master;
        private @Nullable Instant from;
        private @Nullable Instant until;

        private Builder() {}

        /**
         * Takes over all parts of another value; each can still be set once.
         *
         * @param other the other value
         * @return this builder
         */
        public Builder copyOf(MasterTenure other) {
            master = other.master;
            from = other.from;
            until = other.until;
            return this;
        }

        /**
         * Sets {@link MasterTenure#master()}.
         *
         * @param master the server
         * @return this builder
         */
        public Builder master(InstanceLocation master) {
            this.master = given.value("master", master);
            return this;
        }

        /**
         * Sets {@link MasterTenure#from()}.
         *
         * @param from the first observation of it as the master
         * @return this builder
         */
        public Builder from(Instant from) {
            this.from = given.value("from", from);
            return this;
        }

        /**
         * Sets {@link MasterTenure#until()}.
         *
         * @param until the last observation of it as the master
         * @return this builder
         */
        public Builder until(Instant until) {
            this.until = given.value("until", until);
            return this;
        }

        /**
         * Makes the value.
         *
         * @return the value
         */
        public MasterTenure build() {
            return new MasterTenure(this);
        }
    }
}
