package io.github.gpfailover.core.internal.engine;

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
        ReplicationState dead = new ReplicationState(
                row.state(),
                row.syncState(),
                Optional.of(new Lsn(0x400)),
                row.write(),
                row.flush(),
                row.replay(),
                Optional.of(new Lsn(0x400)),
                row.source(),
                row.at());

        assertThat(watch.watched(sentMore.withReplication(Optional.of(dead)), 0)
                        .replication()
                        .orElseThrow()
                        .freshness()
                        .answered())
                .isEmpty();
    }

    @Test
    void takesTheJumpToAnotherStreamForNoMovement() {
        seen(0x100, standbyAt(0x100), 0);
        ClusterState without = state(MDW, SMDW, 0x100, unknown()).withReplication(Optional.empty());
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
        return new InstanceState(
                at, Liveness.running(List.of()), InstanceRole.STANDBY, Optional.of(new Lsn(replayed)), List.of());
    }

    private static InstanceState receiving(long replayed, String activity) {
        ServerProcess receiver = new ServerProcess(
                90, 50, ServerProcess.Kind.WAL_RECEIVER, "postgres:  5432, wal receiver process   " + activity);
        return new InstanceState(
                SMDW,
                Liveness.running(List.of()),
                InstanceRole.STANDBY,
                Optional.of(new Lsn(replayed)),
                List.of(receiver));
    }

    private static InstanceState unknown() {
        Evidence silent = new Evidence(Evidence.Kind.TRANSPORT, SMDW.host(), "ps", "no answer", Instant.EPOCH);
        return new InstanceState(
                SMDW, Liveness.unknown(List.of(silent)), InstanceRole.UNKNOWN, Optional.empty(), List.of());
    }

    private static ClusterState state(
            InstanceLocation master, InstanceLocation standby, long replayed, InstanceState server) {
        Optional<Lsn> at = Optional.of(new Lsn(replayed));
        return new ClusterState(
                Instant.EPOCH,
                Optional.empty(),
                List.of(
                        new InstanceState(master, Liveness.running(List.of()), InstanceRole.MASTER, at, List.of()),
                        server),
                List.of(row(CatalogRow.Role.PRIMARY, master), row(CatalogRow.Role.MIRROR, standby)),
                Optional.of(new ReplicationState("streaming", "sync", at, at, at, at, at, "psql", Instant.EPOCH)),
                List.of());
    }

    private static CatalogRow row(CatalogRow.Role role, InstanceLocation at) {
        return new CatalogRow(1, -1, role, role, true, true, at, at.host().value());
    }
}
