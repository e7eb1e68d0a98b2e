package io.github.gpfailover.cluster;

import static io.github.gpfailover.cluster.CatalogRow.Role.MIRROR;
import static io.github.gpfailover.cluster.CatalogRow.Role.PRIMARY;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterStateTest {

    private static final InstanceLocation MDW = InstanceLocation.of("mdw", 5432, "/data/master/gpseg-1");
    private static final InstanceLocation SMDW = InstanceLocation.of("smdw", 5432, "/data/master/gpseg-1");
    private static final InstanceLocation SDW1 = InstanceLocation.of("sdw1", 6000, "/data/primary/gpseg0");
    private static final Optional<Lsn> NONE = Optional.empty();

    @Test
    void withoutAMasterNamesNone() {
        ClusterState state =
                state(List.of(instance(MDW, InstanceRole.UNKNOWN), instance(SMDW, InstanceRole.STANDBY)), List.of());

        assertThat(state.master()).isEmpty();
        assertThat(state.masters()).isEmpty();
        assertThat(state.summary()).isEqualTo("no master answers, standby not known");
    }

    @Test
    void namesTheOneMasterAndItsStandby() {
        InstanceState master = instance(MDW, InstanceRole.MASTER);
        InstanceState standby = instance(SMDW, InstanceRole.STANDBY);

        ClusterState state = state(
                List.of(master, standby),
                List.of(row(-1, PRIMARY, PRIMARY, true, MDW), row(-1, MIRROR, MIRROR, true, SMDW)));

        assertThat(state.master()).contains(master);
        assertThat(state.standby()).map(CatalogRow::location).contains(SMDW);
        assertThat(state.standbyInstance()).contains(standby);
        assertThat(state.instance(SDW1)).isEmpty();
        assertThat(state.summary()).isEqualTo("master mdw, standby smdw (not replicating)");
    }

    @Test
    void twoMastersAreNoMasterAndAreShouted() {
        ClusterState state = state(
                List.of(instance(MDW, InstanceRole.MASTER), instance(SMDW, InstanceRole.MASTER)),
                List.of(row(-1, PRIMARY, PRIMARY, true, MDW)));

        assertThat(state.master()).isEmpty();
        assertThat(state.masters()).hasSize(2);
        assertThat(state.summary()).isEqualTo("TWO MASTERS: mdw and smdw, no standby");
    }

    @Test
    void segmentsThatAreDownOrSwitchedAreDegradedAndTheStandbyNeverIs() {
        CatalogRow down = row(0, PRIMARY, PRIMARY, false, SDW1);
        CatalogRow switched = row(1, MIRROR, PRIMARY, true, SDW1);
        CatalogRow fine = row(2, PRIMARY, PRIMARY, true, SDW1);
        CatalogRow master = row(-1, PRIMARY, MIRROR, true, SMDW);
        CatalogRow standby = row(-1, MIRROR, PRIMARY, false, MDW);

        ClusterState state = state(List.of(), List.of(master, standby, down, switched, fine));

        assertThat(state.degradedSegments()).containsExactly(down, switched);
        assertThat(state.segments()).containsExactly(down, switched, fine);
        assertThat(down).hasToString("content 0 primary sdw1:6000:/data/primary/gpseg0 down");
        assertThat(switched).hasToString("content 1 mirror sdw1:6000:/data/primary/gpseg0 not in its preferred role");
    }

    @Test
    void mirrorsThatAreUpAndBehindAreNotSynchronisedAndOthersAre() {
        CatalogRow behind = pair(0, MIRROR, false, true);
        CatalogRow onlyThePrimaryKnows = pair(1, MIRROR, true, true);
        CatalogRow downMirror = pair(2, MIRROR, false, false);
        CatalogRow fine = pair(3, MIRROR, true, true);
        CatalogRow withoutMirror = pair(4, PRIMARY, false, true);
        CatalogRow alone = pair(5, MIRROR, true, true);

        ClusterState state = state(
                List.of(),
                List.of(
                        row(-1, PRIMARY, PRIMARY, true, MDW),
                        row(-1, MIRROR, MIRROR, true, SMDW),
                        pair(0, PRIMARY, false, true),
                        behind,
                        pair(1, PRIMARY, false, true),
                        onlyThePrimaryKnows,
                        pair(2, PRIMARY, false, true),
                        downMirror,
                        pair(3, PRIMARY, true, true),
                        fine,
                        withoutMirror,
                        alone));

        assertThat(state.unsynchronisedMirrors()).containsExactly(behind, onlyThePrimaryKnows, alone);
        assertThat(state.degradedSegments()).containsExactly(downMirror);
    }

    @Test
    void lagIsFromTheMastersPositionToWhatTheStandbyFlushed() {
        assertThat(stream("streaming", "sync", at("0/100"), at("0/180")).lagBytes())
                .hasValue(0x80);
        assertThat(stream("streaming", "sync", at("0/180"), at("0/100")).lagBytes())
                .as("the two were read one after the other")
                .hasValue(0);
        assertThat(stream("streaming", "sync", NONE, at("0/100")).lagBytes()).isEmpty();
        assertThat(stream("streaming", "sync", at("0/100"), NONE).lagBytes()).isEmpty();
        assertThat(stream("streaming", "sync", at("0/100"), at("0/180")))
                .hasToString("streaming/sync, 128 bytes behind");
        assertThat(stream("catchup", "potential", NONE, NONE)).hasToString("catchup/potential, lag not told");
    }

    @Test
    void inSyncMeansStreamingAndSync() {
        assertThat(stream("streaming", "sync", NONE, NONE).inSync()).isTrue();
        assertThat(stream("streaming", "async", NONE, NONE).inSync()).isFalse();
        assertThat(stream("streaming", "potential", NONE, NONE).inSync()).isFalse();
        assertThat(stream("catchup", "sync", NONE, NONE).inSync()).isFalse();
        assertThat(stream("", "", NONE, NONE).inSync()).isFalse();
    }

    @Test
    void sessionsThatOutlivedTheirPostmasterAreOrphans() {
        ServerProcess session = new ServerProcess(20, 1, ServerProcess.Kind.SESSION, "postgres: gpadmin");
        ServerProcess postmaster = new ServerProcess(19, 1, ServerProcess.Kind.POSTMASTER, "postgres -D /data");

        assertThat(instance(MDW, InstanceRole.DOWN, session).orphaned()).isTrue();
        assertThat(instance(MDW, InstanceRole.MASTER, postmaster, session).orphaned())
                .isFalse();
        assertThat(instance(MDW, InstanceRole.DOWN).orphaned()).isFalse();
    }

    private static ClusterState state(List<InstanceState> instances, List<CatalogRow> catalog) {
        return ClusterState.builder(Instant.EPOCH)
                .instances(instances)
                .catalog(catalog)
                .build();
    }

    private static InstanceState instance(InstanceLocation at, InstanceRole role, ServerProcess... processes) {
        return InstanceState.builder(at)
                .role(role)
                .position(NONE)
                .processes(List.of(processes))
                .build();
    }

    private static CatalogRow row(
            int content, CatalogRow.Role role, CatalogRow.Role preferred, boolean up, InstanceLocation at) {
        return CatalogRow.builder(at, role)
                .dbid(1)
                .content(content)
                .preferredRole(preferred)
                .synchronised(true)
                .up(up)
                .address(at.host().value())
                .build();
    }

    private static Optional<Lsn> at(String lsn) {
        return Optional.of(Lsn.parse(lsn));
    }

    private static ReplicationState stream(String state, String sync, Optional<Lsn> flush, Optional<Lsn> master) {
        return ReplicationState.builder("a test", Instant.EPOCH)
                .state(state)
                .syncState(sync)
                .sent(NONE)
                .write(NONE)
                .flush(flush)
                .replay(NONE)
                .masterPosition(master)
                .build();
    }

    private static CatalogRow pair(int content, CatalogRow.Role role, boolean synchronised, boolean up) {
        return CatalogRow.builder(SDW1, role)
                .dbid(content + 2)
                .content(content)
                .synchronised(synchronised)
                .up(up)
                .address("sdw1")
                .build();
    }
}
