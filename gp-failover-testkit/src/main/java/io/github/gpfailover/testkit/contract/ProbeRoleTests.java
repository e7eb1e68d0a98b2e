package io.github.gpfailover.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceRole;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The contract's tests of roles and catalog. They exist because a role that is guessed, or a catalog of one master among two, leads a plan
 * to the wrong server.
 */
abstract class ProbeRoleTests extends ProbeTests {

    ProbeRoleTests(StateProbeContract contract) {
        super(contract);
    }

    @Test
    @DisplayName(
            "the master of a healthy cluster is MASTER if it was asked, with its catalog; else its role is UNKNOWN")
    void healthyMaster() throws Exception {
        ProbedCluster cluster = cluster(ProbedSituation.HEALTHY);
        ClusterState seen = look(cluster);

        if (contract.hearsServers()) {
            assertThat(seen.masters()).map(m -> m.location()).containsExactly(cluster.master());
            assertThat(seen.catalog())
                    .filteredOn(r -> r.isMasterOrStandby() && r.role() == CatalogRow.Role.PRIMARY)
                    .map(CatalogRow::location)
                    .containsExactly(cluster.master());
            assertThat(seen.replication()).isPresent();
        } else {
            assertThat(at(seen, cluster.master()).role()).isEqualTo(InstanceRole.UNKNOWN);
            assertThat(seen.catalog()).isEmpty();
        }
        assertThat(seen.conflicts()).isEmpty();
    }

    @Test
    @DisplayName("the standby of a healthy cluster is STANDBY, or its role is UNKNOWN")
    void healthyStandby() throws Exception {
        ProbedCluster cluster = cluster(ProbedSituation.HEALTHY);

        assertThat(at(look(cluster), cluster.standby()).role()).isIn(InstanceRole.STANDBY, InstanceRole.UNKNOWN);
    }

    @Test
    @DisplayName("of two masters neither's catalog and neither's stream is the cluster's, and the conflict is said")
    void twoMasters() throws Exception {
        ProbedCluster cluster = cluster(ProbedSituation.TWO_MASTERS);
        ClusterState seen = look(cluster);

        assertThat(seen.catalog()).isEmpty();
        assertThat(seen.replication()).isEmpty();
        assertThat(seen.master()).isEmpty();
        assumeTrue(contract.hearsServers(), "the probe asks no server for its role, so it sees no two masters");
        assertThat(seen.masters()).hasSize(2);
        assertThat(seen.conflicts()).isNotEmpty();
    }

    @TestFactory
    @DisplayName("a catalog and a stream are told only where exactly one master answered")
    Stream<DynamicTest> oneMastersWord() {
        return everywhere((cluster, seen) -> {
            if (seen.master().isEmpty()) {
                assertThat(seen.catalog()).isEmpty();
                assertThat(seen.replication()).isEmpty();
            }
        });
    }

    @TestFactory
    @DisplayName("a server that is not running is no master and no standby")
    Stream<DynamicTest> rolesOfTheLiving() {
        return everywhere((cluster, seen) -> assertThat(seen.instances())
                .filteredOn(i -> !i.liveness().isRunning())
                .allSatisfy(i -> assertThat(i.role()).isIn(InstanceRole.DOWN, InstanceRole.UNKNOWN)));
    }

    @Test
    @DisplayName("a killed master is nobody's master, and an orphaned session makes none")
    void noMasterAfterAKill() throws Exception {
        ProbedCluster killed = cluster(ProbedSituation.MASTER_KILLED);
        assertThat(look(killed).masters()).isEmpty();
        ProbedCluster orphan = cluster(ProbedSituation.ORPHANED_SESSION);
        assertThat(look(orphan).masters()).isEmpty();
    }
}
