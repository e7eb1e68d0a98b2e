package io.github.gpfailover.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.internal.JsonReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ClusterDescriptionTest {

    private static final Instant AT = Instant.parse("2026-11-22T05:05:00Z");
    private static final InstanceLocation MDW = InstanceLocation.of("mdw", 5432, "/data/master/gpseg-1");
    private static final InstanceLocation SMDW = InstanceLocation.of("smdw", 5432, "/data/master/gpseg-1");

    @Test
    void showsAHealthyClusterOnAFewLines() {
        ClusterState state = state(Liveness.running(List.of()), stream(answered()), row(0, true, true));

        assertThat(state.describe().lines()).hasSizeLessThan(9);
        assertThat(state.describe())
                .contains("master mdw, standby smdw (streaming/sync, 0 bytes behind)")
                .contains("Greenplum Database 6.24.3")
                .contains("MASTER, RUNNING, at 0/24000128, timeline 1")
                .contains("STANDBY, RUNNING, replayed 0/24000128")
                .contains("the standby itself answered just now, its positions moved 3 s ago")
                .contains("1 primaries, 0 mirrors, by the catalog all up and in their roles")
                .doesNotContain("not known");
        assertThat(state.unknowns()).isEmpty();
        assertThat(state).hasToString(state.summary());
    }

    @Test
    void namesASegmentThatIsDown() {
        ClusterState state = state(Liveness.running(List.of()), stream(answered()), row(3, false, true));

        assertThat(state.describe())
                .contains("1 down, 0 not in their preferred role, 0 not synchronised")
                .contains("content 3 primary sdw1:6003:/data/primary/gpseg3 down");
    }

    @Test
    void doesNotBetOnAStreamThatNothingConfirms() {
        ClusterState state = state(Liveness.running(List.of()), stream(Freshness.NONE), row(0, true, true));

        assertThat(state.unknowns())
                .singleElement()
                .satisfies(u -> assertThat(u)
                        .contains("whether the stream to smdw lives")
                        .contains("a dead link shows the same for minutes"));
        assertThat(state.describe()).contains("not known  whether the stream to smdw lives");
    }

    @Test
    void saysWhoSeesWhatOfAServerThatIsUnknown() {
        Evidence silent = new Evidence(Evidence.Kind.TRANSPORT, SMDW.host(), "ps -ef on smdw", "no answer", AT);
        ClusterState healthy = state(Liveness.unknown(List.of(silent)), stream(answered()), row(0, true, true));
        Sighting sighting =
                new Sighting(HostName.of("sdw1"), SMDW, Sighting.Answer.NOT_LISTENING, "Connection refused", AT);
        ClusterState state = ClusterState.builder(AT)
                .version(healthy.version())
                .instances(healthy.instances())
                .catalog(healthy.catalog())
                .replication(healthy.replication())
                .conflicts(List.of("two sources disagree"))
                .sightings(List.of(sighting))
                .evidence(List.of(silent))
                .build();

        assertThat(state.describe())
                .contains("seen from  seen from sdw1, smdw:5432 does not listen, its host answers (Connection refused)")
                .contains("CONFLICT   two sources disagree")
                .contains("not known  whether smdw:5432:/data/master/gpseg-1 runs");
        assertThat(state.sightingsOf(SMDW)).containsExactly(sighting);
        assertThat(sighting.hostReached()).isTrue();
        assertThat(sighting.serverSpoke()).isFalse();
    }

    @Test
    void writesJsonThatReadsBack() {
        Object read = JsonReader.read(state(Liveness.running(List.of()), stream(answered()), row(0, true, true))
                .toJson());

        assertThat(read).isInstanceOf(Map.class);
        Map<?, ?> all = (Map<?, ?>) read;
        assertThat(all.get("summary")).isEqualTo("master mdw, standby smdw (streaming/sync, 0 bytes behind)");
        assertThat(((List<?>) all.get("servers"))).hasSize(2);
        assertThat(((Map<?, ?>) all.get("replication")).get("movedMillisAgo")).hasToString("3000");
    }

    @Test
    void takesTheNewestSignAsTheAgeOfAStream() {
        assertThat(answered().age()).contains(Duration.ZERO);
        assertThat(new Freshness(Optional.of(Duration.ofSeconds(2)), Optional.empty()).age())
                .contains(Duration.ofSeconds(2));
        assertThat(Freshness.NONE.age()).isEmpty();
    }

    private static Freshness answered() {
        return new Freshness(Optional.of(Duration.ofSeconds(3)), Optional.of(Duration.ZERO));
    }

    private static ReplicationState stream(Freshness freshness) {
        Optional<Lsn> at = Optional.of(Lsn.parse("0/24000128"));
        return ReplicationState.builder("psql on mdw", AT)
                .state("streaming")
                .syncState("sync")
                .sent(at)
                .write(at)
                .flush(at)
                .replay(at)
                .masterPosition(at)
                .freshness(freshness)
                .build();
    }

    private static CatalogRow row(int content, boolean up, boolean synchronised) {
        return CatalogRow.builder(
                        InstanceLocation.of("sdw1", 6000 + content, "/data/primary/gpseg" + content),
                        CatalogRow.Role.PRIMARY)
                .dbid(content + 2)
                .content(content)
                .synchronised(synchronised)
                .up(up)
                .address("sdw1")
                .build();
    }

    private static ClusterState state(Liveness standbyLiveness, ReplicationState stream, CatalogRow... segments) {
        Optional<Lsn> at = Optional.of(Lsn.parse("0/24000128"));
        List<CatalogRow> catalog = new ArrayList<>(List.of(
                CatalogRow.builder(MDW, CatalogRow.Role.PRIMARY)
                        .dbid(1)
                        .content(-1)
                        .up(true)
                        .address("mdw")
                        .build(),
                CatalogRow.builder(SMDW, CatalogRow.Role.MIRROR)
                        .dbid(10)
                        .content(-1)
                        .synchronised(true)
                        .up(true)
                        .address("smdw")
                        .build()));
        catalog.addAll(List.of(segments));
        InstanceRole role = standbyLiveness.isUnknown() ? InstanceRole.UNKNOWN : InstanceRole.STANDBY;
        return ClusterState.builder(AT)
                .version(Optional.of(GreenplumVersion.parse(
                        "PostgreSQL 9.4.26 (Greenplum Database 6.24.3 build commit:x) on x86_64")))
                .instances(List.of(
                        InstanceState.builder(MDW)
                                .liveness(Liveness.running(List.of()))
                                .role(InstanceRole.MASTER)
                                .position(at)
                                .timeline(OptionalInt.of(1))
                                .build(),
                        InstanceState.builder(SMDW)
                                .liveness(standbyLiveness)
                                .role(role)
                                .position(standbyLiveness.isUnknown() ? Optional.empty() : at)
                                .build()))
                .catalog(catalog)
                .replication(Optional.of(stream))
                .build();
    }
}
