package io.github.gpfailover.testkit.scenario.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.step.Activate.Strategy;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.scenario.Engines;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Promotions from which one piece of evidence is taken away at a time: without any one of them nothing is promoted. */
class EvidenceRemovedTest {

    /** What is missing: before the engine's first observation, between that and the crash, and after the crash. */
    private record Missing(
            String what,
            Consumer<SimulatedCluster> before,
            boolean observed,
            Consumer<SimulatedCluster> between,
            Consumer<SimulatedCluster> after,
            String why) {

        @Override
        public String toString() {
            return what;
        }
    }

    private static void nothing(SimulatedCluster cluster) {}

    private static void isolate(SimulatedCluster cluster) {
        Stream.of("controller", "smdw", "sdw1", "sdw2").forEach(h -> cluster.cut("mdw", h));
    }

    static Stream<Missing> pieces() {
        return Stream.of(
                new Missing(
                        "the old master's process table",
                        EvidenceRemovedTest::nothing,
                        true,
                        EvidenceRemovedTest::nothing,
                        EvidenceRemovedTest::isolate,
                        "unknown is not stopped"),
                new Missing(
                        "what the lock file names",
                        EvidenceRemovedTest::nothing,
                        true,
                        EvidenceRemovedTest::nothing,
                        c -> c.host("mdw").writeFile("/tmp/.s.PGSQL.5432.lock", "nothing that can be read\n"),
                        "it names no process"),
                new Missing(
                        "the standby's marker file",
                        EvidenceRemovedTest::nothing,
                        true,
                        EvidenceRemovedTest::nothing,
                        c -> c.host("smdw").removeFile("/data/master/gpseg-1/recovery.conf"),
                        "smdw"),
                new Missing(
                        "the standby's own answer",
                        EvidenceRemovedTest::nothing,
                        true,
                        EvidenceRemovedTest::nothing,
                        c -> c.cut("controller", "smdw"),
                        "standby"),
                new Missing(
                        "what the old master told of its stream",
                        EvidenceRemovedTest::nothing,
                        false,
                        EvidenceRemovedTest::nothing,
                        EvidenceRemovedTest::nothing,
                        "it is not known what the old master wrote"),
                new Missing(
                        "that this is of now",
                        EvidenceRemovedTest::nothing,
                        true,
                        c -> c.clock().advance(Duration.ofMinutes(10)),
                        EvidenceRemovedTest::nothing,
                        "too old to count"),
                new Missing(
                        "the sync",
                        c -> c.lagStandby(4096),
                        true,
                        EvidenceRemovedTest::nothing,
                        EvidenceRemovedTest::nothing,
                        "4096 bytes behind"));
    }

    @ParameterizedTest
    @MethodSource("pieces")
    @DisplayName("scenario 8: each piece of evidence that is missing keeps the standby from being promoted")
    void promotesNothingWithoutAnyOneOfThem(Missing missing) {
        for (Strategy strategy : List.of(Strategy.UTILITY, Strategy.DIRECT)) {
            try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                    FailoverEngine engine = Engines.on(cluster)) {
                missing.before().accept(cluster);
                if (missing.observed()) {
                    engine.observe();
                }
                missing.between().accept(cluster);
                cluster.kill("mdw");
                missing.after().accept(cluster);

                FailoverReport report = engine.execute(FailoverPlan.builder()
                        .activate(a -> a.strategy(strategy))
                        .build());

                String text = report.toText();
                assertThat(report.outcome().isGood()).as(text).isFalse();
                assertThat(text).contains(missing.why());
                assertThat(report.steps().get(0).commands()).as(text).isEmpty();
                assertThat(cluster.truth().masterHost()).isNotEqualTo(Optional.of(HostName.of("smdw")));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Strategy.class,
            names = {"UTILITY", "DIRECT"})
    @DisplayName("with all of it, it is promoted")
    void promotesWithAllOfThem(Strategy strategy) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            cluster.kill("mdw");

            FailoverReport report = engine.execute(
                    FailoverPlan.builder().activate(a -> a.strategy(strategy)).build());

            assertThat(report.outcome().isGood()).as(report.toText()).isTrue();
            assertThat(report.steps().get(0).proofs().toString())
                    .contains("the checkpoint after the promotion is on timeline 2");
            assertThat(cluster.truth().masterHost()).isEqualTo(Optional.of(HostName.of("smdw")));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Strategy.class,
            names = {"UTILITY", "DIRECT"})
    @DisplayName(
            "scenario 8: the row said streaming and sync 38 s after the standby's host had died (a0): that does not count")
    void doesNotTrustARowThatWasLeftOver(Strategy strategy) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            cluster.powerOff("smdw");
            cluster.clock().advance(Duration.ofSeconds(38));
            assertThat(engine.observe().replication().orElseThrow().state()).isEqualTo("streaming");
            cluster.powerOn("smdw");
            cluster.clock().advance(Duration.ofSeconds(1));
            cluster.kill("mdw");

            FailoverReport report = engine.execute(
                    FailoverPlan.builder().activate(a -> a.strategy(strategy)).build());

            assertThat(report.outcome().isGood()).as(report.toText()).isFalse();
            assertThat(report.steps().get(0).commands()).isEmpty();
        }
    }
}
