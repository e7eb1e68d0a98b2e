package io.github.gpfailover.testkit.scenario.outage;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.core.fence.AttestedFence;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.testkit.ClusterInvariant;
import io.github.gpfailover.testkit.CommandFault;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.Tolerates;
import io.github.gpfailover.testkit.scenario.Engines;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(SimulatedClusterExtension.class)
class SecondMasterGuardTest {

    @ParameterizedTest
    @EnumSource(Activate.Strategy.class)
    @DisplayName(
            "scenario 1: the old master is alive, and only segments see it: refused with who saw it, whatever the strategy or the plan allows")
    void neverPromotesBesideAMasterThatASegmentHostSees(Activate.Strategy strategy) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            cluster.cut("mdw", "smdw");
            cluster.cut("mdw", "controller");

            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .activate(a -> a.strategy(strategy).allowDataLoss("we are in a hurry"))
                    .build());

            assertThat(report).wasRefusedWithoutAnyChange().saysWhy("mdw", "still serves", "through sdw1");
        }
    }

    @ParameterizedTest
    @EnumSource(Activate.Strategy.class)
    @DisplayName("scenario 1: the old master is alive, and nobody can reach it: refused, whatever the plan allows")
    void neverTakesUnreachableForStopped(Activate.Strategy strategy) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            isolate(cluster);

            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .activate(a -> a.strategy(strategy).allowDataLoss("we are in a hurry"))
                    .build());

            assertThat(report)
                    .wasRefusedWithoutAnyChange()
                    .saysWhy("mdw", "unknown is not stopped", "NO_ANSWER", "seen from sdw1, mdw:5432 does not answer");
        }
    }

    private static void isolate(SimulatedCluster cluster) {
        for (String other : List.of("controller", "smdw", "sdw1", "sdw2")) {
            cluster.cut("mdw", other);
        }
    }

    @Test
    @DisplayName("scenario 1: a fence that can't reach the old master proves nothing, and nothing is promoted")
    void doesNotPromoteAfterAFenceThatReachedNobody(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            isolate(cluster);

            FailoverReport report = engine.execute(FailoverPlan.failover());

            assertThat(report).wasRefusedWithoutAnyChange().saysWhy("no fence could be proved");
        }
    }

    @Test
    @DisplayName("scenario 2: the host is off and a person attests it: promoted, with the statement in the report")
    void promotesOnceTheHostIsAttestedToBeOff(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            cluster.powerOff("mdw");

            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .fence(attested(cluster))
                    .activate(a -> a.evenIfMasterServes("a test"))
                    .build());

            assertThat(report).succeeded();
            assertThat(report.toText()).contains("Ada stated at", "mdw is off: saw the lamp go out");
            assertThat(report.finalState()).hasMaster("smdw");
        }
    }

    @Test
    @DisplayName("scenario 2: the promotion fails at first: resume verifies the fence anew and promotes")
    void verifiesTheFenceAnewOnResume(SimulatedCluster cluster) {
        FailoverPlan plan = FailoverPlan.builder()
                .fence(attested(cluster))
                .activate(a -> a.evenIfMasterServes("a test").retry(r -> r.attempts(1)))
                .build();
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            cluster.powerOff("mdw");
            cluster.host("smdw").failNext("pg_ctl", CommandFault.exitStatusBeforeEffect(1));
            FailoverReport failed = engine.execute(plan);

            FailoverReport rest = engine.resume(failed.executionId(), plan);

            assertThat(failed).hasOutcome(Outcome.FAILED);
            assertThat(rest).succeeded().mastersWere("smdw");
        }
    }

    @Test
    @DisplayName("scenario 2: an attested host that answers after all refuses")
    void believesTheHostMoreThanTheStatement(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .fence(attested(cluster))
                    .activate(a -> a.evenIfMasterServes("a test"))
                    .build());

            assertThat(report).wasRefusedWithoutAnyChange().saysWhy("but the host answers");
            assertThat(report.finalState()).hasMaster("mdw").hasLiveness("mdw", Liveness.Status.RUNNING);
        }
    }

    @Test
    @Tolerates(
            value = {ClusterInvariant.ONE_WRITABLE_MASTER, ClusterInvariant.NOTHING_ACKNOWLEDGED_LOST},
            reason = "an operator starts the old master, which lacks what the new one has")
    void refusesWhileTwoMastersAnswer(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.execute(FailoverPlan.builder().stopMaster().activate().build());
            cluster.server("mdw").start();

            FailoverReport report =
                    engine.execute(FailoverPlan.builder().checkHealth().build());

            assertThat(report).wasRefusedWithoutAnyChange().saysWhy("TWO MASTERS", "mdw", "smdw");
            // A fence of another engine may hold one of them.
            assertThat(report.toText())
                    .contains("Whether both can write is not known here")
                    .doesNotContain("both can write:");
            assertThat(report.finalState().conflicts()).isNotEmpty();
        }
    }

    @Test
    void refusesToRetireTheDirectoryOfAServerThatRuns(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.execute(
                            FailoverPlan.builder().retireDataDirectory("mdw").build()))
                    .wasRefusedWithoutAnyChange()
                    .saysWhy("is the master's data directory");
            assertThat(engine.execute(
                            FailoverPlan.builder().retireDataDirectory("smdw").build()))
                    .wasRefusedWithoutAnyChange()
                    .saysWhy("is the standby's data directory");
        }
    }

    private static AttestedFence attested(SimulatedCluster cluster) {
        return AttestedFence.hostIsOff(
                "mdw", "Ada", "saw the lamp go out", cluster.clock().instant());
    }
}
