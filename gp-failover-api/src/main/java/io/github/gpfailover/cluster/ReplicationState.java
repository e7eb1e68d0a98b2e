package io.github.gpfailover.cluster;

import io.github.gpfailover.internal.Checks;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The master's view of its stream to the standby: the row of {@code pg_stat_replication}.
 *
 * <p>Exists because what would be lost by a promotion is read from it. It is only a view: after the standby's host lost power it
 * still said {@code streaming}/{@code sync} 38 seconds later (recording {@code a0}), so a step never trusts it without the
 * standby's own word. Immutable and thread-safe.
 *
 * @param state {@code startup}, {@code backup}, {@code catchup}, {@code streaming} or {@code stopping}
 * @param syncState {@code sync}, {@code potential} or {@code async}
 * @param sent the last position sent; empty where the server tells none
 * @param write the last position that the standby wrote
 * @param flush the last position that the standby made durable
 * @param replay the last position that the standby replayed
 * @param masterPosition the position that the master had written when it was asked
 * @param source the command and host that told it
 * @param at when it was asked, by the controller's clock
 * @param freshness what shows that the row is not a left-over of a stream that is dead
 * @since 0.1
 */
public record ReplicationState(
        String state,
        String syncState,
        Optional<Lsn> sent,
        Optional<Lsn> write,
        Optional<Lsn> flush,
        Optional<Lsn> replay,
        Optional<Lsn> masterPosition,
        String source,
        Instant at,
        Freshness freshness) {

    /**
     * Checks the parts.
     *
     * @param state {@code startup}, {@code backup}, {@code catchup}, {@code streaming} or {@code stopping}
     * @param syncState {@code sync}, {@code potential} or {@code async}
     * @param sent the last position sent; empty where the server tells none
     * @param write the last position that the standby wrote
     * @param flush the last position that the standby made durable
     * @param replay the last position that the standby replayed
     * @param masterPosition the position that the master had written when it was asked
     * @param source the command and host that told it
     * @param at when it was asked, by the controller's clock
     * @param freshness what shows that the row is not a left-over of a stream that is dead
     * @throws NullPointerException if a part is null
     */
    public ReplicationState {
        Checks.notNull(state, "state");
        Checks.notNull(syncState, "sync state");
        Checks.notNull(sent, "sent");
        Checks.notNull(write, "write");
        Checks.notNull(flush, "flush");
        Checks.notNull(replay, "replay");
        Checks.notNull(masterPosition, "master position");
        Checks.notNull(source, "source");
        Checks.notNull(at, "at");
        Checks.notNull(freshness, "freshness");
    }

    /**
     * Makes a row that nothing has confirmed yet.
     *
     * @param state {@code startup}, {@code backup}, {@code catchup}, {@code streaming} or {@code stopping}
     * @param syncState {@code sync}, {@code potential} or {@code async}
     * @param sent the last position sent
     * @param write the last position that the standby wrote
     * @param flush the last position that the standby made durable
     * @param replay the last position that the standby replayed
     * @param masterPosition the position that the master had written when it was asked
     * @param source the command and host that told it
     * @param at when it was asked, by the controller's clock
     * @throws NullPointerException if a part is null
     */
    public ReplicationState(
            String state,
            String syncState,
            Optional<Lsn> sent,
            Optional<Lsn> write,
            Optional<Lsn> flush,
            Optional<Lsn> replay,
            Optional<Lsn> masterPosition,
            String source,
            Instant at) {
        this(state, syncState, sent, write, flush, replay, masterPosition, source, at, Freshness.NONE);
    }

    /**
     * Gives the same row with another word on its freshness.
     *
     * @param known what shows that it is fresh
     * @return the row
     * @throws NullPointerException if it is null
     */
    public ReplicationState with(Freshness known) {
        return new ReplicationState(state, syncState, sent, write, flush, replay, masterPosition, source, at, known);
    }

    /**
     * Tells whether commits on the master wait for this standby.
     *
     * @return true if the state is {@code streaming} and the sync state {@code sync}
     */
    public boolean inSync() {
        return "streaming".equals(state) && "sync".equals(syncState);
    }

    /**
     * Tells how much of the master's log the standby had not made durable.
     *
     * @return the gap in bytes, 0 or more; empty where a position was not told
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
}
