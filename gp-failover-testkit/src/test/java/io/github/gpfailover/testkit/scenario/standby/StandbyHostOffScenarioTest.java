package io.github.gpfailover.testkit.scenario.standby;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverListener;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.StepPreview;
import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.WritingClient;
import io.github.gpfailover.testkit.scenario.Engines;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SimulatedClusterExtension.class)
class StandbyHostOffScenarioTest {

    private static final FailoverPlan REMOVE =
            FailoverPlan.builder().removeStandby().build();
    private static final FailoverPlan FREE =
            FailoverPlan.builder().releaseWaitingCommits().build();

    /** A listener that records when a step decided, by the cluster's clock. */
    private record Decided(SimulatedCluster cluster, AtomicLong at) implements FailoverListener {

        @Override
        public void stepDecided(StepDecided event) {
            at.set(cluster.clock().nanoTime());
        }

        Duration since() {
            return Duration.ofNanos(cluster.clock().nanoTime() - at.get());
        }
    }

    @Test
    @DisplayName("scenario 7: the standby's host is off: cut off and removed by SQL within a second, clean-up noted")
    void removesTheStandbyQuicklyAndNotesTheDirectoryThatIsLeft(SimulatedCluster cluster) {
        cluster.powerOff("smdw");
        Decided decided = new Decided(cluster, new AtomicLong());
        AtomicLong ended = new AtomicLong();
        FailoverListener end = new FailoverListener() {
            @Override
            public void commandEnded(CommandEnded event) {
                ended.set(decided.since().toNanos());
            }
        };
        try (FailoverEngine engine =
                Engines.builder(cluster).listener(decided).listener(end).build()) {
            FailoverReport report = engine.execute(REMOVE);

            assertThat(report)
                    .succeeded()
                    .sent(1, "ss -HtnK dst 10.77.0.12")
                    .sent(1, "gp_remove_master_standby()")
                    .sent(0, "gpinitstandby")
                    .warns("clean-up pending: /data/master/gpseg-1 on smdw");
            assertThat(Duration.ofNanos(ended.get())).isLessThan(Duration.ofSeconds(1));
            assertThat(report.finalState()).hasMaster("mdw");
            assertThat(report.finalState().standby()).isEmpty();
            assertThat(cluster.truth().directoryExists("smdw", "/data/master/gpseg-1"))
                    .isTrue();
        }
    }

    @Test
    void letsAWritingClientGoOnAtOnce(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster);
                WritingClient client = cluster.startWriting(Duration.ofMillis(10))) {
            engine.observe();
            cluster.powerOff("smdw");

            assertThat(engine.execute(REMOVE)).succeeded();

            assertThat(client.masters()).containsExactly("mdw");
            assertThat(client.longestGap()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
        }
    }

    @Test
    @DisplayName("scenario 7: no root on the master's host: by the utility, and the wait is explained beforehand")
    void fallsBackToTheUtilityWhereTheLoginMayNotBeRoot(SimulatedCluster cluster) {
        cluster.powerOff("smdw");
        cluster.login("mdw").allowRoot(false);
        try (FailoverEngine engine = Engines.on(cluster)) {
            StepPreview preview = engine.preview(REMOVE).steps().get(0);
            assertThat(preview.decision().toString())
                    .contains("by the vendor's utility", "264 s", "may not act as root on mdw", "sudo -n ss");
            assertThat(preview.commands()).singleElement().asString().contains("gpinitstandby -a -r");

            FailoverReport report = engine.execute(REMOVE);

            assertThat(report).succeeded().sent(1, "gpinitstandby -a -r").warns("clean-up pending");
            assertThat(report.warnings()).anyMatch(w -> w.contains("exit 2"));
            assertThat(report.elapsed()).isGreaterThan(Duration.ofSeconds(264));
        }
    }

    @Test
    void saysInThePreviewThatTheQuickWayIsTakenAndWhy(SimulatedCluster cluster) {
        cluster.powerOff("smdw");
        try (FailoverEngine engine = Engines.on(cluster)) {
            StepPreview preview = engine.preview(REMOVE).steps().get(0);

            assertThat(preview.decision().toString())
                    .contains("quickly", "smdw answers neither the controller nor", "mdw", "sdw1", "sdw2");
            assertThat(preview.commands())
                    .hasSize(2)
                    .anyMatch(c -> c.contains("sudo -n ss -HtnK dst 10.77.0.12"))
                    .anyMatch(c -> c.contains("gp_remove_master_standby()"));
            assertThat(cluster.truth().standbyHost()).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mdw", "sdw1", "sdw2"})
    void takesTheUtilitysWayWhereOneHostStillReachesTheStandby(String witness) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.on(cluster)) {
            cutOff(cluster, witness);

            StepPreview preview = engine.preview(REMOVE).steps().get(0);

            assertThat(preview.commands()).noneMatch(c -> c.contains("ss -HtnK"));
        }
    }

    @Test
    void takesTheUtilitysWayWhereAWitnessCouldNotBeAsked(SimulatedCluster cluster) {
        cluster.powerOff("smdw");
        cluster.cut("controller", "sdw2");
        try (FailoverEngine engine = Engines.on(cluster)) {
            StepPreview preview = engine.preview(REMOVE).steps().get(0);

            assertThat(preview.decision().toString()).contains("not everybody who was asked met silence", "sdw2");
            assertThat(preview.commands()).noneMatch(c -> c.contains("ss -HtnK"));
        }
    }

    @Test
    void reachesAStandbyThatCameFromAnotherAddress(SimulatedCluster cluster) {
        cluster.powerOff("smdw");
        cluster.host("smdw").addAddress("10.78.0.12");
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.execute(REMOVE)).succeeded().sent(1, "ss -HtnK dst 10.77.0.12");
        }
    }

    @Test
    @DisplayName("scenario 7, one event later: the standby's host comes back between the decision and the act")
    void removesAStandbyThatCameBackInTheLastMoment(SimulatedCluster cluster) {
        cluster.powerOff("smdw");
        FailoverListener comesBack = new FailoverListener() {
            @Override
            public void stepDecided(StepDecided event) {
                cluster.powerOn("smdw");
                cluster.server("smdw").start();
            }
        };
        try (FailoverEngine engine =
                Engines.builder(cluster).listener(comesBack).build()) {
            FailoverReport report = engine.execute(REMOVE);

            assertThat(report).succeeded().warns("clean-up pending");
            assertThat(report.finalState()).hasMaster("mdw");
        }
    }

    @Test
    @DisplayName("scenario 7: a deadline shorter than the wait for the dead standby says that it can't be told yet")
    void saysThatItIsNotDoneWhenTheDeadlineEndsFirst(SimulatedCluster cluster) {
        cluster.powerOff("smdw");
        cluster.login("mdw").allowRoot(false);
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .removeStandby(r -> r.deadline(Duration.ofSeconds(45)))
                    .build());

            assertThat(report).hasOutcome(Outcome.FAILED).saysWhy("still names the standby", "had not ended after");
            assertThat(report.nextSteps()).anyMatch(s -> s.contains("resume"));
        }
    }

    @Test
    @DisplayName("scenario 7: a stale row that still says streaming does not pass for sync")
    void neverTakesAStaleRowForSync(SimulatedCluster cluster) {
        cluster.powerOff("smdw");
        cluster.clock().advance(Duration.ofSeconds(38));
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .awaitSync(s -> s.retry(r -> r.attempts(3)))
                    .build());

            assertThat(report).hasOutcome(Outcome.FAILED).saysWhy("no wal receiver process");
        }
    }

    @Test
    @DisplayName(
            "scenario 42: the standby's host is off and commits wait: freed by its sockets, the standby stays in the catalog")
    void freesTheMasterOfCommitsThatWaitAndKeepsTheStandbyInTheCatalog(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster);
                WritingClient client = cluster.startWriting(Duration.ofMillis(10))) {
            engine.observe();
            cluster.powerOff("smdw");
            long before = client.accepted();

            FailoverReport report = engine.execute(FREE);

            assertThat(report).succeeded().sent(1, "ss -HtnK dst 10.77.0.12").warns("no longer wait for the standby");
            assertThat(client.accepted()).isGreaterThan(before);
            assertThat(report.finalState()).hasMaster("mdw").hasStandby("smdw");
            assertThat(engine.execute(FREE).steps().get(0).outcome()).isEqualTo(Outcome.SKIPPED);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("scenario 42: an engine that never saw the cluster frees the commits within 8 s")
    void freesTheMasterWithinEightSeconds(boolean segmentHostsInTheSpec) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            ClusterSpec told = cluster.spec();
            ClusterSpec spec = segmentHostsInTheSpec ? told : withoutSegmentHosts(told);
            cluster.powerOff("smdw");
            long began = cluster.clock().nanoTime();
            AtomicLong freed = new AtomicLong();
            FailoverListener acts = new FailoverListener() {
                @Override
                public void commandEnded(CommandEnded event) {
                    freed.set(cluster.clock().nanoTime());
                }
            };
            try (FailoverEngine engine =
                    Engines.builder(cluster, spec, cluster).listener(acts).build()) {
                FailoverReport report = engine.execute(FREE);

                assertThat(report).succeeded().sent(1, "ss -HtnK dst 10.77.0.12");
                // The controller waits 5 s for the host; the witnesses wait beside it, a second later.
                assertThat(Duration.ofNanos(freed.get() - began)).isLessThan(Duration.ofSeconds(8));
            }
        }
    }

    @Test
    void asksNoWitnessWhileEveryHostAnswers(SimulatedCluster cluster) {
        long began = cluster.clock().nanoTime();
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
        }
        assertThat(cluster.truth().commands())
                .isNotEmpty()
                .noneMatch(
                        c -> c.host().value().startsWith("sdw") && c.toString().contains("psql"));
        assertThat(Duration.ofNanos(cluster.clock().nanoTime() - began)).isLessThan(Duration.ofMillis(500));
    }

    @Test
    void doesNotFreeTheMasterOfAStandbyThatAnswers(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.execute(FREE)).wasRefusedWithoutAnyChange().saysWhy("not proved gone", "answers");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mdw", "sdw1", "sdw2"})
    void doesNotFreeTheMasterOfAStandbyThatOneHostReaches(String witness) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            cutOff(cluster, witness);

            assertThat(engine.execute(FREE)).wasRefusedWithoutAnyChange().saysWhy("not proved gone");
            assertThat(cluster.truth().standbyHost()).isPresent();
        }
    }

    @Test
    @DisplayName("scenario 42: no root on the master's host: told what is needed, and why nothing else ends the wait")
    void saysWhatItNeedsWhereTheLoginMayNotBeRoot(SimulatedCluster cluster) {
        cluster.powerOff("smdw");
        cluster.login("mdw").allowRoot(false);
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.execute(FREE))
                    .wasRefusedWithoutAnyChange()
                    .saysWhy("may not act as root on mdw", "sudo -n ss", "wal_sender_timeout");
        }
    }

    @Test
    void goesWithoutSudoWhereTheLoginIsRoot(SimulatedCluster cluster) {
        cluster.powerOff("smdw");
        cluster.login("mdw").asRoot(true);
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.execute(FREE)).succeeded().sent(0, "sudo");
        }
    }

    /** Leaves only one host that reaches the standby's. */
    private static void cutOff(SimulatedCluster cluster, String butFor) {
        for (String host : List.of("controller", "mdw", "sdw1", "sdw2")) {
            if (!host.equals(butFor)) {
                cluster.cut(host, "smdw");
            }
        }
    }

    private static ClusterSpec withoutSegmentHosts(ClusterSpec told) {
        InstanceLocation master = told.master();
        InstanceLocation standby = told.standby().orElseThrow();
        return ClusterSpec.builder(told.name())
                .master(
                        master.host().value(),
                        master.port(),
                        master.dataDirectory().path())
                .standby(
                        standby.host().value(),
                        standby.port(),
                        standby.dataDirectory().path())
                .adminUser(told.adminUser().value())
                .database(told.database().value())
                .home(told.home().path())
                .build();
    }
}
