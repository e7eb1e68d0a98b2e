package io.github.gpfailover.core.internal.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.CatalogRow.Role;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.cluster.ServerProcess;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class StateMergeTest {

    private static final InstanceLocation MDW = InstanceLocation.of("mdw", 5432, "/data/master/gpseg-1");
    private static final InstanceLocation SMDW = InstanceLocation.of("smdw", 5432, "/data/master/gpseg-1");
    private static final ServerProcess POSTMASTER =
            new ServerProcess(101, 1, ServerProcess.Kind.POSTMASTER, "postgres -D /data/master/gpseg-1");

    @Test
    void putsTogetherWhatEachSourceKnows() {
        ClusterState merged = merge(
                by("sql", master(MDW, Optional.of(new Lsn(0x100)), List.of())),
                by("processes", running(MDW, InstanceRole.UNKNOWN, POSTMASTER)));

        InstanceState server = merged.instances().get(0);
        assertThat(server.role()).isEqualTo(InstanceRole.MASTER);
        assertThat(server.position()).contains(new Lsn(0x100));
        assertThat(server.processes()).containsExactly(POSTMASTER);
        assertThat(server.liveness().evidence()).hasSize(2);
        assertThat(merged.conflicts()).isEmpty();
    }

    @Test
    void neverCallsAServerStoppedThatAnotherSourceHears() {
        ClusterState merged = merge(by("processes", stopped(MDW)), by("sql", master(MDW, Optional.empty(), List.of())));

        assertThat(merged.instances().get(0).liveness().isUnknown()).isTrue();
        assertThat(merged.instances().get(0).role()).isEqualTo(InstanceRole.UNKNOWN);
        assertThat(merged.conflicts()).containsExactly(MDW + " runs by sql, but is stopped by processes");
    }

    @Test
    void callsAServerStoppedWhereTheOthersOnlyDoNotKnow() {
        ClusterState merged = merge(by("sql", unknown(MDW)), by("processes", stopped(MDW)));

        assertThat(merged.instances().get(0).liveness().isStopped()).isTrue();
        assertThat(merged.instances().get(0).role()).isEqualTo(InstanceRole.DOWN);
    }

    @Test
    void takesNoRoleWhereTwoSourcesTellTwo() {
        ClusterState merged = merge(
                by("sql", master(MDW, Optional.empty(), List.of())), by("other", running(MDW, InstanceRole.STANDBY)));

        assertThat(merged.instances().get(0).role()).isEqualTo(InstanceRole.UNKNOWN);
        assertThat(merged.master()).isEmpty();
        assertThat(merged.conflicts()).containsExactly(MDW + " is MASTER by sql, but STANDBY by other");
    }

    @Test
    void keepsTheEvidenceOfASourceThatFailed() {
        Evidence why = new Evidence(Evidence.Kind.TRANSPORT, MDW.host(), "sql", "the source failed", Instant.EPOCH);
        ClusterState merged =
                merge(StateMerge.Seen.nothing("sql", why), by("processes", running(MDW, InstanceRole.UNKNOWN)));

        assertThat(merged.evidence()).containsExactly(why);
        assertThat(merged.instances().get(0).liveness().isRunning()).isTrue();
    }

    @Test
    void knowsNothingOfAPlaceThatNoSourceSaw() {
        ClusterState merged = StateMerge.of(List.of(), List.of(MDW), Instant.EPOCH);

        assertThat(merged.instances().get(0).liveness().isUnknown()).isTrue();
    }

    @Test
    void saysWhereTwoCatalogsNameAnotherStandby() {
        ClusterState merged = merge(
                by("sql", withCatalog(List.of(row(Role.PRIMARY, MDW), row(Role.MIRROR, SMDW)))),
                by("gpstate", withCatalog(List.of(row(Role.PRIMARY, MDW)))));

        assertThat(merged.standby().map(CatalogRow::location)).contains(SMDW);
        assertThat(merged.conflicts()).containsExactly("sql names " + SMDW + " as the standby, but gpstate none");
    }

    @Test
    void saysWhereTwoSourcesTellAnotherStream() {
        ClusterState merged =
                merge(by("sql", withStream("streaming", "sync")), by("gpstate", withStream("catchup", "potential")));

        assertThat(merged.replication().map(ReplicationState::state)).contains("streaming");
        assertThat(merged.conflicts()).contains("the stream: sql says streaming/sync, but gpstate catchup/potential");
    }

    @Test
    void trustsNoCatalogWhileTwoServersActAsMaster() {
        ClusterState one = withCatalog(List.of(row(Role.PRIMARY, MDW)));
        ClusterState two =
                by("x", master(SMDW, Optional.empty(), List.of())).state().orElseThrow();
        ClusterState merged = merge(by("sql", one), by("other", two));

        assertThat(merged.masters()).hasSize(2);
        assertThat(merged.catalog()).isEmpty();
        assertThat(merged.conflicts()).anyMatch(c -> c.startsWith("two servers act as master"));
    }

    @Test
    void saysWhereTwoSourcesReadTwoVersionsOrTimelines() {
        ClusterState six = versioned("PostgreSQL 9.4.26 (Greenplum Database 6.24.3 build x) on y", 1);
        ClusterState seven = versioned("PostgreSQL 12.12 (Greenplum Database 7.4.0 build x) on y", 2);
        ClusterState merged = merge(by("sql", six), by("gpstate", seven));

        assertThat(merged.version()).isEqualTo(six.version());
        assertThat(merged.instances().get(0).timeline()).isEmpty();
        assertThat(merged.conflicts())
                .hasSize(2)
                .anyMatch(c -> c.contains("timeline 1"))
                .anyMatch(c -> c.contains("6.24.3"));
    }

    private static ClusterState merge(StateMerge.Seen... seen) {
        return StateMerge.of(List.of(seen), List.of(MDW), Instant.EPOCH);
    }

    private static StateMerge.Seen by(String source, ClusterState state) {
        return StateMerge.Seen.by(source, state);
    }

    private static StateMerge.Seen by(String source, InstanceState instance) {
        return by(source, state(Optional.empty(), List.of(instance), List.of(), Optional.empty()));
    }

    private static ClusterState state(
            Optional<GreenplumVersion> version,
            List<InstanceState> instances,
            List<CatalogRow> catalog,
            Optional<ReplicationState> stream) {
        return ClusterState.builder(Instant.EPOCH)
                .version(version)
                .instances(instances)
                .catalog(catalog)
                .replication(stream)
                .build();
    }

    private static ClusterState versioned(String text, int timeline) {
        InstanceState plain = master(MDW, Optional.empty(), List.of());
        InstanceState server =
                plain.toBuilder().timeline(OptionalInt.of(timeline)).build();
        return state(Optional.of(GreenplumVersion.parse(text)), List.of(server), List.of(), Optional.empty());
    }

    private static ClusterState withCatalog(List<CatalogRow> rows) {
        return state(Optional.empty(), List.of(master(MDW, Optional.empty(), List.of())), rows, Optional.empty());
    }

    private static ClusterState withStream(String state, String sync) {
        Optional<Lsn> none = Optional.empty();
        ReplicationState stream = ReplicationState.builder("psql", Instant.EPOCH)
                .state(state)
                .syncState(sync)
                .sent(none)
                .write(none)
                .flush(none)
                .replay(none)
                .masterPosition(none)
                .build();
        ServerProcess sender = new ServerProcess(9, 101, ServerProcess.Kind.WAL_SENDER, "wal sender");
        return state(
                Optional.empty(),
                List.of(master(MDW, Optional.empty(), List.of(sender))),
                List.of(row(Role.PRIMARY, MDW)),
                Optional.of(stream));
    }

    private static InstanceState master(InstanceLocation at, Optional<Lsn> position, List<ServerProcess> processes) {
        return InstanceState.builder(at)
                .liveness(Liveness.running(List.of(evidence(Evidence.Kind.LOGIN, at))))
                .role(InstanceRole.MASTER)
                .position(position)
                .processes(processes)
                .build();
    }

    private static InstanceState running(InstanceLocation at, InstanceRole role, ServerProcess... processes) {
        return InstanceState.builder(at)
                .liveness(Liveness.running(List.of(evidence(Evidence.Kind.PROCESS_TABLE, at))))
                .role(role)
                .processes(List.of(processes))
                .build();
    }

    private static InstanceState stopped(InstanceLocation at) {
        return InstanceState.builder(at)
                .liveness(Liveness.stopped(List.of(evidence(Evidence.Kind.PROCESS_TABLE, at))))
                .role(InstanceRole.DOWN)
                .build();
    }

    private static InstanceState unknown(InstanceLocation at) {
        return InstanceState.builder(at)
                .liveness(Liveness.unknown(List.of(evidence(Evidence.Kind.TRANSPORT, at))))
                .build();
    }

    private static Evidence evidence(Evidence.Kind kind, InstanceLocation at) {
        return new Evidence(kind, at.host(), kind.name(), "seen", Instant.EPOCH);
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
