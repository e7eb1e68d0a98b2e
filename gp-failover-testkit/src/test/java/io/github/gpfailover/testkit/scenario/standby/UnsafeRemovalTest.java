package io.github.gpfailover.testkit.scenario.standby;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.testkit.ClusterInvariant;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.Tolerates;
import io.github.gpfailover.testkit.scenario.Engines;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedClusterExtension.class)
class UnsafeRemovalTest {

    private static final FailoverPlan REMOVE =
            FailoverPlan.builder().removeStandby().build();

    @Test
    @DisplayName(
            "scenario 11: an old master was started again, and the new one is out of sight: its directory is not deleted")
    @Tolerates(
            value = {ClusterInvariant.ONE_WRITABLE_MASTER, ClusterInvariant.NOTHING_ACKNOWLEDGED_LOST},
            reason = "an operator starts the old master, which lacks what the new one has")
    void neverDeletesTheMasterThatARevivedCatalogCallsItsStandby(SimulatedCluster cluster) {
        moveAndRevive(cluster);
        cluster.cut("controller", "smdw");

        assertThat(remove(cluster, REMOVE)).wasRefusedWithoutAnyChange().saysWhy("TWO MASTERS answer");

        assertThat(cluster.truth().deletedDirectories()).isEmpty();
    }

    @Test
    @DisplayName("scenario 11: an old master was started again, and the new one hangs: its directory is not deleted")
    @Tolerates(
            value = {ClusterInvariant.ONE_WRITABLE_MASTER, ClusterInvariant.NOTHING_ACKNOWLEDGED_LOST},
            reason = "an operator starts the old master, which lacks what the new one has")
    void neverDeletesAServerThatNobodySees(SimulatedCluster cluster) {
        moveAndRevive(cluster);
        cluster.hang("smdw");

        assertThat(remove(cluster, REMOVE)).wasRefusedWithoutAnyChange().saysWhy("nobody sees", "acceptUnseen");

        assertThat(cluster.truth().deletedDirectories()).isEmpty();
    }

    @Test
    @DisplayName("scenario 7: the standby's host has been off for long: removed where the plan says that it is known")
    void removesAStandbyThatNobodySeesWhereThePlanAcceptsIt(SimulatedCluster cluster) {
        cluster.powerOff("smdw");
        cluster.clock().advance(Duration.ofMinutes(10));

        FailoverReport report = remove(
                cluster,
                FailoverPlan.builder()
                        .removeStandby(r -> r.acceptUnseen("the machine was scrapped"))
                        .build());

        assertThat(report).succeeded().warns("the machine was scrapped");
    }

    private static void moveAndRevive(SimulatedCluster cluster) {
        try (FailoverEngine first = Engines.on(cluster)) {
            assertThat(first.execute(
                            FailoverPlan.builder().stopMaster().activate().build()))
                    .succeeded();
        }
        cluster.server("mdw").start();
    }

    private static FailoverReport remove(SimulatedCluster cluster, FailoverPlan plan) {
        try (FailoverEngine fresh = Engines.on(cluster)) {
            return fresh.execute(plan);
        }
    }
}
