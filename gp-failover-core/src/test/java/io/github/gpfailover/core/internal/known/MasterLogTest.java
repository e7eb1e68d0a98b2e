package io.github.gpfailover.core.internal.known;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.MasterTenure;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.internal.Builders;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MasterLogTest {

    private static final InstanceLocation MDW = InstanceLocation.of("mdw", 5432, "/data/master/gpseg-1");
    private static final InstanceLocation SMDW = InstanceLocation.of("smdw", 5432, "/data/master/gpseg-1");

    private final MasterLog log = new MasterLog();

    @Test
    void nobodyWasMasterBeforeTheFirstObservation() {
        seen(1);

        assertThat(log.tenures()).isEmpty();
    }

    @Test
    void eachObservationLengthensTheTenure() {
        seen(1, MDW);
        seen(2, MDW);
        seen(5, MDW);

        assertThat(log.tenures()).containsExactly(tenure(MDW, 1, 5));
    }

    @Test
    void anotherMasterBeginsAnotherTenure() {
        seen(1, MDW);
        seen(2);
        seen(3, SMDW);
        seen(4, SMDW);
        seen(6, MDW);

        assertThat(log.tenures()).containsExactly(tenure(MDW, 1, 1), tenure(SMDW, 3, 4), tenure(MDW, 6, 6));
    }

    @Test
    void twoMastersAtOnceEachKeepOneTenure() {
        seen(1, MDW);
        seen(2, MDW, SMDW);
        seen(3, SMDW, MDW);
        seen(4, MDW, SMDW);

        assertThat(log.tenures()).containsExactly(tenure(MDW, 1, 4), tenure(SMDW, 2, 4));
    }

    @Test
    void theOneOfTwoMastersThatStaysIsLengthened() {
        seen(1, MDW, SMDW);
        seen(2, SMDW);
        seen(3, SMDW);
        seen(4, MDW);

        assertThat(log.tenures()).containsExactly(tenure(MDW, 1, 1), tenure(SMDW, 1, 3), tenure(MDW, 4, 4));
    }

    private void seen(int second, InstanceLocation... masters) {
        List<InstanceState> instances = Stream.of(masters)
                .map(m -> InstanceState.builder(m)
                        .liveness(Liveness.running(List.of()))
                        .role(InstanceRole.MASTER)
                        .build())
                .toList();
        log.add(ClusterState.builder(Instant.ofEpochSecond(second))
                .instances(instances)
                .build());
    }

    private static MasterTenure tenure(InstanceLocation master, int from, int until) {
        return Builders.of(MasterTenure.Builder.class)
                .master(master)
                .from(Instant.ofEpochSecond(from))
                .until(Instant.ofEpochSecond(until))
                .build();
    }
}
