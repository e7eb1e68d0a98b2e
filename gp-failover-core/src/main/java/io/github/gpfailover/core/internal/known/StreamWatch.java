package io.github.gpfailover.core.internal.known;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.Freshness;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.cluster.ReplicationState;
import java.time.Duration;
import java.util.Optional;

/**
 * The age of what is known of a stream. It exists to distinguish a living stream from a row that was left over: only what moves, or what
 * the standby itself confirms, is fresh (recording a0). It compares each observation with the one before, so an engine has one from its
 * first observation to its last. Thread-safe.
 */
public final class StreamWatch {

    private InstanceLocation master;
    private InstanceLocation standby;
    private Lsn flushed;
    private Lsn replayed;
    private Lsn sent;
    private Long lookedAt;
    private Long movedAt;
    private Long answeredAt;

    /** Gives the state with what is known of its stream's freshness. */
    public synchronized ClusterState watched(ClusterState s, long now) {
        if (s.master().isEmpty()) {
            return s;
        }
        if (s.standby().isEmpty() || s.replication().isEmpty()) {
            // The next stream is another one, wherever it stands.
            forget();
            return s;
        }
        ReplicationState row = s.replication().get();
        InstanceLocation from = s.master().get().location();
        InstanceLocation to = s.standby().get().location();
        if (!from.equals(master) || !to.equals(standby)) {
            forget();
            master = from;
            standby = to;
        }
        // It moved some time between the observation before and this one: only the former is sure.
        boolean flushedFurther = further(flushed, row.flush());
        if (further(replayed, row.replay()) || flushedFurther) {
            movedAt = lookedAt;
        }
        // Not what it has replayed: an idle master's log may end within a record for minutes (recordings d0, d1).
        Optional<Lsn> own = s.standbyInstance().flatMap(InstanceState::received);
        Optional<Lsn> wanted = row.sent().or(row::flush);
        if (reaches(own, wanted)) {
            answeredAt = now;
        } else if (further(sent, wanted) && reaches(own, Optional.of(sent))) {
            // On a busy cluster it may have been asked a moment before the row was read.
            answeredAt = lookedAt;
        }
        flushed = row.flush().orElse(flushed);
        replayed = row.replay().orElse(replayed);
        sent = wanted.orElse(sent);
        lookedAt = now;
        return s.toBuilder()
                .replication(Optional.of(row.toBuilder()
                        .freshness(new Freshness(age(movedAt, now), age(answeredAt, now)))
                        .build()))
                .build();
    }

    private void forget() {
        master = null;
        standby = null;
        flushed = null;
        replayed = null;
        sent = null;
        lookedAt = null;
        movedAt = null;
        answeredAt = null;
    }

    private static boolean further(Lsn before, Optional<Lsn> now) {
        return before != null && now.isPresent() && now.get().compareTo(before) > 0;
    }

    /** The standby's own answer counts if it has what the master has sent: a dead stream takes more than arrives. */
    private static boolean reaches(Optional<Lsn> own, Optional<Lsn> wanted) {
        return own.isPresent() && wanted.isPresent() && own.get().compareTo(wanted.get()) >= 0;
    }

    private static Optional<Duration> age(Long since, long now) {
        return since == null ? Optional.empty() : Optional.of(Duration.ofNanos(now - since));
    }
}
