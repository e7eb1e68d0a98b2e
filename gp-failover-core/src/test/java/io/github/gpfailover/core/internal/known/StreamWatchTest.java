package io.github.gpfailover.core.internal.known;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.Freshness;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.cluster.ServerProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StreamWatchTest {

    private static final InstanceLocation MDW = InstanceLocation.of("mdw", 5432, "/data/master/gpseg-1");
    private static final InstanceLocation SMDW = InstanceLocation.of("smdw", 5432, "/data/master/gpseg-1");
    private static final long SECOND = 1_000_000_000L;

    private final StreamWatch watch = new StreamWatch();

    @Test
    void takesTheStandbysOwnAnswerAsASign() {
        assertThat(seen(0x100, standbyAt(0x100), 0).answered()).contains(Duration.ZERO);
        assertThat(seen(0x100, unknown(), 7).answered()).contains(Duration.ofSeconds(7));
    }

    @Test
    void takesWhatTheStandbyHasReceivedAlthoughItCannotReplayTheLastPageYet() {
        // Recordings d0 and d1: flushed to the end of a page, where a record has only begun.
        assertThat(seen(0xC080000, receiving(0xC07FBC0, "streaming 0/C080000"), 0)
                        .answered())
                .contains(Duration.ZERO);
    }

    @Test
    void takesAReceiverThatLacksWhatWasSentForNoSign() {
        assertThat(seen(0xC080000, receiving(0xC07FBC0, "streaming 0/C07FFF8"), 0)
                        .answered())
                .isEmpty();
        assertThat(seen(0xC080000, receiving(0xC07FBC0, "restarting at 0/C080000"), 1)
                        .answered())
                .isEmpty();
    }

    @Test
    void callsARowThatNobodyConfirmsNotFresh() {
        assertThat(seen(0x100, unknown(), 0)).isEqualTo(Freshness.NONE);
        assertThat(seen(0x100, unknown(), 38)).isEqualTo(Freshness.NONE);
    }

    @Test
    void takesAStandbyBehindTheRowForNoSign() {
        assertThat(seen(0x100, standbyAt(0x80), 0).answered()).isEmpty();
        assertThat(seen(0x100, standbyAt(0x80), 1).answered()).isEmpty();
    }

    @Test
    void datesAMovementAtTheLookBeforeSinceNobodySawWhenItCame() {
        assertThat(seen(0x100, unknown(), 0).moved()).isEmpty();
        assertThat(seen(0x140, unknown(), 3).moved()).contains(Duration.ofSeconds(3));
        assertThat(seen(0x140, unknown(), 8).moved()).contains(Duration.ofSeconds(8));
    }

    @Test
    void takesARowThatMovedWithinTheLastHourForNoSignOfNow() {
        seen(0x100, standbyAt(0x100), 0);

        assertThat(seen(0x900, unknown(), 3600).age()).contains(Duration.ofHours(1));
    }

    @Test
    void believesAStandbyThatWasAskedAMomentBeforeTheRowMoved() {
        seen(0x100, standbyAt(0x100), 0);

        assertThat(seen(0x180, standbyAt(0x140), 1).answered()).contains(Duration.ofSeconds(1));
    }

    @Test
    void takesAStandbyThatLacksWhatTheMasterSentForNoSign() {
        ClusterState sentMore = state(MDW, SMDW, 0x100, standbyAt(0x100));
        ReplicationState row = sentMore.replication().orElseThrow();
        ReplicationState dead = ReplicationState.builder(row.source(), row.at())
                .state(row.state())
                .syncState(row.syncState())
                .sent(Optional.of(new Lsn(0x400)))
                .write(row.write())
                .flush(row.flush())
                .replay(row.replay())
                .masterPosition(Optional.of(new Lsn(0x400)))
                .build();

        assertThat(watch.watched(
                                sentMore.toBuilder()
                                        .replication(Optional.of(dead))
                                        .build(),
                                0)
                        .replication()
                        .orElseThrow()
                        .freshness()
                        .answered())
                .isEmpty();
    }

    @Test
    void takesTheJumpToAnotherStreamForNoMovement() {
        seen(0x100, standbyAt(0x100), 0);
        ClusterState without = state(MDW, SMDW, 0x100, unknown()).toBuilder()
                .replication(Optional.empty())
                .build();
        watch.watched(without, SECOND);

        assertThat(seen(0x200, standbyAt(0x200), 2).moved()).isEmpty();
    }

    @Test
    void forgetsWhenTheStreamIsAnotherOne() {
        seen(0x100, standbyAt(0x100), 0);
        ClusterState other = state(SMDW, MDW, 0x200, standbyAt(MDW, 0x10));

        assertThat(watch.watched(other, SECOND).replication().orElseThrow().freshness())
                .isEqualTo(Freshness.NONE);
    }

    private Freshness seen(long replayed, InstanceState standby, long second) {
        return watch.watched(state(MDW, SMDW, replayed, standby), second * SECOND)
                .replication()
                .orElseThrow()
                .freshness();
    }

    private static InstanceState standbyAt(long replayed) {
        return standbyAt(SMDW, replayed);
    }

    private static InstanceState standbyAt(InstanceLocation at, long replayed) {
        return InstanceState.builder(at)
                .liveness(Liveness.running(List.of()))
                .role(InstanceRole.STANDBY)
                .position(Optional.of(new Lsn(replayed)))
                .build();
    }

    private static InstanceState receiving(long replayed, String activity) {
        ServerProcess receiver = new ServerProcess(
                90, 50, ServerProcess.Kind.WAL_RECEIVER, "postgres:  5432, wal receiver process   " + activity);
        return InstanceState.builder(SMDW)
                .liveness(Liveness.running(List.of()))
                .role(InstanceRole.STANDBY)
                .position(Optional.of(new Lsn(replayed)))
                .processes(List.of(receiver))
                .build();
    }

    private static InstanceState unknown() {
        Evidence silent = new Evidence(Evidence.Kind.TRANSPORT, SMDW.host(), "ps", "no answer", Instant.EPOCH);
        return InstanceState.builder(SMDW)
                .liveness(Liveness.unknown(List.of(silent)))
                .build();
    }

    private static ClusterState state(
            InstanceLocation master, InstanceLocation standby, long replayed, InstanceState server) {
        Optional<Lsn> at = Optional.of(new Lsn(replayed));
        return ClusterState.builder(Instant.EPOCH)
                .instances(List.of(
                        InstanceState.builder(master)
                                .liveness(Liveness.running(List.of()))
                                .role(InstanceRole.MASTER)
                                .position(at)
                                .build(),
                        server))
                .catalog(List.of(row(CatalogRow.Role.PRIMARY, master), row(CatalogRow.Role.MIRROR, standby)))
                .replication(Optional.of(ReplicationState.builder("psql", Instant.EPOCH)
                        .state("streaming")
                        .syncState("sync")
                        .sent(at)
                        .write(at)
                        .flush(at)
                        .replay(at)
                        .masterPosition(at)
                        .build()))
                .build();
    }

    private static CatalogRow row(CatalogRow.Role role, InstanceLocation at) {
        return CatalogRow.builder(at, role)
                .dbid(1)
                .content(-1)
                .synchronised(true)
                .up(true)
                .address(at.host().value())
                .build();
    }
}
