package io.github.gpfailover.testkit.scenario.execution;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.testkit.CommandFault;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Engines;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedClusterExtension.class)
class ExitStatusLiesScenarioTest {

    private static final FailoverPlan BY_UTILITY = FailoverPlan.builder()
            .stopMaster()
            .activate(a -> a.strategy(Activate.Strategy.UTILITY))
            .build();

    @Test
    @DisplayName("scenario 4: gpactivatestandby exits 2 although it promoted: observed as promoted, and not run again")
    void believesThePromotionAndNotTheExitStatus(SimulatedCluster cluster) {
        cluster.host("smdw").failNext("gpactivatestandby", CommandFault.exitStatusAfterEffect(2));
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(BY_UTILITY);

            assertThat(report).succeeded().sent(1, "gpactivatestandby").warns("exit 2");
            assertThat(report.finalState()).hasMaster("smdw");
        }
    }

    @Test
    @DisplayName("scenario 4: exit 2 without a promotion is tried again from a new observation")
    void triesAgainWhenObservedAsNotPromoted(SimulatedCluster cluster) {
        cluster.host("smdw").failNext("gpactivatestandby", CommandFault.exitStatusBeforeEffect(2));
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(BY_UTILITY);

            assertThat(report).succeeded().sent(2, "gpactivatestandby");
            assertThat(cluster.truth().masterHost())
                    .hasValueSatisfying(h -> assertThat(h).hasToString("smdw"));
        }
    }

    @Test
    @DisplayName("scenario 6: the line drops after the promotion took effect: seen as promoted, nothing repeated")
    void looksInsteadOfRepeatingAfterALostLine(SimulatedCluster cluster) {
        cluster.host("smdw").failNext("gpactivatestandby", CommandFault.lostAfterEffect());
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(BY_UTILITY);

            assertThat(report).succeeded().sent(1, "gpactivatestandby");
        }
    }

    @Test
    @DisplayName("scenario 6: the line drops before the promotion took effect: seen as standby, done once")
    void repeatsOnlyWhatWasSeenNotToHaveHappened(SimulatedCluster cluster) {
        cluster.host("smdw").failNext("pg_ctl", CommandFault.lostBeforeEffect());
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(
                    FailoverPlan.builder().stopMaster().activate().build());

            assertThat(report).succeeded().sent(2, "pg_ctl promote");
        }
    }
}
