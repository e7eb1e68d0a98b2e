package io.github.gpfailover.core.internal.gpstate;

import io.github.gpfailover.cluster.Lsn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The five lines of {@code gpstate -f} on the stream. They stand together because they are read whole or not at
 * all.
 *
 * @param state such as {@code streaming}; {@code None} where the server reports none
 * @param syncState such as {@code sync}; {@code None} where the server reports none
 * @param sent the last position sent; empty where the server reports none, as at the start of a stream
 * @param flush the last position that the standby made durable
 * @param replay the last position that the standby replayed
 */
public record ReplicationRow(
        String state, String syncState, Optional<Lsn> sent, Optional<Lsn> flush, Optional<Lsn> replay) {

    static final String STATE = "-WAL Sender State:";
    static final String SYNC = "-Sync state:";
    static final String SENT = "-Sent Location:";
    static final String FLUSH = "-Flush Location:";
    static final String REPLAY = "-Replay Location:";
    static final List<String> LABELS = List.of(STATE, SYNC, SENT, FLUSH, REPLAY);

    // NULL of the database, as Python prints it.
    private static final String NONE = "None";
    private static final Set<String> STATES = Set.of("startup", "backup", "catchup", "streaming", "stopping", NONE);
    private static final Set<String> SYNC_STATES = Set.of("sync", "potential", "async", "quorum", NONE);

    /** Puts the values of all five labels together; a value that is not known is refused, never taken for another. */
    static ReplicationRow of(GpstateOutput output, Map<String, String> values) {
        return new ReplicationRow(
                word(output, STATE, values.get(STATE), STATES),
                word(output, SYNC, values.get(SYNC), SYNC_STATES),
                location(output, SENT, values.get(SENT)),
                location(output, FLUSH, values.get(FLUSH)),
                location(output, REPLAY, values.get(REPLAY)));
    }

    private static String word(GpstateOutput output, String label, String value, Set<String> known) {
        if (!known.contains(value)) {
            throw output.unreadable("one of " + known.stream().sorted().toList() + " after '" + label + "'", value);
        }
        return value;
    }

    private static Optional<Lsn> location(GpstateOutput output, String label, String value) {
        if (value.equals(NONE)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Lsn.parse(value));
        } catch (IllegalArgumentException e) {
            throw output.unreadable("a location as 0/1403E008 after '" + label + "'", value);
        }
    }
}
