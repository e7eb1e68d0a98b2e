package io.github.gpfailover.testkit.scenario.planned;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverListener;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.testkit.ClientSession;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.WritingClient;
import io.github.gpfailover.testkit.scenario.Engines;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedClusterExtension.class)
class StopHangsScenarioTest {

    @Test
    @DisplayName("scenario 10: clients are connected: fast mode ends them and the master stops")
    void stopsAMasterWithConnectedClients(SimulatedCluster cluster) {
        ClientSession client = cluster.server("mdw").openSession();
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(
                    FailoverPlan.builder().stopMaster().activate().build());

            assertThat(report).succeeded().sent(1, "pg_ctl stop -m fast");
            assertThat(client.isOpen()).isFalse();
        }
    }

    @Test
    @DisplayName("scenario 10: fast mode hangs and the plan allows immediate: stopped at the deadline's half")
    void usesImmediateModeWhereThePlanAllowsIt(SimulatedCluster cluster) {
        cluster.server("mdw").stopHangs();
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .stopMaster(s -> s.immediateAtDeadline().deadline(Duration.ofMinutes(2)))
                    .activate()
                    .build());

            assertThat(report).succeeded().sent(1, "pg_ctl stop -m immediate").warns("immediate mode was used");
        }
    }

    @Test
    @DisplayName(
            "scenario 10, one event later: the stop begins to hang when it is sent; nothing that a client wrote is lost")
    void losesNoWriteWhereImmediateModeEndsABusyMaster(SimulatedCluster cluster) {
        FailoverListener hangs = new FailoverListener() {
            @Override
            public void commandStarted(CommandStarted event) {
                if (event.command().toString().contains("pg_ctl stop -m fast")) {
                    cluster.server("mdw").stopHangs();
                }
            }
        };
        try (FailoverEngine engine = Engines.builder(cluster).listener(hangs).build();
                WritingClient client = cluster.startWriting(Duration.ofMillis(10))) {
            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .stopMaster(s -> s.immediateAtDeadline().deadline(Duration.ofMinutes(2)))
                    .activate()
                    .build());

            assertThat(report).succeeded().warns("immediate mode was used");
            cluster.clock().advance(Duration.ofMillis(50));
            assertThat(client.masters()).containsExactly("mdw", "smdw");
            assertThat(cluster.truth().rows(WritingClient.TABLE)).isEqualTo(client.accepted());
        }
    }

    @Test
    @DisplayName("scenario 10: fast mode hangs and the plan does not allow immediate: FAILED, and nothing is promoted")
    void failsWithoutPromotingWhereImmediateIsNotAllowed(SimulatedCluster cluster) {
        cluster.server("mdw").stopHangs();
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(
                    FailoverPlan.builder().stopMaster().activate().build());

            assertThat(report)
                    .hasOutcome(Outcome.FAILED)
                    .stepEnded(1, Outcome.FAILED)
                    .saysWhy("still runs", "server does not shut down", "immediateAtDeadline()")
                    .sent(0, "immediate")
                    .sent(0, "pg_ctl start");
            assertThat(report.nextSteps()).anyMatch(n -> n.contains("was not started again"));
            assertThat(report.steps()).hasSize(1);
            assertThat(report.finalState())
                    .hasLiveness("mdw", Liveness.Status.RUNNING)
                    .hasNoMaster();
            assertThat(cluster.truth().masterHost()).isNotEqualTo(Optional.of(HostName.of("smdw")));
        }
    }
}
