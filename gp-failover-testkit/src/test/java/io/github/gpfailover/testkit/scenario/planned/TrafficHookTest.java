package io.github.gpfailover.testkit.scenario.planned;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.StepPreview;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.Failover;
import io.github.gpfailover.core.journal.InMemoryJournal;
import io.github.gpfailover.error.HookException;
import io.github.gpfailover.journal.JournalEntry;
import io.github.gpfailover.journal.JournalRecord;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.MasterChange;
import io.github.gpfailover.spi.TrafficHook;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.testkit.CommandFault;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.SingleFaults;
import io.github.gpfailover.testkit.scenario.SiteCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(SimulatedClusterExtension.class)
class TrafficHookTest {

    private static final FailoverPlan MOVE =
            FailoverPlan.builder().stopMaster().fence().activate().build();

    private final List<String> calls = new ArrayList<>();

    /** What a hook does at a method, beside recording that it was called. */
    private interface Act {
        void run() throws InterruptedException;
    }

    private final class Recorder implements TrafficHook {

        private final String name;
        private final Map<String, Act> acts = new HashMap<>();

        Recorder(String name) {
            this.name = name;
        }

        Recorder at(String method, Act act) {
            acts.put(method, act);
            return this;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void onMasterLeaving(MasterChange change) throws InterruptedException {
            called("leaving", change);
        }

        @Override
        public void onMasterArrived(MasterChange change) throws InterruptedException {
            called("arrived", change);
        }

        @Override
        public void onMasterStays(MasterChange change) throws InterruptedException {
            called("stays", change);
        }

        private void called(String method, MasterChange change) throws InterruptedException {
            calls.add(name + " " + method + " " + change.oldMaster().host() + " "
                    + change.newMaster().host() + (change.planned() ? " planned" : ""));
            Act act = acts.get(method);
            if (act != null) {
                act.run();
            }
        }
    }

    private static Act fails(String why) {
        return () -> {
            throw new HookException(why, null);
        };
    }

    private static FailoverEngine engine(SimulatedCluster cluster, TrafficHook... hooks) {
        Failover.Builder builder = Engines.builder(cluster);
        for (TrafficHook hook : hooks) {
            builder.trafficHook(hook);
        }
        return builder.build();
    }

    @ParameterizedTest
    @EnumSource(
            value = Activate.Strategy.class,
            names = {"DIRECT", "UTILITY"})
    void areToldRightBeforeTheStopAndOnceTheNewMasterIsProved(Activate.Strategy strategy) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = engine(
                        cluster,
                        new Recorder("vip")
                                .at(
                                        "leaving",
                                        () -> assertThat(cluster.truth().canWrite("mdw"))
                                                .isTrue())
                                .at(
                                        "arrived",
                                        () -> assertThat(cluster.truth().canWrite("smdw"))
                                                .isTrue()),
                        new Recorder("pool"))) {
            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .stopMaster()
                    .fence()
                    .activate(a -> a.strategy(strategy))
                    .build());

            assertThat(report)
                    .succeeded()
                    .sent(1, "trafficHook vip onMasterLeaving mdw:5432 smdw:5432 planned")
                    .sent(1, "trafficHook pool onMasterArrived mdw:5432 smdw:5432 planned");
            assertThat(calls)
                    .containsExactly(
                            "vip leaving mdw smdw planned",
                            "pool leaving mdw smdw planned",
                            "vip arrived mdw smdw planned",
                            "pool arrived mdw smdw planned");
            List<String> stop = report.steps().get(0).commands().stream()
                    .map(c -> c.command().substring(0, c.command().indexOf(' ')))
                    .toList();
            assertThat(stop).containsSubsequence("trafficHook", "trafficHook", "pg_ctl");
        }
    }

    @Test
    void areToldOfEachMoveOfARoundTrip(SimulatedCluster cluster) {
        try (FailoverEngine engine = engine(cluster, new Recorder("vip"))) {
            assertThat(engine.execute(FailoverPlan.roundTrip())).succeeded();

            assertThat(calls)
                    .containsExactly(
                            "vip leaving mdw smdw planned",
                            "vip arrived mdw smdw planned",
                            "vip leaving smdw mdw planned",
                            "vip arrived smdw mdw planned");
        }
    }

    @Test
    void areToldThatAFailoverIsNotPlanned(SimulatedCluster cluster) {
        try (FailoverEngine engine = engine(cluster, new Recorder("vip"))) {
            engine.observe();
            cluster.kill("mdw");

            assertThat(engine.execute(FailoverPlan.failover())).succeeded();

            assertThat(calls).containsExactly("vip leaving mdw smdw", "vip arrived mdw smdw");
        }
    }

    @Test
    @DisplayName(
            "scenario 15: a hook fails before the promotion: the master was not stopped, and hooks are told that it stays")
    void leavesTheMasterServingWhereAHookFailsBeforeTheStop(SimulatedCluster cluster) {
        try (FailoverEngine engine =
                engine(cluster, new Recorder("vip"), new Recorder("pool").at("leaving", fails("PAUSE was refused")))) {
            FailoverReport report = engine.execute(MOVE);

            assertThat(report)
                    .hasOutcome(Outcome.FAILED)
                    .saysWhy("the traffic hook pool failed at onMasterLeaving: PAUSE was refused", "was left as it is")
                    .warns("told that the master stays at mdw")
                    .sent(0, "pg_ctl");
            assertThat(calls)
                    .containsExactly(
                            "vip leaving mdw smdw planned",
                            "pool leaving mdw smdw planned",
                            "pool stays mdw smdw planned",
                            "vip stays mdw smdw planned");
            assertThat(report.finalState()).hasMaster("mdw").hasStandby("smdw");
            assertThat(report.nextSteps()).noneMatch(n -> n.contains("was not started again"));
        }
    }

    @Test
    @DisplayName("scenario 15: a hook fails before the promotion of a failover: nothing is promoted")
    void promotesNothingWhereAHookFailsInAFailover(SimulatedCluster cluster) {
        try (FailoverEngine engine = engine(cluster, new Recorder("vip").at("leaving", fails("no")))) {
            engine.observe();
            cluster.kill("mdw");

            FailoverReport report = engine.execute(FailoverPlan.failover());

            assertThat(report).hasOutcome(Outcome.FAILED).sent(0, "pg_ctl promote");
            assertThat(calls).containsExactly("vip leaving mdw smdw");
            assertThat(report.nextSteps()).anyMatch(n -> n.contains("told that the master leaves mdw"));
            assertThat(report.nextSteps()).noneMatch(n -> n.contains("a promotion may be under way"));
        }
    }

    @Test
    @DisplayName(
            "scenario 15, one event later: the plan ends after the stop: master started again, hooks told that it stays")
    void areToldThatTheMasterStaysWhereItIsStartedAgain(SimulatedCluster cluster) {
        Recorder vip = new Recorder("vip").at("leaving", () -> cluster.kill("smdw"));
        try (FailoverEngine engine = engine(cluster, vip)) {
            FailoverReport report = engine.execute(MOVE);

            assertThat(report).hasOutcome(Outcome.FAILED).warns("the master was started again");
            assertThat(calls).containsExactly("vip leaving mdw smdw planned", "vip stays mdw smdw planned");
            assertThat(report.finalState()).hasMaster("mdw");
        }
    }

    @Test
    @DisplayName(
            "scenario 15: a hook fails after the promotion: PARTIAL, the others are told, and a resume tells only that one")
    void endsPartialWhereAHookFailsAfterThePromotionAndGoesOnFromThere(SimulatedCluster cluster) {
        List<String> broken = new ArrayList<>(List.of("once"));
        Recorder vip = new Recorder("vip").at("arrived", () -> {
            if (!broken.isEmpty()) {
                broken.clear();
                throw new HookException("the address is still held", null);
            }
        });
        try (FailoverEngine engine = engine(cluster, vip, new Recorder("pool"))) {
            FailoverReport report = engine.execute(FailoverPlan.switchover("smdw"));

            assertThat(report)
                    .hasOutcome(Outcome.PARTIAL)
                    .saysWhy("vip failed at onMasterArrived: the address is still held")
                    .sent(0, "pg_ctl start");
            assertThat(report.finalState()).hasMaster("smdw");
            assertThat(calls).endsWith("vip arrived mdw smdw planned", "pool arrived mdw smdw planned");
            calls.clear();

            FailoverReport rest = engine.resume(report.executionId());

            assertThat(rest).succeeded().sent(0, "pg_ctl promote");
            assertThat(calls).containsExactly("vip arrived mdw smdw planned");
            assertThat(rest.finalState()).hasMaster("smdw").hasStandby("mdw");
        }
    }

    @Test
    void areNotToldTwiceOfALeavingMasterByAResume(SimulatedCluster cluster) {
        try (FailoverEngine engine = engine(cluster, new Recorder("vip"))) {
            // Nobody knows then whether the master has stopped.
            cluster.host("mdw").failNext("pg_ctl", CommandFault.lostAfterEffect());
            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .stopMaster()
                    .activate(a -> a.retry(r -> r.attempts(1)))
                    .build());
            if (report.outcome() != Outcome.SUCCEEDED) {
                engine.resume(report.executionId());
            }

            assertThat(calls).containsExactly("vip leaving mdw smdw planned", "vip arrived mdw smdw planned");
        }
    }

    @Test
    @DisplayName(
            "scenario 27: an earlier life died between promotion and hooks: a fresh engine tells them that the new master has arrived")
    void areToldByAFreshEngineOfAMoveThatItFoundDone(SimulatedCluster cluster) {
        try (FailoverEngine hookless = engine(cluster)) {
            assertThat(hookless.execute(MOVE)).succeeded();
        }
        try (FailoverEngine fresh = engine(cluster, new Recorder("vip"), new Recorder("pool"))) {
            FailoverReport report = fresh.execute(FailoverPlan.switchover("smdw"));

            assertThat(report).succeeded().sent(0, "pg_ctl promote");
            assertThat(calls).containsExactly("vip arrived mdw smdw planned", "pool arrived mdw smdw planned");
            assertThat(report.warnings()).noneMatch(w -> w.contains("traffic hook"));
        }
    }

    @Test
    @DisplayName("scenario 27: a promotion of an earlier life shows while the plan runs again: they are told too")
    void areToldOfAPromotionThatShowsWhileThePlanRunsAgain(SimulatedCluster cluster) {
        cluster.kill("mdw");
        cluster.when("pg_ctl promote").mutating().instead((host, command) -> {
            cluster.clock().schedule(Duration.ofSeconds(3), () -> promotes(cluster, host, command));
            throw new SingleFaults.Died();
        });
        FailoverPlan plan = FailoverPlan.builder()
                .step(new SiteCheck("ask the site", () -> {
                    cluster.clock().advance(Duration.ofSeconds(5));
                    return Decision.satisfied("it may go on");
                }))
                .fence()
                .activate(a -> a.allowDataLoss("a test"))
                .build();
        try (FailoverEngine dies = engine(cluster)) {
            dies.execute(FailoverPlan.failover(a -> a.allowDataLoss("a test")));
        } catch (SingleFaults.Died e) {
            calls.clear();
        }
        try (FailoverEngine fresh = engine(cluster, new Recorder("vip"))) {
            assertThat(fresh.execute(plan)).succeeded().sent(0, "pg_ctl promote");
            assertThat(calls).containsExactly("vip arrived mdw smdw");
        }
    }

    private static void promotes(SimulatedCluster cluster, HostName host, Command command) {
        try {
            cluster.execute(host, command);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @DisplayName("scenario 27: a hook that fails then makes it PARTIAL, and a resume tells that hook alone")
    void areToldAgainByAResumeOfALifeThatFoundTheMoveDone(SimulatedCluster cluster) {
        try (FailoverEngine hookless = engine(cluster)) {
            assertThat(hookless.execute(MOVE)).succeeded();
        }
        List<String> broken = new ArrayList<>(List.of("once"));
        Recorder vip = new Recorder("vip").at("arrived", () -> {
            if (!broken.isEmpty()) {
                broken.clear();
                throw new HookException("the address is still held", null);
            }
        });
        try (FailoverEngine fresh = engine(cluster, vip, new Recorder("pool"))) {
            FailoverReport report = fresh.execute(FailoverPlan.switchover("smdw"));
            assertThat(report).hasOutcome(Outcome.PARTIAL).saysWhy("the address is still held");
            calls.clear();

            assertThat(fresh.resume(report.executionId())).succeeded();
            assertThat(calls).containsExactly("vip arrived mdw smdw planned");
            assertThat(cluster.truth().standbyInSync()).isTrue();
        }
    }

    @Test
    @DisplayName("scenario 27: of a master that can't be proved they are not told")
    void areNotToldOfAMasterThatIsNotProved(SimulatedCluster cluster) {
        try (FailoverEngine hookless = engine(cluster)) {
            assertThat(hookless.execute(MOVE)).succeeded();
        }
        cluster.cut("smdw", "sdw1");
        try (FailoverEngine fresh = engine(cluster, new Recorder("vip"))) {
            FailoverReport report = fresh.execute(FailoverPlan.builder()
                    .stopMaster()
                    .activate()
                    .masterOn("smdw")
                    .build());

            assertThat(report.outcome().isGood()).isFalse();
            assertThat(report).warns("since the new master is not proved");
            assertThat(calls).isEmpty();
        }
    }

    @Test
    void areInterruptedWhenTheyHangAndCountAsFailed(SimulatedCluster cluster) {
        Recorder hangs = new Recorder("vip").at("leaving", () -> cluster.clock().sleep(Duration.ofHours(1)));
        try (FailoverEngine engine = engine(cluster, hangs)) {
            FailoverReport report = engine.execute(MOVE);

            assertThat(report)
                    .hasOutcome(Outcome.FAILED)
                    .saysWhy("had not ended in time")
                    .sent(0, "pg_ctl stop");
            assertThat(report.finalState()).hasMaster("mdw");
        }
    }

    @Test
    void neverBringASecretIntoAReport(SimulatedCluster cluster) {
        InMemoryJournal journal = new InMemoryJournal();
        Recorder leaks = new Recorder("vip").at("leaving", () -> {
            throw new IllegalStateException("login with password=hunter2 failed");
        });
        try (FailoverEngine engine =
                Engines.builder(cluster).journal(journal).trafficHook(leaks).build()) {
            FailoverReport report = engine.execute(MOVE);

            assertThat(report).hasOutcome(Outcome.FAILED).saysWhy("java.lang.IllegalStateException");
            assertThat(report.toText() + report.toJson() + journal.read(report.executionId()))
                    .doesNotContain("hunter2");
        }
    }

    @Test
    void areJournaledBeforeTheyAreCalled(SimulatedCluster cluster) {
        InMemoryJournal journal = new InMemoryJournal();
        List<String> before = new ArrayList<>();
        Recorder vip = new Recorder("vip");
        try (FailoverEngine engine =
                Engines.builder(cluster).journal(journal).trafficHook(vip).build()) {
            FailoverReport report = engine.execute(MOVE);

            for (JournalEntry entry : journal.read(report.executionId())) {
                if (entry.record() instanceof JournalRecord.CommandIntended sent
                        && sent.command().contains("trafficHook vip")) {
                    before.add(sent.command());
                }
            }
            assertThat(before).hasSize(2).first().asString().contains("onMasterLeaving");
        }
    }

    @Test
    void areNamedInThePreviewAndNotCalled(SimulatedCluster cluster) {
        try (FailoverEngine engine = engine(cluster, new Recorder("vip"))) {
            List<StepPreview> steps = engine.preview(MOVE).steps();

            assertThat(steps.get(0).commands())
                    .hasSize(3)
                    .element(1)
                    .asString()
                    .contains("trafficHook vip onMasterLeaving mdw:5432 smdw:5432 planned");
            assertThat(steps.get(2).commands()).last().asString().contains("trafficHook vip onMasterArrived");
            assertThat(calls).isEmpty();
        }
    }

    @Test
    void haveNamesOfTheirOwn(SimulatedCluster cluster) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> engine(cluster, new Recorder("vip"), new Recorder("vip")))
                .withMessageContaining("added twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> engine(cluster, new Recorder("a=b")))
                .withMessageContaining("traffic hook name");
    }
}
