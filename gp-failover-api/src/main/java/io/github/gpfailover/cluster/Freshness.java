package io.github.gpfailover.cluster;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Evolving;
import java.time.Duration;
import java.util.Optional;

/**
 * How long ago something showed that a master's row of its stream to the standby is not a left-over.
 *
 * <p>It exists because the row alone is no proof: 38 seconds after the standby's host had lost power it still said
 * {@code streaming}/{@code sync} (recording {@code a0}), and it may do so for {@code wal_sender_timeout}, 300 s on Greenplum. Two things
 * show that a row is fresh: the positions that the standby reports in it have moved since the observation before, or the standby's own host
 * showed that it has {@linkplain InstanceState#received() received} all that the master has sent. Ages are measured by a clock that only runs forward. Immutable and thread-safe.
 *
 * @param moved how long ago the standby's positions were last seen to move; empty if they never were
 * @param answered how long ago the standby itself last answered with a position that confirms the row; empty if it never did
 * @since 0.1
 */
@Evolving
public record Freshness(Optional<Duration> moved, Optional<Duration> answered) {

    /** Nothing has shown it. */
    public static final Freshness NONE = new Freshness(Optional.empty(), Optional.empty());

    /**
     * Checks the parts.
     *
     * @param moved how long ago the standby's positions were last seen to move; empty if they never were
     * @param answered how long ago the standby itself last answered; empty if it never did
     * @throws NullPointerException if a part is null
     */
    public Freshness {
        Checks.notNull(moved, "moved");
        Checks.notNull(answered, "answered");
    }

    /**
     * Gives the age of the newest sign.
     *
     * @return the shorter of the two; empty if there is neither
     */
    public Optional<Duration> age() {
        if (moved.isEmpty() || answered.isEmpty()) {
            return moved.or(() -> answered);
        }
        return moved.get().compareTo(answered.get()) <= 0 ? moved : answered;
    }

    /** Returns what is known, as text. */
    @Override
    public String toString() {
        if (age().isEmpty()) {
            return "not confirmed by anything: a dead link shows the same for minutes";
        }
        return answered.map(a -> "the standby itself answered " + ago(a)).orElse("the standby itself has not answered")
                + moved.map(m -> ", its positions moved " + ago(m)).orElse(", its positions were not seen to move");
    }

    private static String ago(Duration age) {
        return age.toSeconds() == 0 ? "just now" : age.toSeconds() + " s ago";
    }
}
