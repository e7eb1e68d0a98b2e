package io.github.gpfailover.testkit.scenario.observation;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.core.probe.CommandStateProbe;
import io.github.gpfailover.spi.ObservationRequest;
import io.github.gpfailover.testkit.CommandFault;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(SimulatedClusterExtension.class)
class CommandStateProbeTest {

    static Stream<Arguments> situations() {
        Map<String, Consumer<SimulatedCluster>> all = Map.of(
                "healthy", c -> {},
                "master killed", c -> c.kill("mdw"),
                "master's host off", c -> c.powerOff("mdw"),
                "standby killed", c -> c.kill("smdw"),
                "standby's host off", c -> c.powerOff("smdw"),
                "standby lags", c -> c.lagStandby(12_345),
                "master's line cut", c -> c.cut("controller", "mdw"),
                "orphaned session",
                        c -> {
                            c.server("mdw").openSession().begin();
                            c.kill("mdw");
                        },
                "a segment failed over",
                        c -> {
                            c.segment(2).killPrimary();
                            c.probeSegments();
                        });
        return all.entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("situations")
    void readsFromTextWhatTheModelHolds(String name, Consumer<SimulatedCluster> situation) throws InterruptedException {
        SimulatedCluster cluster = SimulatedCluster.builder().build();
        situation.accept(cluster);

        ClusterState read = observe(cluster);

        ClusterState model = cluster.observe(request(cluster));
        assertThat(read.instances())
                .map(InstanceState::location)
                .isEqualTo(
                        model.instances().stream().map(InstanceState::location).toList());
        assertThat(read.instances())
                .map(i -> i.liveness().status())
                .isEqualTo(model.instances().stream()
                        .map(i -> i.liveness().status())
                        .toList());
        assertThat(read.instances())
                .map(InstanceState::role)
                .isEqualTo(model.instances().stream().map(InstanceState::role).toList());
        assertThat(read.catalog()).isEqualTo(model.catalog());
        assertThat(read.replication().map(r -> r.toString()))
                .isEqualTo(model.replication().map(r -> r.toString()));
    }

    @Test
    void callsAHostThatHangsUnknown(SimulatedCluster cluster) throws InterruptedException {
        cluster.hang("mdw");

        assertThat(observe(cluster)).hasNoMaster().hasLiveness("mdw", Liveness.Status.UNKNOWN);
    }

    @Test
    void callsAGarbledProcessTableUnknownAndNeverStopped(SimulatedCluster cluster) throws InterruptedException {
        cluster.kill("mdw");
        cluster.host("mdw").failNext("ps", CommandFault.garbled("ps: Fehler: unbekannte Option\n"));

        assertThat(observe(cluster)).hasLiveness("mdw", Liveness.Status.UNKNOWN);
    }

    @Test
    void takesNoRoleFromAGarbledAnswer(SimulatedCluster cluster) throws InterruptedException {
        cluster.host("mdw")
                .failNext(
                        "psql",
                        CommandFault.garbled(
                                "version|PostgreSQL 9.4.26 (Greenplum Database 6.24.3 build x)\nrow|1|-1"));

        ClusterState state = observe(cluster);

        assertThat(state).hasNoMaster().hasLiveness("mdw", Liveness.Status.RUNNING);
        assertThat(state.instances().get(0).role()).isEqualTo(InstanceRole.UNKNOWN);
        assertThat(state.catalog()).isEmpty();
    }

    private static ClusterState observe(SimulatedCluster cluster) throws InterruptedException {
        return new CommandStateProbe(cluster, cluster.clock()).observe(request(cluster));
    }

    private static ObservationRequest request(SimulatedCluster cluster) {
        return ObservationRequest.builder(cluster.spec()).build();
    }
}
