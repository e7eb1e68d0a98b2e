package io.github.gpfailover.testkit.scenario.outage;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.testkit.ClientSession;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Engines;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(SimulatedClusterExtension.class)
class StaleLockScenarioTest {

    private static final String LOCK = "/tmp/.s.PGSQL.5432.lock";

    @ParameterizedTest
    @EnumSource(Activate.Strategy.class)
    @DisplayName("scenario 3: a stale lock file of a killed postmaster is moved aside and the standby activated")
    void movesTheStaleLockAsideAndActivates(Activate.Strategy strategy) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            cluster.kill("mdw");

            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .fence()
                    .activate(a -> a.strategy(strategy))
                    .build());

            assertThat(report).succeeded().stepEnded(1, Outcome.SKIPPED).sent(1, "mv -nT -- " + LOCK);
            assertThat(report.finalState()).hasMaster("smdw");
        }
    }

    @Test
    @DisplayName("scenario 3: a live postmaster behind the lock file refuses the activation")
    void refusesActivationWhileOldMasterStillAnswers(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report =
                    engine.execute(FailoverPlan.builder().activate().build());

            assertThat(report).wasRefusedWithoutAnyChange().saysWhy("mdw", "still serves", ".stopMaster()");
            assertThat(cluster.truth().writableMasters())
                    .containsExactly(cluster.spec().master().host());
        }
    }

    @ParameterizedTest
    @EnumSource(Activate.Strategy.class)
    @DisplayName(
            "scenario 3: the lock file names a process that lives, whatever it is: refused by its name, and nothing is moved")
    void refusesWhileTheProcessThatTheLockFileNamesLives(Activate.Strategy strategy) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.builder(
                                cluster, (host, command) -> withStranger(host, command, cluster.execute(host, command)))
                        .build()) {
            engine.observe();
            cluster.kill("mdw");
            cluster.host("mdw").writeFile(LOCK, "4711\n/data/master/gpseg-1\n1\n5432\n/tmp\n");

            FailoverReport report = engine.execute(
                    FailoverPlan.builder().activate(a -> a.strategy(strategy)).build());

            assertThat(report)
                    .wasRefusedWithoutAnyChange()
                    .saysWhy(LOCK, "it names process 4711 of /data/master/gpseg-1, which runs as: /usr/sbin/other");
        }
    }

    /** A process of something else has the number that the killed server had. */
    private static CommandResult withStranger(HostName host, Command command, CommandResult said) {
        return host.value().equals("mdw") && command.program().get(0).equals("ps")
                ? CommandResult.of(
                        0,
                        said.stdout() + "root        4711       1  0 05:05 ?        00:00:01 /usr/sbin/other\n",
                        "",
                        said.elapsed())
                : said;
    }

    @Test
    @DisplayName("scenario 3b: a session that outlived its killed postmaster counts as a running master")
    void refusesActivationBesideAnOrphanedSession(SimulatedCluster cluster) {
        ClientSession orphan = orphan(cluster);
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.observe()).hasLiveness("mdw", Liveness.Status.RUNNING);

            FailoverReport report =
                    engine.execute(FailoverPlan.builder().activate().build());

            assertThat(report).wasRefusedWithoutAnyChange().saysWhy("outlived their postmaster");
            assertThat(orphan.isOpen()).isTrue();
        }
    }

    @Test
    @DisplayName("scenario 3b: the fence ends the orphaned session and proves it gone before the promotion")
    void endsTheOrphanThenActivates(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            ClientSession orphan = orphan(cluster);

            FailoverReport report = engine.execute(FailoverPlan.failover());

            assertThat(report).succeeded().sent(1, "kill -TERM");
            assertThat(report.finalState()).hasMaster("smdw");
            assertThat(orphan.isOpen()).isFalse();
        }
    }

    private static ClientSession orphan(SimulatedCluster cluster) {
        ClientSession session = cluster.server("mdw").openSession().begin();
        cluster.kill("mdw");
        return session;
    }
}
