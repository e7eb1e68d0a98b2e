package io.github.gpfailover.testkit.scenario.homecoming;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverListener;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.StepReport;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.core.job.JobId;
import io.github.gpfailover.core.job.JobStatus;
import io.github.gpfailover.core.job.Jobs;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.step.AddStandby.Strategy;
import io.github.gpfailover.testkit.CommandFault;
import io.github.gpfailover.testkit.CommandHook;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** What must hold however badly a homecoming goes: a job that nobody hears of, hosts that go, standbys that do not stop. */
class HomecomingAgainstTheOddsTest {

    private static final String DIRECTORY = "/data/master/gpseg-1";
    private static final FailoverPlan MOVE =
            FailoverPlan.builder().stopMaster().activate().build();
    private static final HostName MDW = HostName.of("mdw");

    private static SimulatedCluster cluster() {
        return SimulatedCluster.builder().build();
    }

    private static FailoverPlan home() {
        return FailoverPlan.builder().addStandby("mdw").build();
    }

    private static void crash(SimulatedCluster cluster, FailoverEngine engine) {
        engine.observe();
        cluster.lagStandby(4_096);
        cluster.kill("mdw");
        assertThat(engine.execute(FailoverPlan.failover(a -> a.allowDataLoss("what never reached the standby"))))
                .succeeded();
    }

    private static FailoverListener onStart(BiConsumer<HostName, String> what) {
        return new FailoverListener() {
            @Override
            public void commandStarted(CommandStarted event) {
                what.accept(event.host(), event.command().toString());
            }
        };
    }

    private static FailoverListener onEnd(BiConsumer<HostName, String> what) {
        return new FailoverListener() {
            @Override
            public void commandEnded(CommandEnded event) {
                what.accept(event.report().host(), event.report().command());
            }
        };
    }

    private static boolean rewindRuns(SimulatedCluster cluster) {
        try {
            for (JobId id : Jobs.over(cluster).list(MDW)) {
                if (Jobs.over(cluster).find(MDW, id).orElseThrow().status().state() == JobStatus.State.RUNNING) {
                    return true;
                }
            }
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void nothingIsMovedOrCopiedWhileItsOwnRewindGoesOnAfterTwoLostAnswers() {
        List<String> beneath = new ArrayList<>();
        try (SimulatedCluster cluster = cluster()) {
            FailoverListener listener = onStart((host, command) -> {
                if (command.startsWith("pg_rewind")) {
                    cluster.host("mdw").failNext("pg_rewind", CommandFault.lostAfterEffect());
                    cluster.host("mdw").failNext("pg_rewind", CommandFault.lostBeforeEffect());
                } else if (rewindRuns(cluster)) {
                    beneath.add(host + ": " + command);
                }
            });
            try (FailoverEngine engine =
                    Engines.builder(cluster).listener(listener).build()) {
                crash(cluster, engine);
                engine.execute(home());
                assertThat(beneath).isEmpty();
            }
        }
    }

    @Test
    void oneStatusThatIsNotUnderstoodDoesNotMoveTheDirectoryFromUnderTheRewind() {
        List<String> beneath = new ArrayList<>();
        try (SimulatedCluster cluster = cluster()) {
            cluster.when(c -> c.argv().contains("gp-failover-jobs"))
                    .nth(2)
                    .instead(CommandResult.of(0, "id=x\n", "", Duration.ZERO));
            FailoverListener listener = onStart((host, command) -> {
                if (!command.startsWith("pg_rewind") && rewindRuns(cluster)) {
                    beneath.add(host + ": " + command);
                }
            });
            try (FailoverEngine engine =
                    Engines.builder(cluster).listener(listener).build()) {
                crash(cluster, engine);
                engine.execute(home());
                assertThat(beneath).isEmpty();
            }
        }
    }

    @Test
    void aNewPlanDoesNotTouchADirectoryInWhichARewindRuns() {
        List<String> beneath = new ArrayList<>();
        try (SimulatedCluster cluster = cluster()) {
            cluster.execute(HostName.of("smdw"), Command.of("ps", "-ef"));
            FailoverListener listener = onStart((host, command) -> {
                if (rewindRuns(cluster)) {
                    beneath.add(host + ": " + command);
                }
            });
            try (FailoverEngine engine = Engines.on(cluster);
                    FailoverEngine second =
                            Engines.builder(cluster).listener(listener).build()) {
                crash(cluster, engine);
                CommandHook dies = cluster.when("gp-failover-job")
                        .on("mdw")
                        .nth(2)
                        .always()
                        .instead((host, command) -> {
                            throw new IllegalStateException("the controller is dead");
                        });
                try (FailoverEngine first = Engines.builder(cluster).build()) {
                    first.execute(FailoverPlan.builder()
                            .addStandby(
                                    "mdw",
                                    a -> a.deadline(Duration.ofSeconds(4)).retry(r -> r.attempts(1)))
                            .build());
                }
                dies.lift();
                second.execute(home());
                assertThat(beneath).isEmpty();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aKeptDirectoryIsNotDeletedThoughTheControllerDoesNotSeeTheStandby() {
        try (SimulatedCluster cluster = cluster();
                FailoverEngine engine = Engines.on(cluster)) {
            cluster.cut("controller", "smdw");
            engine.execute(
                    FailoverPlan.builder().removeStandby(r -> r.keepDirectory()).build());
        }
    }

    @Test
    void aKeptDirectoryIsNotDeletedWhereTheStoppedStandbyIsOutOfTheControllersSight() throws InterruptedException {
        try (SimulatedCluster cluster = cluster();
                FailoverEngine engine = Engines.on(cluster)) {
            Servers.stop(cluster, "smdw");
            cluster.cut("controller", "smdw");
            engine.execute(FailoverPlan.builder()
                    .removeStandby(r -> r.keepDirectory().acceptUnseen("stopped for maintenance"))
                    .build());
        }
    }

    @Test
    void aKeptDirectoryIsNotDeletedWhereTheHostComesBackDuringTheRemoval() {
        try (SimulatedCluster cluster = cluster()) {
            FailoverListener listener = onStart((host, command) -> {
                if (command.startsWith("gpinitstandby")) {
                    cluster.unhang("smdw");
                }
            });
            try (FailoverEngine engine =
                    Engines.builder(cluster).listener(listener).build()) {
                engine.observe();
                cluster.login("mdw").allowRoot(false);
                cluster.hang("smdw");
                engine.execute(FailoverPlan.builder()
                        .removeStandby(r -> r.keepDirectory().acceptUnseen("its host hangs"))
                        .build());
            }
        }
    }

    @Test
    void aStandbyThatDoesNotStopIsNotCalledRemoved() {
        try (SimulatedCluster cluster = cluster();
                FailoverEngine engine = Engines.on(cluster)) {
            cluster.server("smdw").stopHangs();
            FailoverReport report = engine.execute(
                    FailoverPlan.builder().removeStandby(r -> r.keepDirectory()).build());
            assertThat(report.finalState()).hasLiveness("smdw", Liveness.Status.RUNNING);
            assertThat(report.outcome()).isNotEqualTo(Outcome.SUCCEEDED);
        }
    }

    @Test
    void aDeadlineWithinTheJoiningLeavesNoUnprovedStandbyThatANewPlanCallsGood() {
        try (SimulatedCluster cluster = cluster()) {
            FailoverListener listener = onEnd((host, command) -> {
                if (command.startsWith("pg_ctl start") && host.equals(MDW)) {
                    cluster.lagStandby(4_096);
                }
            });
            try (FailoverEngine engine =
                    Engines.builder(cluster).listener(listener).build()) {
                assertThat(engine.execute(MOVE)).succeeded();
                FailoverReport report = engine.execute(FailoverPlan.builder()
                        .addStandby("mdw", a -> a.deadline(Duration.ofSeconds(20)))
                        .build());
                FailoverReport next = engine.execute(home());
                assertThat(report.finalState().standby()).isEmpty();
                assertThat(next.steps().get(0).outcome()).isNotEqualTo(Outcome.SKIPPED);
            }
        }
    }

    @Test
    void whatARewindThrowsAwayIsSaid() {
        try (SimulatedCluster cluster = cluster();
                FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.execute(MOVE)).succeeded();
            cluster.dataDirectory("mdw", DIRECTORY).writeAlone(100_000);
            FailoverReport report = engine.execute(home());
            assertThat(report.warnings())
                    .anyMatch(w -> w.contains("pg_rewind took back") && w.contains("nowhere else"));
        }
    }

    @Test
    void theRowIsNotTakenFromAServerThatRunsOn() {
        List<String> seen = new ArrayList<>();
        try (SimulatedCluster cluster = cluster()) {
            FailoverListener listener = new FailoverListener() {
                @Override
                public void commandEnded(CommandEnded event) {
                    if (event.report().command().startsWith("pg_ctl start")
                            && event.report().host().equals(MDW)) {
                        cluster.lagStandby(4_096);
                        cluster.server("mdw").stopHangs();
                    }
                    seen.add(event.report().host() + ": "
                            + event.report().command().lines().findFirst().orElse("") + " ["
                            + event.report().end() + "]");
                }
            };
            try (FailoverEngine engine =
                    Engines.builder(cluster).listener(listener).build()) {
                assertThat(engine.execute(MOVE)).succeeded();
                engine.execute(home());
                assertThat(seen).noneMatch(s -> s.contains("gp_remove_master_standby"));
            }
        }
    }

    @Test
    void theHostGoesOffAtTheStart() {
        try (SimulatedCluster cluster = cluster()) {
            FailoverListener listener = onStart((host, command) -> {
                if (command.startsWith("pg_ctl start") && host.equals(MDW)) {
                    cluster.powerOff("mdw");
                }
            });
            try (FailoverEngine engine =
                    Engines.builder(cluster).listener(listener).build()) {
                assertThat(engine.execute(MOVE)).succeeded();
                FailoverReport report = engine.execute(home());
                StepReport step = report.steps().get(0);
                assertThat(step.statement() + step.reasons()).contains("neither proved nor taken back");
            }
        }
    }

    @Test
    void oneLookThatFailsDoesNotTurnAFollowerIntoACopy() {
        try (SimulatedCluster cluster = cluster()) {
            FailoverListener listener = onEnd((host, command) -> {
                if (command.startsWith("pg_ctl start") && host.equals(MDW)) {
                    cluster.host("smdw").failNext("psql", CommandFault.lostBeforeEffect());
                }
            });
            try (FailoverEngine engine =
                    Engines.builder(cluster).listener(listener).build()) {
                assertThat(engine.execute(MOVE)).succeeded();
                FailoverReport report = engine.execute(home());
                assertThat(report).sent(0, "gpinitstandby");
            }
        }
    }

    @Test
    void noSecretOfAnOldRecoveryConfReachesTheReport() {
        try (SimulatedCluster cluster = cluster()) {
            cluster.when(c -> {
                        String text = String.join(" ", c.argv());
                        return text.contains("cat") && text.endsWith("/recovery.conf");
                    })
                    .on("mdw")
                    .always()
                    .instead(CommandResult.of(
                            1,
                            "standby_mode = 'on'\nprimary_conninfo = 'host=smdw password=hunter2'\n",
                            "",
                            Duration.ZERO));
            try (FailoverEngine engine = Engines.builder(cluster).build()) {
                assertThat(engine.execute(MOVE)).succeeded();
                cluster.host("mdw").writeFile(DIRECTORY + "/recovery.conf", "x\n");
                FailoverReport report = engine.execute(FailoverPlan.builder()
                        .addStandby("mdw", a -> a.strategy(Strategy.FOLLOW))
                        .build());
                assertThat(report.toText() + report.toJson()).doesNotContain("hunter2");
            }
        }
    }

    @Test
    void aRewindThatNeverBeganIsNotSaidToHaveBegun() {
        try (SimulatedCluster cluster = cluster()) {
            cluster.when(c -> c.mutating() && c.program().contains("pg_rewind"))
                    .always()
                    .instead((host, command) -> {
                        throw new TransportException(
                                TransportException.Reason.NOT_STARTED, host, "there is no program sh", null);
                    });
            try (FailoverEngine engine = Engines.builder(cluster).build()) {
                crash(cluster, engine);
                FailoverReport report = engine.execute(FailoverPlan.builder()
                        .addStandby("mdw", a -> a.strategy(Strategy.REWIND))
                        .build());
                assertThat(report.toText()).doesNotContain("pg_rewind has begun");
            }
        }
    }
}
