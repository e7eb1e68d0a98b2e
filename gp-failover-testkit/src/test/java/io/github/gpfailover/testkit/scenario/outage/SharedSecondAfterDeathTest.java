package io.github.gpfailover.testkit.scenario.outage;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.core.fence.AttestedFence;
import io.github.gpfailover.core.lease.InProcessLease;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.Servers;
import io.github.gpfailover.testkit.scenario.SingleFaults;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A failover whose controller died after the promotion and before the restart that uncovers what the old master acknowledged. */
class SharedSecondAfterDeathTest {

    private static SimulatedCluster promotedAndLeft(boolean together) throws InterruptedException {
        SimulatedCluster cluster = together
                ? SimulatedCluster.builder().postmastersBeginTogether().build()
                : SimulatedCluster.builder().build();
        Servers.createTable(cluster, Duration.ofSeconds(10));
        cluster.server("mdw").openSession().begin().holdSnapshot();
        for (int i = 0; i < 100; i++) {
            Servers.insert(cluster, "mdw", 8);
        }
        cluster.when("checkpoint;").always().instead((host, command) -> {
            throw new SingleFaults.Died();
        });
        try (FailoverEngine engine = engine(cluster)) {
            engine.observe();
            cluster.clock().advance(Duration.ofSeconds(5));
            engine.observe();
            cluster.kill("mdw");
            assertThatThrownBy(() -> engine.execute(FailoverPlan.failover())).isInstanceOf(SingleFaults.Died.class);
        }
        cluster.clock().advance(Duration.ofSeconds(5));
        return cluster;
    }

    private static FailoverEngine engine(SimulatedCluster cluster) {
        return Engines.builder(cluster)
                .lease(new InProcessLease(cluster.clock()))
                .build();
    }

    @Test
    @DisplayName(
            "scenario 43: run again without a journal, a failover restarts the new master that an earlier run promoted")
    void restartsWhatAnEarlierRunPromoted() throws InterruptedException {
        try (SimulatedCluster cluster = promotedAndLeft(true)) {
            assertThat(cluster.truth().masterHost().map(Object::toString)).contains("smdw");
            assertThat(cluster.truth().hiddenRows("t")).isGreaterThan(700);
            try (FailoverEngine second = engine(cluster)) {
                FailoverReport report = second.execute(FailoverPlan.failover());

                assertThat(report).succeeded().sent(1, "pg_ctl restart");
                assertThat(cluster.truth().hiddenRows("t")).isZero();
            }
        }
    }

    @Test
    @DisplayName("scenario 43: run again without a journal, a failover leaves a new master of another second alone")
    void leavesAnotherSecondAlone() throws InterruptedException {
        try (SimulatedCluster cluster = promotedAndLeft(false);
                FailoverEngine second = engine(cluster)) {
            FailoverReport report = second.execute(FailoverPlan.failover());

            assertThat(report).succeeded().sent(0, "pg_ctl restart");
            assertThat(report.warnings()).noneMatch(w -> w.contains("second"));
        }
    }

    @Test
    @DisplayName(
            "scenario 43: run again without a journal beside an old master that is off, a failover warns of the second that it can't compare")
    void warnsBesideAnOldMasterThatIsOff() throws InterruptedException {
        try (SimulatedCluster cluster = promotedAndLeft(false)) {
            cluster.powerOff("mdw");
            try (FailoverEngine second = engine(cluster)) {
                FailoverReport report = second.execute(FailoverPlan.builder()
                        .fence(AttestedFence.hostIsOff(
                                "mdw", "Ada", "pulled the plug", cluster.clock().instant()))
                        .activate()
                        .build());

                assertThat(report).succeeded().sent(0, "pg_ctl restart");
                assertThat(report.warnings()).anyMatch(w -> w.contains("began in another second than"));
            }
        }
    }
}
