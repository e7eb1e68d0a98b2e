package io.github.gpfailover.core.internal.engine;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.Freshness;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.cluster.ServerProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Exists to keep what a master last told of its stream: once it is gone, nobody else can tell whether its standby had everything.
 *
 * @param stream what it told
 * @param standbyPid the postmaster of the standby at that time: another one means that the stream was broken since
 * @param heardAt the reading of the sleeper's clock; empty if another process heard it
 */
public record LastStream(ReplicationState stream, OptionalInt standbyPid, OptionalLong heardAt) {

    static Optional<LastStream> of(ClusterState state, long now) {
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
        return stream.freshness().age().map(heardAgo(now, wall)::plus);
    }

    /** How long ago it was told, fresh or not. */
    public Duration heardAgo(long now, Instant wall) {
        return heardAt.isPresent() ? Duration.ofNanos(now - heardAt.getAsLong()) : Duration.between(stream.at(), wall);
    }

    /** Writes it as a note of the journal. */
    String note() {
        return String.join(
                ";",
                stream.state(),
                stream.syncState(),
                stream.flush().map(Lsn::toString).orElse(""),
                stream.masterPosition().map(Lsn::toString).orElse(""),
                stream.at().toString(),
                standbyPid.isPresent() ? Integer.toString(standbyPid.getAsInt()) : "",
                stream.freshness().age().map(a -> Long.toString(a.toMillis())).orElse(""),
                stream.source());
    }

    /** Reads a note back; empty if it is none. */
    static Optional<LastStream> parse(String note) {
        List<String> p = List.of(note.split(";", 8));
        if (p.size() < 8) {
            return Optional.empty();
        }
        Optional<Duration> confirmed =
                p.get(6).isEmpty() ? Optional.empty() : Optional.of(Duration.ofMillis(Long.parseLong(p.get(6))));
        Optional<Lsn> flush = lsn(p.get(2));
        ReplicationState told = ReplicationState.builder(p.get(7), Instant.parse(p.get(4)))
                .state(p.get(0))
                .syncState(p.get(1))
                .sent(flush)
                .write(flush)
                .flush(flush)
                .replay(flush)
                .masterPosition(lsn(p.get(3)))
                .freshness(new Freshness(Optional.empty(), confirmed))
                .build();
        OptionalInt pid = p.get(5).isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(p.get(5)));
        return Optional.of(new LastStream(told, pid, OptionalLong.empty()));
    }

    private static Optional<Lsn> lsn(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Lsn.parse(text));
    }
}
