package io.github.gpfailover.testkit.scenario.planned;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.StepReport;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Engines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedClusterExtension.class)
class RoundTripTest {

    @Test
    void movesTheMasterThereAndHomeWithEveryRowAndNeverTwoMasters(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.roundTrip());

            assertThat(report).succeeded().mastersWere("mdw", "smdw", "mdw").sent(2, "pg_ctl promote");
            assertThat(report.finalState())
                    .hasMaster("mdw")
                    .hasStandby("smdw")
                    .isInSync()
                    .hasNoConflicts();
            assertThat(report.steps())
                    .filteredOn(s -> s.step().name().equals("verifyCanary"))
                    .extracting(s -> s.facts().get("rowsAfter"))
                    .containsExactly("50000", "50000");
        }
    }

    @Test
    void provesEveryStepThatWentWell(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.roundTrip());

            assertThat(report.steps())
                    .filteredOn(s -> s.outcome() != Outcome.SKIPPED)
                    .allSatisfy(s -> assertThat(s.proofs())
                            .as("proofs of step " + s.number())
                            .isNotEmpty());
        }
    }

    @Test
    void switchesOverAndGivesTheOldMasterANewStandby(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.switchover("smdw"));

            assertThat(report).succeeded().stepEnded(3, Outcome.SKIPPED);
            assertThat(report.finalState()).hasMaster("smdw").hasStandby("mdw").isInSync();
        }
    }

    @Test
    void comesHomeAfterASwitchoverWithAnEngineThatKnowsNothingOfIt(SimulatedCluster cluster) {
        try (FailoverEngine first = Engines.on(cluster)) {
            assertThat(first.execute(FailoverPlan.switchover("smdw"))).succeeded();
        }
        try (FailoverEngine second = Engines.on(cluster)) {
            FailoverReport report = second.execute(FailoverPlan.failback());

            assertThat(report).succeeded().mastersWere("smdw", "mdw");
            assertThat(report.finalState()).hasMaster("mdw").hasStandby("smdw").isInSync();
        }
    }

    @Test
    void comesHomeAfterAFailoverWithTheOldDirectoryRewound(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            cluster.kill("mdw");
            assertThat(engine.execute(FailoverPlan.failover())).succeeded();

            FailoverReport report = engine.execute(FailoverPlan.failback());

            assertThat(report).succeeded().sent(1, "pg_rewind");
            assertThat(report.finalState()).hasMaster("mdw").hasStandby("smdw").isInSync();
        }
    }

    @Test
    void repeatingASwitchoverThatHappenedChangesNothing(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.execute(FailoverPlan.switchover("smdw"));

            FailoverReport again = engine.execute(FailoverPlan.switchover("smdw"));

            assertThat(again)
                    .succeeded()
                    .sent(0, "pg_ctl")
                    .sent(0, "gp_add_master_standby")
                    .stepEnded(6, Outcome.SKIPPED);
            assertThat(again.finalState()).hasMaster("smdw");
        }
    }

    @Test
    void reportsEachStepInOrderWithItsTime(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.roundTrip());

            assertThat(report.steps()).extracting(StepReport::number).isSorted().hasSize(20);
            assertThat(report.toText()).contains("SUCCEEDED", "without a master", "proof:", "Now: master mdw");
            assertThat(report.toJson())
                    .startsWith("{\"format\":2,\"executionId\":\"")
                    .contains("\"outcome\":\"SUCCEEDED\"");
        }
    }
}
