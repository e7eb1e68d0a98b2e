package io.github.gpfailover.core.internal.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.CatalogRow.Role;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.cluster.ServerProcess;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConflictsTest {

    private static final InstanceLocation MDW = InstanceLocation.of("mdw", 5432, "/data/master/gpseg-1");
    private static final InstanceLocation SMDW = InstanceLocation.of("smdw", 5432, "/data/master/gpseg-1");
    private static final List<CatalogRow> CATALOG = List.of(row(Role.PRIMARY, MDW), row(Role.MIRROR, SMDW));
    private static final Liveness RUNNING = Liveness.running(List.of());
    private static final InstanceState STANDBY = instance(SMDW, InstanceRole.STANDBY, RUNNING);

    @Test
    void aHealthyPairIsGivenBackAsItIs() {
        ClusterState state = state("streaming", CATALOG, master(MDW, true), STANDBY);

        assertThat(Conflicts.addedTo(state)).isSameAs(state);
    }

    @Test
    void twoMastersAreAConflict() {
        ClusterState state = Conflicts.addedTo(state("", CATALOG, master(MDW, true), master(SMDW, true)));

        assertThat(state.conflicts()).containsExactly("two servers act as master: [" + MDW + ", " + SMDW + "]");
    }

    @Test
    void aMasterThatItsOwnCatalogDoesNotNameIsAConflict() {
        ClusterState state = Conflicts.addedTo(state("", CATALOG, master(SMDW, true)));

        assertThat(state.conflicts())
                .containsExactly(
                        SMDW + " acts as master, but its own catalog names another place as the master: " + MDW);
    }

    @Test
    void aStreamWithoutASenderIsAConflict() {
        ClusterState state = Conflicts.addedTo(state("streaming", CATALOG, master(MDW, false), STANDBY));

        assertThat(state.conflicts())
                .containsExactly("pg_stat_replication says streaming, but mdw has no wal sender process");
    }

    @Test
    void aStreamToAStoppedStandbyIsAConflict() {
        Liveness stopped = Liveness.stopped(
                List.of(new Evidence(Evidence.Kind.PROCESS_TABLE, SMDW.host(), "ps", "no process", Instant.EPOCH)));

        ClusterState state = Conflicts.addedTo(
                state("streaming", CATALOG, master(MDW, true), instance(SMDW, InstanceRole.DOWN, stopped)));

        assertThat(state.conflicts())
                .containsExactly("pg_stat_replication says streaming, but the standby on smdw is stopped");
    }

    @Test
    void whatDoesNotStreamNeedsNoSender() {
        ClusterState state = state("catchup", CATALOG, master(MDW, false), STANDBY);

        assertThat(Conflicts.addedTo(state)).isSameAs(state);
    }

    @Test
    void nothingIsSaidOfAStandbyThatCannotBeSeen() {
        ClusterState state = state(
                "streaming",
                CATALOG,
                master(MDW, true),
                instance(SMDW, InstanceRole.UNKNOWN, Liveness.unknown(List.of())));

        assertThat(Conflicts.addedTo(state)).isSameAs(state);
    }

    @Test
    void conflictsThatWereKnownAreKept() {
        ClusterState known = ClusterState.builder(Instant.EPOCH)
                .instances(List.of(master(SMDW, true)))
                .catalog(CATALOG)
                .conflicts(List.of("the clocks differ"))
                .build();

        assertThat(Conflicts.addedTo(known).conflicts()).hasSize(2).startsWith("the clocks differ");
    }

    private static ClusterState state(String stream, List<CatalogRow> catalog, InstanceState... instances) {
        Optional<ReplicationState> replication = stream.isEmpty()
                ? Optional.empty()
                : Optional.of(ReplicationState.builder("a test", Instant.EPOCH)
                        .state(stream)
                        .syncState("sync")
                        .build());
        return ClusterState.builder(Instant.EPOCH)
                .instances(List.of(instances))
                .catalog(catalog)
                .replication(replication)
                .build();
    }

    private static InstanceState master(InstanceLocation at, boolean sends) {
        ServerProcess postmaster = new ServerProcess(10, 1, ServerProcess.Kind.POSTMASTER, "postgres -D");
        ServerProcess sender = new ServerProcess(11, 10, ServerProcess.Kind.WAL_SENDER, "wal sender process");
        return instance(
                at,
                InstanceRole.MASTER,
                RUNNING,
                sends ? new ServerProcess[] {postmaster, sender} : new ServerProcess[] {postmaster});
    }

    private static InstanceState instance(
            InstanceLocation at, InstanceRole role, Liveness liveness, ServerProcess... processes) {
        return InstanceState.builder(at)
                .liveness(liveness)
                .role(role)
                .processes(List.of(processes))
                .build();
    }

    private static CatalogRow row(Role role, InstanceLocation at) {
        return CatalogRow.builder(at, role)
                .dbid(1)
                .content(-1)
                .synchronised(true)
                .up(true)
                .address(at.host().value())
                .build();
    }
}
