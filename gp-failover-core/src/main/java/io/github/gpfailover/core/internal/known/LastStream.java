package io.github.gpfailover.core.internal.known;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.Freshness;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.cluster.ServerProcess;
import io.github.gpfailover.journal.LearnedOfMaster.StreamSeen;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a master last reported of its stream. It exists because once the master is gone, nobody else knows whether its standby had
 * everything.
 *
 * @param stream what it reported
 * @param standbyPid the postmaster of the standby at that time: another one means that the stream was broken since
 * @param heardAt the reading of the sleeper's clock; empty if another process heard it
 */
public record LastStream(ReplicationState stream, OptionalInt standbyPid, OptionalLong heardAt) {

    public static Optional<LastStream> of(ClusterState state, long now) {
        return state.replication().map(r -> new LastStream(r, pid(state.standbyInstance()), OptionalLong.of(now)));
    }

    /** The process id of a server's postmaster. */
    public static OptionalInt pid(Optional<InstanceState> server) {
        return server.stream()
                .flatMap(s -> s.processes().stream())
                .filter(p -> p.kind() == ServerProcess.Kind.POSTMASTER)
                .mapToInt(ServerProcess::pid)
                .findFirst();
    }

    /**
     * How old the knowledge is, not the row: counted from the last thing that showed that the stream lived (recording a0); empty if
     * nothing ever did. By the clock that only runs forward, or, if another process heard it, by the wall clock.
     */
    public Optional<Duration> age(long now, Instant wall) {
        return stream.freshness().age().map(reportedAgo(now, wall)::plus);
    }

    /** How long ago it was reported, fresh or not. */
    public Duration reportedAgo(long now, Instant wall) {
        return heardAt.isPresent() ? Duration.ofNanos(now - heardAt.getAsLong()) : Duration.between(stream.at(), wall);
    }

    /** Gives it as a record of the journal. */
    public StreamSeen record() {
        return new StreamSeen(
                stream.state(),
                stream.syncState(),
                stream.flush(),
                stream.masterPosition(),
                stream.at(),
                standbyPid,
                stream.freshness().age(),
                stream.source());
    }

    /** Takes it from a record of the journal. */
    public static LastStream recalled(StreamSeen seen) {
        ReplicationState stream = ReplicationState.builder(seen.source(), seen.at())
                .state(seen.state())
                .syncState(seen.syncState())
                .sent(seen.flush())
                .write(seen.flush())
                .flush(seen.flush())
                .replay(seen.flush())
                .masterPosition(seen.masterPosition())
                .freshness(new Freshness(Optional.empty(), seen.age()))
                .build();
        return new LastStream(stream, seen.standbyPid(), OptionalLong.empty());
    }
}
