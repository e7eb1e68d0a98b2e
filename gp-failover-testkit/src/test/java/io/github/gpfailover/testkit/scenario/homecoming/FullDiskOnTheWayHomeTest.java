package io.github.gpfailover.testkit.scenario.homecoming;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.step.AddStandby;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.scenario.Engines;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FullDiskOnTheWayHomeTest {

    private static final String DIRECTORY = "/data/master/gpseg-1";
    private static final long GIB = 1L << 30;

    private static FailoverPlan away() {
        return FailoverPlan.builder().stopMaster().activate().build();
    }

    private static FailoverPlan home(AddStandby.Strategy strategy) {
        return FailoverPlan.builder()
                .addStandby("mdw", a -> a.strategy(strategy).retry(r -> r.attempts(1)))
                .build();
    }

    @Test
    @DisplayName(
            "scenario 45: a full disk is no reason to copy: nothing is changed, and the message says where there is no space")
    void refusesBeforeAnythingIsChanged() {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.execute(away())).succeeded();
            cluster.host("mdw").freeDisk(0);

            FailoverReport report = engine.execute(home(AddStandby.Strategy.AUTO));

            assertThat(report).wasRefusedWithoutAnyChange().saysWhy("no space left on mdw in /data/master");
            assertThat(cluster.truth().directories("mdw")).containsExactly(DIRECTORY);

            cluster.host("mdw").freeDisk(10 * GIB);
            assertThat(engine.execute(home(AddStandby.Strategy.AUTO))).succeeded();
            assertThat(cluster.truth().standbyInSync()).isTrue();
            assertThat(cluster.truth().directories("mdw")).containsExactly(DIRECTORY);
        }
    }

    @Test
    @DisplayName(
            "scenario 45: the disk fills while the directory is made to follow: it is left as it was, and not copied")
    void leavesTheDirectoryAsItWasWhereTheDiskFillsOnTheWay() {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            cluster.when(c ->
                            c.toString().contains("recovery.conf") && c.stdin().isPresent())
                    .on("mdw")
                    .before(() -> cluster.host("mdw").freeDisk(0));
            try (FailoverEngine engine = Engines.on(cluster)) {
                assertThat(engine.execute(away())).succeeded();

                FailoverReport report = engine.execute(home(AddStandby.Strategy.AUTO));

                assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
                assertThat(report).saysWhy("no space left on mdw", "not copied for want of space");
                assertThat(report).sent(0, "gpinitstandby");
                assertThat(cluster.truth().directories("mdw")).containsExactly(DIRECTORY);
                assertThat(cluster.truth().standbyHost()).isEmpty();
            }
            cluster.host("mdw").freeDisk(10 * GIB);
            try (FailoverEngine engine = Engines.on(cluster)) {
                FailoverReport report = engine.execute(home(AddStandby.Strategy.AUTO));

                assertThat(report).succeeded();
                assertThat(report.steps().get(0).facts()).containsEntry("strategy", "FOLLOW");
                assertThat(cluster.truth().standbyInSync()).isTrue();
            }
        }
    }

    @Test
    @DisplayName(
            "scenario 45: what a copy of ours left on a full disk is recognised by a fresh engine, and moved aside")
    void recognisesAHalfCopyOfItsOwn() {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            cluster.when("gpinitstandby").before(() -> cluster.host("mdw").freeDisk(0));
            try (FailoverEngine engine = Engines.on(cluster)) {
                assertThat(engine.execute(away())).succeeded();

                FailoverReport report = engine.execute(home(AddStandby.Strategy.COPY));

                assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
                assertThat(cluster.truth().directories("mdw"))
                        .contains(DIRECTORY)
                        .hasSize(2);
            }
            try (FailoverEngine engine = Engines.on(cluster)) {
                assertThat(engine.execute(home(AddStandby.Strategy.AUTO)))
                        .wasRefusedWithoutAnyChange()
                        .saysWhy("no space left on mdw");
                cluster.host("mdw").freeDisk(10 * GIB);

                FailoverReport report = engine.execute(home(AddStandby.Strategy.AUTO));

                assertThat(report).succeeded();
                assertThat(report.steps().get(0).facts().get("strategyReason")).contains("copy of ours");
                assertThat(cluster.truth().directories("mdw"))
                        .contains(DIRECTORY)
                        .hasSize(3);
                assertThat(cluster.truth().standbyInSync()).isTrue();
                assertThat(engine.observe().standby()).isPresent();
            }
        }
    }

    @Test
    @DisplayName("scenario 45: somebody else's directory is not taken for a half copy of ours")
    void doesNotTakeAStrangersDirectoryForItsOwn() {
        try (SimulatedCluster cluster = SimulatedCluster.builder()
                        .withoutStandby()
                        .spareHost("smdw")
                        .build();
                FailoverEngine engine = Engines.on(cluster)) {
            cluster.host("smdw").foreignDirectory(DIRECTORY);
            cluster.host("smdw").writeFile("/data/master/gpseg-1.copy-begun", "x\n");

            FailoverReport report =
                    engine.execute(FailoverPlan.builder().addStandby("smdw").build());

            assertThat(report).wasRefusedWithoutAnyChange().saysWhy("belongs to another cluster");
            assertThat(cluster.truth().directories("smdw")).containsExactly(DIRECTORY);
        }
    }
}
