package io.github.gpfailover.testkit.scenario.outage;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.MasterReturn;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.step.Activate.Strategy;
import io.github.gpfailover.testkit.ClusterInvariant;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.Tolerates;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.Meddling;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(SimulatedClusterExtension.class)
class OldMasterReturnsScenarioTest {

    private static final String DIRECTORY = "/data/master/gpseg-1";

    private static Meddling starts(SimulatedCluster cluster) {
        return Meddling.with("somebody starts the old master", () -> {
            cluster.server("mdw").start();
            cluster.clock().advance(Duration.ofSeconds(2));
        });
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    @DisplayName(
            "scenario 11: the old master is started while the plan goes on: fenced again, reported, and the plan goes no further")
    @Tolerates(
            value = {ClusterInvariant.ONE_WRITABLE_MASTER, ClusterInvariant.NOTHING_ACKNOWLEDGED_LOST},
            reason = "an operator starts the old master, which lacks what the new one has")
    void fencesAnOldMasterThatComesBackDuringThePlan(Strategy strategy) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .stopMaster()
                    .activate(a -> a.strategy(strategy))
                    .step(starts(cluster))
                    .retireDataDirectory("mdw")
                    .addStandby("mdw")
                    .build());

            assertThat(report)
                    .hasOutcome(Outcome.PARTIAL)
                    .stepEnded(4, Outcome.REFUSED)
                    .saysWhy("TWO MASTERS answer: the old master at mdw")
                    .warns("came back beside smdw")
                    .sent(0, "gpinitstandby");
            MasterReturn back = report.returns().get(0);
            assertThat(back.fenced()).isTrue();
            assertThat(back.oldTimeline().orElseThrow())
                    .isLessThan(back.newTimeline().orElseThrow());
            assertThat(back.commands()).anyMatch(c -> c.command().contains("pg_ctl stop"));
            assertThat(report.finalState()).hasMaster("smdw").hasLiveness("mdw", Liveness.Status.STOPPED);
            assertThat(cluster.truth().writableMasters()).containsExactly(HostName.of("smdw"));
            assertThat(report.toText()).contains("The old master came back", "it was fenced again: StopMasterFence");
            assertThat(report.toJson()).contains("\"returns\":[{\"oldMaster\":\"mdw:5432:" + DIRECTORY);
            assertThat(report.nextSteps()).anyMatch(s -> s.contains("find out what started mdw"));
        }
    }

    @Test
    @DisplayName(
            "scenario 11: started by an operator after the plan: an observation says which of the two is the old one")
    @Tolerates(
            value = {ClusterInvariant.ONE_WRITABLE_MASTER, ClusterInvariant.NOTHING_ACKNOWLEDGED_LOST},
            reason = "an operator starts the old master, which lacks what the new one has")
    void tellsWhichOfTwoMastersIsTheOldOne(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.execute(FailoverPlan.builder().stopMaster().activate().build())
                    .orElseThrow();
            cluster.server("mdw").start();
            cluster.clock().advance(Duration.ofSeconds(2));

            assertThat(engine.observe().conflicts())
                    .anyMatch(c -> c.contains("two servers act as master")
                            && c.contains(
                                    "mdw:5432:" + DIRECTORY + " is the old one, by its timeline 1 (the other's is 2)"));
        }
    }

    @Test
    @DisplayName("scenario 11: the old data directory was retired: it can't be started at its old place by accident")
    void aRetiredDirectoryDoesNotStart(SimulatedCluster cluster) throws InterruptedException {
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.execute(FailoverPlan.builder()
                            .stopMaster()
                            .activate()
                            .retireDataDirectory("mdw")
                            .build())
                    .orElseThrow();

            Command start = Command.builder(
                            List.of("pg_ctl", "start", "-w", "-t", "30", "-D", DIRECTORY, "-o", "-p 5432 -E"))
                    .sourcing("/usr/local/greenplum-db/greenplum_path.sh")
                    .variable("MASTER_DATA_DIRECTORY", DIRECTORY)
                    .variable("PGPORT", "5432")
                    .mutating()
                    .build();
            CommandResult started = cluster.execute(HostName.of("mdw"), start);

            assertThat(started.exitedZero()).isFalse();
            cluster.clock().advance(Duration.ofSeconds(5));
            assertThat(cluster.truth().writableMasters()).containsExactly(HostName.of("smdw"));
        }
    }
}
