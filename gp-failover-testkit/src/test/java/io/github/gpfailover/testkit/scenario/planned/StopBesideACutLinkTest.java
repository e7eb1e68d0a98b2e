package io.github.gpfailover.testkit.scenario.planned;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverListener;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.StepReport;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.fence.StopMasterFence;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.testkit.ClientSession;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.WritingClient;
import io.github.gpfailover.testkit.scenario.Engines;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedClusterExtension.class)
class StopBesideACutLinkTest {

    private static final FailoverPlan STOP_AND_ACTIVATE =
            FailoverPlan.builder().stopMaster().activate().build();

    /** A listener that cuts the link after the questions, right before the stop is sent. */
    private record CutBeforeTheStop(SimulatedCluster cluster) implements FailoverListener {
        @Override
        public void commandStarted(CommandStarted event) {
            if (event.command().toString().contains("pg_ctl stop -m fast")) {
                cluster.cut("mdw", "smdw");
            }
        }
    }

    @Test
    @DisplayName(
            "scenario 25: the masters' link is cut: a planned move is refused before the stop, naming who sees what")
    void refusesBeforeTheStopWhereTheMastersDoNotReachEachOther(SimulatedCluster cluster) {
        cluster.cut("mdw", "smdw");
        try (FailoverEngine engine = Engines.on(cluster);
                WritingClient client = cluster.startWriting(Duration.ofMillis(10))) {
            FailoverReport report = engine.execute(STOP_AND_ACTIVATE);

            assertThat(report)
                    .hasOutcome(Outcome.REFUSED)
                    .saysWhy("do not reach each other", "seen from mdw", "seen from smdw", "does not answer")
                    .sent(0, "pg_ctl stop");
            assertThat(client.masters()).isSubsetOf("mdw");
            assertThat(cluster.truth().masterHost()).isEqualTo(Optional.of(HostName.of("mdw")));
        }
    }

    @Test
    @DisplayName("scenario 25: the link is cut between the questions and the stop: stopped within 2 s, and promoted"
            + " since the standby lacks nothing but the last checkpoint")
    void stopsWithinTwoSecondsWhereTheLinkIsCutAtTheLastMoment(SimulatedCluster cluster) {
        try (FailoverEngine engine =
                Engines.builder(cluster).listener(new CutBeforeTheStop(cluster)).build()) {
            FailoverReport report = engine.execute(STOP_AND_ACTIVATE);

            assertThat(report)
                    .succeeded()
                    .sent(1, "pg_ctl stop -m fast")
                    .sent(1, "pg_ctl stop -m immediate")
                    .warns("its wal sender alone")
                    .warns(
                            "2 questions from mdw to the standby at smdw:5432:/data/master/gpseg-1 in a row had no answer");
            assertThat(report.warnings()).noneMatch(w -> w.contains("is not reached"));
            StepReport stop = report.steps().get(0);
            assertThat(stop.elapsed()).isLessThan(Duration.ofMillis(2500));
            assertThat(report.finalState()).hasMaster("smdw");
        }
    }

    @Test
    @DisplayName(
            "scenario 25: so is the link, and the standby lacks a record more, which holds no commit: promoted all the same")
    void promotesWhereTheMissingRecordsHoldNoCommit(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.builder(cluster)
                        .listener(atTheStop(() -> {
                            cluster.cut("mdw", "smdw");
                            cluster.server("mdw").writeLog(64);
                        }))
                        .build();
                WritingClient client = cluster.startWriting(Duration.ofMillis(10))) {
            FailoverReport report = engine.execute(STOP_AND_ACTIVATE);

            assertThat(report).succeeded();
            cluster.clock().advance(Duration.ofMillis(50));
            assertThat(cluster.truth().rows(WritingClient.TABLE)).isEqualTo(client.accepted());
        }
    }

    @Test
    @DisplayName(
            "scenario 25: so is the stream, and the standby lacks a table that was acknowledged last: refused once with its"
                    + " id, and the old master serves again within 8 s")
    void startsTheMasterAgainAtOnceWhereTheStandbyLacksACommit(SimulatedCluster cluster) {
        ClientSession session = cluster.server("mdw").openSession();
        try (FailoverEngine engine = Engines.builder(cluster)
                        .listener(atTheStop(() -> {
                            cluster.cut("mdw", "smdw");
                            cluster.server("mdw").terminateSender();
                            session.createTable("late");
                        }))
                        .build();
                WritingClient client = cluster.startWriting(Duration.ofMillis(10))) {
            FailoverReport report = engine.execute(STOP_AND_ACTIVATE);

            assertThat(report)
                    .hasOutcome(Outcome.FAILED)
                    .saysWhy("lacks 1 transaction that", "start the old master again")
                    .warns("the master was started again");
            assertThat(report.steps().get(1).attempts()).isEqualTo(1);
            cluster.heal();
            cluster.clock().advance(Duration.ofMillis(50));
            assertThat(client.masters()).containsExactly("mdw");
            assertThat(report.elapsed()).isLessThan(Duration.ofSeconds(8));
            assertThat(cluster.truth().rows(WritingClient.TABLE)).isEqualTo(client.accepted());
        }
    }

    /** The first question over the link after the stop was sent is answered otherwise. */
    private static void answering(SimulatedCluster cluster, Supplier<CommandResult> first) {
        cluster.when("pg_ctl stop -m fast")
                .before(() -> cluster.when(c -> c.toString().contains("pg_is_in_recovery")
                                && c.toString().contains("smdw"))
                        .on("mdw")
                        .instead((host, command) -> first.get()));
    }

    @Test
    @DisplayName(
            "scenario 25: an answer from the standby comes too late, once: the stop waits on, and nothing is cut off")
    void takesNoLateAnswerForACutLink(SimulatedCluster cluster) {
        answering(cluster, () -> {
            cluster.heal();
            return CommandResult.of(0, "t\n", "", Duration.ofMillis(900));
        });
        try (FailoverEngine engine =
                Engines.builder(cluster).listener(new CutBeforeTheStop(cluster)).build()) {
            FailoverReport report = engine.execute(STOP_AND_ACTIVATE);

            assertThat(report).succeeded().sent(1, "pg_ctl stop -m fast").sent(0, "pg_ctl stop -m immediate");
        }
    }

    @Test
    @DisplayName(
            "scenario 25: the host itself says that there is no way to the standby: the wait ends at once, and says so")
    void endsTheWaitAtOnceWhereTheHostHasNoWay(SimulatedCluster cluster) {
        answering(
                cluster,
                () -> CommandResult.of(
                        2, "", "psql: could not connect to server: No route to host\n", Duration.ofMillis(20)));
        try (FailoverEngine engine =
                Engines.builder(cluster).listener(new CutBeforeTheStop(cluster)).build()) {
            FailoverReport report = engine.execute(STOP_AND_ACTIVATE);

            assertThat(report)
                    .succeeded()
                    .sent(1, "pg_ctl stop -m immediate")
                    .warns("the standby at smdw:5432:/data/master/gpseg-1 is not reached from mdw");
            assertThat(report.steps().get(0).elapsed()).isLessThan(Duration.ofMillis(1800));
        }
    }

    private static FailoverListener atTheStop(Runnable then) {
        return new FailoverListener() {
            @Override
            public void commandStarted(CommandStarted event) {
                if (event.command().toString().contains("pg_ctl stop -m fast")) {
                    then.run();
                }
            }
        };
    }

    @Test
    @DisplayName("scenario 25: the fence that stops the old master does not wait for the standby either")
    void fencesWithinTwoSecondsBesideACutLink(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.observe().master()).isPresent();
            cluster.cut("mdw", "smdw");

            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .fence(new StopMasterFence())
                    .activate(a -> a.evenIfMasterServes("the link between the masters is gone"))
                    .build());

            assertThat(report).sent(1, "pg_ctl stop -m fast").sent(1, "pg_ctl stop -m immediate");
            assertThat(report.steps().get(0).elapsed()).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    @DisplayName("scenario 25: a last checkpoint that takes 20 s is waited for, and nothing is cut off")
    void waitsForACheckpointThatTakesLong(SimulatedCluster cluster) {
        cluster.server("mdw").shutdownTakes(Duration.ofSeconds(20));
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(STOP_AND_ACTIVATE);

            assertThat(report).succeeded().sent(1, "pg_ctl stop -m fast").sent(0, "immediate");
            assertThat(report.steps().get(0).elapsed()).isBetween(Duration.ofSeconds(20), Duration.ofMillis(21_500));
            assertThat(report.steps().get(0).attempts()).isEqualTo(1);
        }
    }
}
