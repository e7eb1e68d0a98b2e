package io.github.gpfailover.testkit.scenario.planned;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.step.ReasonCode;
import io.github.gpfailover.testkit.ClusterInvariant;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Engines;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A master that serves is taken out by a plan that says so, and by no other. */
@ExtendWith(SimulatedClusterExtension.class)
class OutageByConsentTest {

    @Test
    void failoverBesideAServingMasterIsRefused(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverPlan plan = FailoverPlan.failover();

            assertThat(engine.preview(plan).feasible()).isFalse();
            FailoverReport report = engine.execute(plan);

            assertThat(report)
                    .wasRefusedWithoutAnyChange()
                    .saysWhy("answers and dispatches", "switchover", ".stopMaster()", "evenIfMasterServes");
            assertThat(report.finalState()).hasMaster("mdw");
        }
    }

    @Test
    void failoverBesideAServingMasterRunsWhereThePlanSaysSo(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report =
                    engine.execute(FailoverPlan.failover(a -> a.evenIfMasterServes("its disk is dying")));

            assertThat(report).succeeded().warns("its disk is dying");
            assertThat(report.finalState()).hasMaster("smdw");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("a failover by consent from a master without any standby is refused, wherever the master is")
    void failoverByConsentWithoutAStandbyIsRefused(boolean moved, SimulatedCluster cluster) {
        FailoverPlan failover = FailoverPlan.failover(a -> a.evenIfMasterServes("its disk is dying"));
        cluster.tolerate(ClusterInvariant.NOTHING_DELETED, "the standby is removed");
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.execute(
                            moved
                                    ? failover
                                    : FailoverPlan.builder().removeStandby().build())
                    .orElseThrow();
        }
        try (FailoverEngine fresh = Engines.on(cluster)) {
            assertThat(fresh.preview(failover).feasible()).isFalse();

            FailoverReport report = fresh.execute(failover);

            assertThat(report).wasRefusedWithoutAnyChange().hasReason(ReasonCode.NO_STANDBY);
            assertThat(report.toText().contains("has made it the master")).isEqualTo(moved);
            assertThat(report.finalState()).hasMaster(moved ? "smdw" : "mdw");
        }
    }

    @Test
    void aMasterThatAnswersAndCannotDispatchMayBeFailedOver(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            cluster.cut("mdw", "sdw1");
            cluster.cut("mdw", "sdw2");

            FailoverReport report = engine.execute(FailoverPlan.failover());

            assertThat(report).succeeded().warns("answers, but does not serve");
            assertThat(report.finalState()).hasMaster("smdw");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "psql: FATAL:  sorry, too many clients already\n",
                "ERROR:  statement requires more resources than resource queue allows\n",
                "ERROR:  failed to acquire resources on one or more segments\nDETAIL:  could not connect to server: Connection refused\n"
                        + " (seg0 10.0.0.3:6000)\n",
                "bash: line 1: psql: command not found\n"
            })
    @DisplayName("a master says no to a read, again and again: it answers, so it is not failed over")
    void aMasterThatSaysNoIsNotFailedOver(String said, SimulatedCluster cluster) {
        try (FailoverEngine engine = reads(cluster, n -> Optional.of(said))) {
            FailoverReport report = engine.execute(FailoverPlan.failover());

            assertThat(report)
                    .wasRefusedWithoutAnyChange()
                    .saysWhy(
                            "that it does not serve is not proved",
                            said.lines().reduce((a, b) -> b).orElseThrow().strip(),
                            "evenIfMasterServes");
            assertThat(report.finalState()).hasMaster("mdw");
        }
    }

    @Test
    @DisplayName("one read of a master hangs, and the next one is answered: it is not failed over")
    void aMasterThatHangsOnceIsNotFailedOver(SimulatedCluster cluster) {
        try (FailoverEngine engine = reads(cluster, n -> n % 2 == 1 ? Optional.of(HANGS) : Optional.empty())) {
            assertThat(engine.execute(FailoverPlan.failover()))
                    .wasRefusedWithoutAnyChange()
                    .saysWhy("answers and dispatches", "evenIfMasterServes");
        }
    }

    @Test
    @DisplayName("one read of a master hangs, and the next one is told no: it is not failed over")
    void aMasterThatHangsAndThenSaysNoIsNotFailedOver(SimulatedCluster cluster) {
        try (FailoverEngine engine = reads(
                cluster, n -> Optional.of(n % 2 == 1 ? HANGS : "psql: FATAL:  sorry, too many clients already\n"))) {
            assertThat(engine.execute(FailoverPlan.failover()))
                    .wasRefusedWithoutAnyChange()
                    .saysWhy("did not end", "too many clients", "evenIfMasterServes");
        }
    }

    @Test
    @DisplayName("a master says twice that no route leads to a segment: it is failed over, and the report says why")
    void aMasterThatIsCutOffFromASegmentTwiceMayBeFailedOver(SimulatedCluster cluster) {
        try (FailoverEngine engine = reads(
                cluster,
                n -> Optional.of("ERROR:  failed to acquire resources on one or more segments\n"
                        + "DETAIL:  could not connect to server: No route to host\n (seg0 10.0.0.3:6000)\n"))) {
            FailoverReport report = engine.execute(FailoverPlan.failover());

            assertThat(report).succeeded().warns("answers, but does not serve, twice");
        }
    }

    private static final String HANGS = "hangs";

    /** An engine whose reads through the segments, counted from 1, end with what is given. */
    private static FailoverEngine reads(SimulatedCluster cluster, IntFunction<Optional<String>> said) {
        AtomicInteger read = new AtomicInteger();
        FailoverEngine engine = Engines.builder(cluster, (host, command) -> {
                    boolean dispatched = host.value().equals("mdw")
                            && command.stdin().orElse("").contains("gp_dist_random");
                    Optional<String> answer = dispatched ? said.apply(read.incrementAndGet()) : Optional.empty();
                    if (answer.filter(HANGS::equals).isPresent()) {
                        throw new TransportException(
                                TransportException.Reason.TIMEOUT, host, "psql did not end on " + host, null);
                    }
                    return answer.isPresent()
                            ? CommandResult.of(2, "", answer.get(), Duration.ofMillis(20))
                            : cluster.execute(host, command);
                })
                .build();
        engine.observe();
        return engine;
    }

    @Test
    void aFailoverAfterACrashNeedsNoWord(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            cluster.kill("mdw");

            assertThat(engine.execute(FailoverPlan.failover())).succeeded();
        }
    }

    @Test
    void aStopWithNothingAfterItIsRefused(SimulatedCluster cluster) {
        FailoverPlan plan = FailoverPlan.builder().writeCanary().stopMaster().build();
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(plan);

            assertThat(report)
                    .wasRefusedWithoutAnyChange()
                    .saysWhy("step 2, stopMaster(), would be refused", "no master would serve", "leavesNoMaster");
            assertThat(report.finalState()).hasMaster("mdw");
        }
    }

    @Test
    void aFenceOnTheOnlyMasterWithNothingAfterItIsRefused(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report =
                    engine.execute(FailoverPlan.builder().fence().build());

            assertThat(report).wasRefusedWithoutAnyChange().saysWhy("the only master that serves", "leavesNoMaster");
            assertThat(report.finalState()).hasMaster("mdw");
        }
    }

    @Test
    void aStopThatThePlanMeansIsDoneAndThePreviewTellsTheOutage(SimulatedCluster cluster) {
        FailoverPlan plan = FailoverPlan.builder()
                .stopMaster(s -> s.leavesNoMaster("the room is moved"))
                .build();
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.preview(plan).toText()).contains("NO MASTER SERVES", "the room is moved");

            assertThat(engine.execute(plan)).succeeded().warns("the room is moved");
            assertThat(cluster.truth().writableMasters()).isEmpty();
        }
    }

    @Test
    void bothWordsAreCarriedByJson() {
        FailoverPlan stop = FailoverPlan.builder()
                .stopMaster(s -> s.leavesNoMaster("the room is moved"))
                .build();
        FailoverPlan fail = FailoverPlan.failover(a -> a.evenIfMasterServes("its disk is dying"));

        assertThat(FailoverPlan.fromJson(stop.toJson())).isEqualTo(stop);
        assertThat(FailoverPlan.fromJson(fail.toJson())).isEqualTo(fail);
    }
}
