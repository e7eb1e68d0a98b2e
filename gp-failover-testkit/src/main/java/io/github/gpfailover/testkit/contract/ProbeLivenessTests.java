package io.github.gpfailover.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness.Status;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The contract's tests of liveness. They exist because a second master is made where somebody takes silence, or a refused port, for the end
 * of the first.
 */
abstract class ProbeLivenessTests extends ProbeTests {

    ProbeLivenessTests(StateProbeContract contract) {
        super(contract);
    }

    @TestFactory
    @DisplayName("a server is STOPPED only by evidence from its own host's process table")
    Stream<DynamicTest> stoppedByProcesses() {
        return everywhere((cluster, seen) -> {
            for (InstanceState server : seen.instances()) {
                if (server.liveness().isStopped()) {
                    assertThat(contract.seesProcesses())
                            .as("a probe that sees no processes called " + server + " stopped")
                            .isTrue();
                    assertThat(server.liveness().evidence()).anySatisfy(e -> {
                        assertThat(e.kind()).isEqualTo(Evidence.Kind.PROCESS_TABLE);
                        assertThat(e.about()).isEqualTo(server.location().host());
                    });
                }
            }
        });
    }

    @Test
    @DisplayName("both servers of a healthy cluster run")
    void healthy() throws Exception {
        ProbedCluster cluster = cluster(ProbedSituation.HEALTHY);
        ClusterState seen = look(cluster);

        assertThat(status(seen, cluster.master())).isEqualTo(Status.RUNNING);
        assertThat(status(seen, cluster.standby())).isEqualTo(Status.RUNNING);
    }

    @Test
    @DisplayName("a server on a host that can't be reached is UNKNOWN, with what was met instead")
    void hostOff() throws Exception {
        ProbedCluster master = cluster(ProbedSituation.MASTER_HOST_OFF);
        InstanceState seen = at(look(master), master.master());

        assertThat(seen.liveness().status()).isEqualTo(Status.UNKNOWN);
        assertThat(seen.role()).isEqualTo(InstanceRole.UNKNOWN);
        assertThat(seen.liveness().evidence()).isNotEmpty();
    }

    @Test
    @DisplayName("so is a standby, although the master still calls it streaming")
    void standbysHostOff() throws Exception {
        ProbedCluster cluster = cluster(ProbedSituation.STANDBY_HOST_OFF);

        assertThat(status(look(cluster), cluster.standby())).isEqualTo(Status.UNKNOWN);
    }

    @Test
    @DisplayName("so is a server on a host that hangs, and the other one is seen all the same")
    void hostHangs() throws Exception {
        ProbedCluster cluster = cluster(ProbedSituation.MASTER_HOST_HANGS);
        ClusterState seen = look(cluster);

        assertThat(status(seen, cluster.master())).isEqualTo(Status.UNKNOWN);
        assertThat(status(seen, cluster.standby())).isEqualTo(Status.RUNNING);
    }

    @Test
    @DisplayName(
            "a session that outlived its postmaster is a running server, or unknown where processes are not seen: never stopped")
    void orphan() throws Exception {
        ProbedCluster cluster = cluster(ProbedSituation.ORPHANED_SESSION);

        assertThat(status(look(cluster), cluster.master()))
                .isEqualTo(contract.seesProcesses() ? Status.RUNNING : Status.UNKNOWN);
    }

    @Test
    @DisplayName("a killed server is STOPPED where its host's processes are seen; a refused port alone is UNKNOWN")
    void killed() throws Exception {
        ProbedCluster cluster = cluster(ProbedSituation.MASTER_KILLED);

        assertThat(status(look(cluster), cluster.master()))
                .isEqualTo(contract.seesProcesses() ? Status.STOPPED : Status.UNKNOWN);
    }

    @Test
    @DisplayName("a stopped standby is STOPPED and DOWN where its host's processes are seen; else UNKNOWN")
    void standbyStopped() throws Exception {
        ProbedCluster cluster = cluster(ProbedSituation.STANDBY_STOPPED);
        InstanceState seen = at(look(cluster), cluster.standby());

        assertThat(seen.liveness().status()).isEqualTo(contract.seesProcesses() ? Status.STOPPED : Status.UNKNOWN);
        assertThat(seen.role()).isEqualTo(contract.seesProcesses() ? InstanceRole.DOWN : InstanceRole.UNKNOWN);
    }

    @Test
    @DisplayName("a server that starts, or is being promoted, runs")
    void starting() throws Exception {
        ProbedCluster cluster = cluster(ProbedSituation.SERVER_STARTING);

        assertThat(status(look(cluster), cluster.standby())).isEqualTo(Status.RUNNING);
    }

    @Test
    @DisplayName("processes are told where they are seen, the postmaster of a running server among them")
    void processes() throws Exception {
        assumeTrue(contract.seesProcesses(), "the probe does not look at processes");
        ProbedCluster cluster = cluster(ProbedSituation.HEALTHY);

        assertThat(at(look(cluster), cluster.master()).orphaned()).isFalse();
        assertThat(at(look(cluster), cluster.master()).processes()).isNotEmpty();
        ProbedCluster after = cluster(ProbedSituation.ORPHANED_SESSION);
        assertThat(at(look(after), after.master()).orphaned()).isTrue();
    }

    private static Status status(ClusterState seen, InstanceLocation place) {
        return at(seen, place).liveness().status();
    }
}
