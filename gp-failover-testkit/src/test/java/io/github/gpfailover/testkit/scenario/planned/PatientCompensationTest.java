package io.github.gpfailover.testkit.scenario.planned;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.SiteCheck;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The waits of a plan that has stopped the master, can't go on, and does not see all hosts. */
@ExtendWith(SimulatedClusterExtension.class)
@DisplayName("scenario 26: a plan that stopped the master can't go on, and hosts are out of reach")
class PatientCompensationTest {

    private static FailoverPlan endsBeforeThePromotion(Runnable trouble) {
        return FailoverPlan.builder()
                .stopMaster()
                .step(new SiteCheck("ask the site", () -> {
                    trouble.run();
                    return Decision.refused("the site says no");
                }))
                .activate()
                .build();
    }

    @Test
    @DisplayName("the master is started again once the standby's host can be seen again")
    void startsTheMasterOnceItsProofIsThere(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            boolean[] cut = {false};
            FailoverReport report = engine.execute(endsBeforeThePromotion(() -> {
                if (!cut[0]) {
                    cut[0] = true;
                    cluster.hang("smdw");
                    cluster.clock().schedule(Duration.ofSeconds(60), () -> cluster.unhang("smdw"));
                }
            }));

            assertThat(report).hasOutcome(Outcome.FAILED).warns("the master was started again");
            assertThat(report.finalState()).hasMaster("mdw").hasStandby("smdw");
            assertThat(cluster.truth().everTwoWritableMasters()).isFalse();
        }
    }

    @Test
    @DisplayName("a controller whose network does not come back reports within a quarter of an hour")
    void givesUpOnceWhereNobodyAnswersAnyMore(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            long began = cluster.clock().nanoTime();
            FailoverReport report = engine.execute(endsBeforeThePromotion(
                    () -> cluster.truth().hosts().forEach(h -> cluster.cut("controller", h.value()))));

            assertThat(report.outcome()).isNotEqualTo(Outcome.SUCCEEDED);
            assertThat(report.nextSteps()).anyMatch(s -> s.contains("pg_ctl start"));
            assertThat(Duration.ofNanos(cluster.clock().nanoTime() - began)).isLessThan(Duration.ofMinutes(15));
        }
    }
}
