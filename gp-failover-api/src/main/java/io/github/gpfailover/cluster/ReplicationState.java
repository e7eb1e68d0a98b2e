package io.github.gpfailover.cluster;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.internal.Parts;
import io.github.gpfailover.stability.Stable;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The master's view of its stream to the standby: the row of {@code pg_stat_replication}.
 *
 * <p>It exists because what would be lost by a promotion is read from it. It is only a view: after the standby's host lost power it
 * still said {@code streaming}/{@code sync} 38 seconds later (recording {@code a0}), so a step never trusts it without the
 * standby's own answer. Immutable and thread-safe.
 *
 * @since 0.1
 */
@Stable
public final class ReplicationState {

    private static final Parts<ReplicationState> PARTS = Parts.of(ReplicationState.class)
            .and("source", ReplicationState::source)
            .and("at", ReplicationState::at)
            .and("state", ReplicationState::state)
            .and("syncState", ReplicationState::syncState)
            .and("sent", ReplicationState::sent)
            .and("write", ReplicationState::write)
            .and("flush", ReplicationState::flush)
            .and("replay", ReplicationState::replay)
            .and("masterPosition", ReplicationState::masterPosition)
            .and("freshness", ReplicationState::freshness);

    private final String source;
    private final Instant at;
    private final String state;
    private final String syncState;
    private final Optional<Lsn> sent;
    private final Optional<Lsn> write;
    private final Optional<Lsn> flush;
    private final Optional<Lsn> replay;
    private final Optional<Lsn> masterPosition;
    private final Freshness freshness;

    private ReplicationState(Builder from) {
        source = from.source;
        at = from.at;
        state = Given.needed(from.state, "state");
        syncState = Given.needed(from.syncState, "syncState");
        sent = from.sent;
        write = from.write;
        flush = from.flush;
        replay = from.replay;
        masterPosition = from.masterPosition;
        freshness = from.freshness;
    }

    /**
     * Begins a row that nothing has confirmed yet. State and sync state have to be set; positions that are not set count as not reported.
     *
     * @param source the command and host that reported it
     * @param at when it was asked, by the controller's clock
     * @return a builder
     * @throws NullPointerException if a part is null
     */
    public static Builder builder(String source, Instant at) {
        return new Builder(source, at);
    }

    /**
     * Begins a value that holds what this one holds, to change parts of it.
     *
     * @return a builder, on which each part can be set once
     */
    public Builder toBuilder() {
        Builder builder = new Builder(source, at);
        builder.state = state;
        builder.syncState = syncState;
        builder.sent = sent;
        builder.write = write;
        builder.flush = flush;
        builder.replay = replay;
        builder.masterPosition = masterPosition;
        builder.freshness = freshness;
        return builder;
    }

    /** {@return the command and host that told it} */
    public String source() {
        return source;
    }

    /** {@return when it was asked, by the controller's clock} */
    public Instant at() {
        return at;
    }

    /** {@return {@code startup}, {@code backup}, {@code catchup}, {@code streaming} or {@code stopping}} */
    public String state() {
        return state;
    }

    /** {@return {@code sync}, {@code potential} or {@code async}} */
    public String syncState() {
        return syncState;
    }

    /** {@return the last position sent; empty where the server tells none} */
    public Optional<Lsn> sent() {
        return sent;
    }

    /** {@return the last position that the standby wrote; empty where the server tells none} */
    public Optional<Lsn> write() {
        return write;
    }

    /** {@return the last position that the standby made durable; empty where the server tells none} */
    public Optional<Lsn> flush() {
        return flush;
    }

    /** {@return the last position that the standby replayed; empty where the server tells none} */
    public Optional<Lsn> replay() {
        return replay;
    }

    /** {@return the position that the master had written when it was asked; empty where it was not told} */
    public Optional<Lsn> masterPosition() {
        return masterPosition;
    }

    /** {@return what shows that the row is not a left-over of a stream that is dead; nothing does at first} */
    public Freshness freshness() {
        return freshness;
    }

    /**
     * Says whether commits on the master wait for this standby.
     *
     * @return true if the state is {@code streaming} and the sync state {@code sync}
     */
    public boolean inSync() {
        return "streaming".equals(state) && "sync".equals(syncState);
    }

    /**
     * Says how much of the master's log the standby had not made durable.
     *
     * @return the gap in bytes, 0 or more; empty where a position was not reported
     */
    public OptionalLong lagBytes() {
        if (masterPosition.isEmpty() || flush.isEmpty()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Math.max(0, masterPosition.get().bytesSince(flush.get())));
    }

    /** Returns state, sync state and lag. */
    @Override
    public String toString() {
        OptionalLong lag = lagBytes();
        return state + "/" + syncState
                + (lag.isPresent() ? ", " + lag.getAsLong() + " bytes behind" : ", lag not told");
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
     * The builder of a replication state. Null is refused with a {@link NullPointerException}, a part that is set twice with an
     * {@link IllegalStateException}. Not thread-safe.
     */
    public static final class Builder {

        private final Given given = new Given();
        private final String source;
        private final Instant at;
        private @Nullable String state;
        private @Nullable String syncState;
        private Optional<Lsn> sent = Optional.empty();
        private Optional<Lsn> write = Optional.empty();
        private Optional<Lsn> flush = Optional.empty();
        private Optional<Lsn> replay = Optional.empty();
        private Optional<Lsn> masterPosition = Optional.empty();
        private Freshness freshness = Freshness.NONE;

        private Builder(String source, Instant at) {
            this.source = Checks.notNull(source, "source");
            this.at = Checks.notNull(at, "at");
        }

        /**
         * Sets {@link ReplicationState#state()}.
         *
         * @param state {@code startup}, {@code backup}, {@code catchup}, {@code streaming} or {@code stopping}
         * @return this builder
         */
        public Builder state(String state) {
            this.state = given.value("state", state);
            return this;
        }

        /**
         * Sets {@link ReplicationState#syncState()}.
         *
         * @param syncState {@code sync}, {@code potential} or {@code async}
         * @return this builder
         */
        public Builder syncState(String syncState) {
            given.once("syncState");
            this.syncState = Checks.notNull(syncState, "sync state");
            return this;
        }

        /**
         * Sets {@link ReplicationState#sent()}.
         *
         * @param sent the last position sent
         * @return this builder
         */
        public Builder sent(Optional<Lsn> sent) {
            this.sent = given.value("sent", sent);
            return this;
        }

        /**
         * Sets {@link ReplicationState#write()}.
         *
         * @param write the last position that the standby wrote
         * @return this builder
         */
        public Builder write(Optional<Lsn> write) {
            this.write = given.value("write", write);
            return this;
        }

        /**
         * Sets {@link ReplicationState#flush()}.
         *
         * @param flush the last position that the standby made durable
         * @return this builder
         */
        public Builder flush(Optional<Lsn> flush) {
            this.flush = given.value("flush", flush);
            return this;
        }

        /**
         * Sets {@link ReplicationState#replay()}.
         *
         * @param replay the last position that the standby replayed
         * @return this builder
         */
        public Builder replay(Optional<Lsn> replay) {
            this.replay = given.value("replay", replay);
            return this;
        }

        /**
         * Sets {@link ReplicationState#masterPosition()}.
         *
         * @param masterPosition the position that the master had written when it was asked
         * @return this builder
         */
        public Builder masterPosition(Optional<Lsn> masterPosition) {
            given.once("masterPosition");
            this.masterPosition = Checks.notNull(masterPosition, "master position");
            return this;
        }

        /**
         * Sets {@link ReplicationState#freshness()}.
         *
         * @param freshness what shows that the row is not a left-over of a stream that is dead
         * @return this builder
         */
        public Builder freshness(Freshness freshness) {
            this.freshness = given.value("freshness", freshness);
            return this;
        }

        /**
         * Makes the value.
         *
         * @return the value
         * @throws IllegalStateException if no state or no sync state was set
         */
        public ReplicationState build() {
            if (state == null || syncState == null) {
                throw new IllegalStateException("state or sync state was not given: write"
                        + " .state(\"streaming\").syncState(\"sync\") before .build()");
            }
            return new ReplicationState(this);
        }
    }
}
