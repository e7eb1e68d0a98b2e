package io.github.gpfailover.testkit.scenario.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.Liveness.Status;
import io.github.gpfailover.cluster.Sighting.Answer;
import io.github.gpfailover.core.lease.InProcessLease;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.testkit.ClusterInvariant;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.Tolerates;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.Servers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code observe()} in each situation that was recorded, against what a careful operator would say there, and with {@code unknown} where
 * that operator would not bet. The numbers are those of the recordings.
 */
class WhatAnOperatorWouldSayTest {

    private static final String STREAM_UNKNOWN = "whether the stream to smdw lives: the master says streaming/sync";
    private static final String SMDW_UNKNOWN = "whether smdw:5432:/data/master/gpseg-1 runs";
    private static final String MDW_UNKNOWN = "whether mdw:5432:/data/master/gpseg-1 runs";
    private static final String CATALOG_UNKNOWN = "what the catalog says: no master answers";
    private static final String WHICH_CATALOG = "which of 2 masters has the cluster's catalog";
    private static final String BOTH_ACT = "two servers act as master";

    static List<OperatorsWord> situations() {
        return List.of(
                OperatorsWord.in("05-13: a healthy cluster")
                        .server("mdw", Status.RUNNING, InstanceRole.MASTER)
                        .server("smdw", Status.RUNNING, InstanceRole.STANDBY)
                        .stream("streaming/sync, 0 bytes behind; the standby itself answered just now")
                        .says("master mdw, standby smdw (streaming/sync, 0 bytes behind)")
                        .says("4 primaries, 4 mirrors, by the catalog all up and in their roles, synchronised")
                        .says("Greenplum Database 6.24.3"),
                OperatorsWord.in("01-03: no standby yet")
                        .on(() -> SimulatedCluster.builder().withoutStandby().build())
                        .server("mdw", Status.RUNNING, InstanceRole.MASTER)
                        .says("master mdw, no standby")
                        .says("none, the cluster has no standby"),
                OperatorsWord.in("34: the standby removed")
                        .after(WhatAnOperatorWouldSayTest::removeStandby)
                        .server("mdw", Status.RUNNING, InstanceRole.MASTER)
                        .server("smdw", Status.STOPPED, InstanceRole.DOWN)
                        .says("master mdw, no standby"),
                OperatorsWord.in("43-47: the master stopped")
                        .after(c -> Servers.stop(c, "mdw"))
                        .server("mdw", Status.STOPPED, InstanceRole.DOWN)
                        .server("smdw", Status.RUNNING, InstanceRole.STANDBY)
                        .says("no master answers, standby not known")
                        .says("no process of /data/master/gpseg-1 or port 5432", "mdw")
                        .unknown(CATALOG_UNKNOWN),
                OperatorsWord.in("50-53: freshly promoted")
                        .after(c -> {
                            Servers.stop(c, "mdw");
                            Servers.promote(c, "smdw");
                        })
                        .server("mdw", Status.STOPPED, InstanceRole.DOWN)
                        .server("smdw", Status.RUNNING, InstanceRole.MASTER)
                        .says("master smdw, no standby")
                        .says("timeline 2"),
                OperatorsWord.in("70: the master killed, its lock files left over")
                        .after(c -> c.kill("mdw"))
                        .server("mdw", Status.STOPPED, InstanceRole.DOWN)
                        .server("smdw", Status.RUNNING, InstanceRole.STANDBY)
                        .says("postmaster.pid is left over from process", "mdw")
                        .unknown(CATALOG_UNKNOWN),
                OperatorsWord.in("73-74: the old master started again beside the new one")
                        .after(c -> {
                            Servers.stop(c, "mdw");
                            Servers.promote(c, "smdw");
                            c.server("mdw").start();
                        })
                        .server("mdw", Status.RUNNING, InstanceRole.MASTER)
                        .server("smdw", Status.RUNNING, InstanceRole.MASTER)
                        .says("TWO MASTERS: mdw and smdw")
                        .says("timeline 1")
                        .says("timeline 2")
                        .conflict(BOTH_ACT)
                        .unknown(WHICH_CATALOG),
                OperatorsWord.in("80: the master's host off")
                        .after(c -> c.powerOff("mdw"))
                        .server("mdw", Status.UNKNOWN, InstanceRole.UNKNOWN)
                        .server("smdw", Status.RUNNING, InstanceRole.STANDBY)
                        .sighting("sdw1", Answer.SILENT)
                        .sighting("sdw2", Answer.SILENT)
                        .sighting("smdw", Answer.SILENT)
                        .neverSays("STOPPED")
                        .unknown(MDW_UNKNOWN)
                        .unknown(CATALOG_UNKNOWN),
                OperatorsWord.in("81-83: promoted while the old master's host is off")
                        .after(c -> {
                            c.powerOff("mdw");
                            c.clock().advance(Duration.ofSeconds(5));
                            Servers.promote(c, "smdw");
                        })
                        .server("mdw", Status.UNKNOWN, InstanceRole.UNKNOWN)
                        .server("smdw", Status.RUNNING, InstanceRole.MASTER)
                        .sighting("sdw1", Answer.SILENT)
                        .sighting("sdw2", Answer.SILENT)
                        .sighting("smdw", Answer.SILENT)
                        .neverSays("STOPPED")
                        .conflict("was the master when one was last seen, and is not proved stopped")
                        .unknown(MDW_UNKNOWN),
                OperatorsWord.in("84: the link between the masters cut, nobody promoted")
                        .after(c -> {
                            c.cut("mdw", "smdw");
                            c.clock().advance(Duration.ofSeconds(5));
                        })
                        .server("mdw", Status.RUNNING, InstanceRole.MASTER)
                        .server("smdw", Status.RUNNING, InstanceRole.STANDBY)
                        .stream("its positions were not seen to move"),
                OperatorsWord.in("84-87: promoted beside a master that it can't see")
                        .after(c -> {
                            c.cut("mdw", "smdw");
                            Servers.promote(c, "smdw");
                        })
                        .server("mdw", Status.RUNNING, InstanceRole.MASTER)
                        .server("smdw", Status.RUNNING, InstanceRole.MASTER)
                        .says("TWO MASTERS: mdw and smdw")
                        .conflict(BOTH_ACT)
                        .unknown(WHICH_CATALOG),
                OperatorsWord.in("84-87: the same, and the controller can't see the old master either")
                        .after(c -> {
                            c.cut("mdw", "smdw");
                            c.cut("mdw", "controller");
                            Servers.promote(c, "smdw");
                        })
                        .server("mdw", Status.RUNNING, InstanceRole.MASTER)
                        .server("smdw", Status.RUNNING, InstanceRole.MASTER)
                        .sighting("sdw1", Answer.TAKES_SESSIONS)
                        .sighting("sdw2", Answer.TAKES_SESSIONS)
                        .sighting("smdw", Answer.SILENT)
                        .says("TWO MASTERS: mdw and smdw")
                        .conflict(BOTH_ACT)
                        .unknown(WHICH_CATALOG),
                // A fence that the engine did not set is no fence to it: the old master still answers whoever reaches
                // it.
                OperatorsWord.in("88-90: an old master whose segments have no route to it")
                        .after(c -> {
                            c.cut("mdw", "smdw");
                            for (String host : List.of("sdw1", "sdw2", "smdw")) {
                                c.host(host).route("10.77.0.11");
                            }
                            Servers.promote(c, "smdw");
                        })
                        .server("mdw", Status.RUNNING, InstanceRole.MASTER)
                        .server("smdw", Status.RUNNING, InstanceRole.MASTER)
                        .conflict(BOTH_ACT)
                        .unknown(WHICH_CATALOG),
                OperatorsWord.in("91-92: the standby down")
                        .after(c -> c.kill("smdw"))
                        .server("mdw", Status.RUNNING, InstanceRole.MASTER)
                        .server("smdw", Status.STOPPED, InstanceRole.DOWN)
                        .says("master mdw, standby smdw (not replicating)")
                        .says("none, though the catalog names a standby"),
                // Nobody has asked the mirror yet: it is the catalog that calls it up, and so it is reported.
                OperatorsWord.in("95-96: a mirror down, and the catalog does not know")
                        .after(c -> c.segment(2).killMirror())
                        .server("mdw", Status.RUNNING, InstanceRole.MASTER)
                        .server("smdw", Status.RUNNING, InstanceRole.STANDBY)
                        .stream("streaming/sync")
                        .says("by the catalog all up"),
                OperatorsWord.in("97-99: a mirror in its primary's place")
                        .after(c -> {
                            c.segment(2).killPrimary();
                            c.probeSegments();
                        })
                        .server("mdw", Status.RUNNING, InstanceRole.MASTER)
                        .server("smdw", Status.RUNNING, InstanceRole.STANDBY)
                        .stream("streaming/sync")
                        .says("by the catalog 1 down, 2 not in their preferred role")
                        .says("content 2 mirror sdw2:6000:/data/primary/gpseg2 down not in its preferred role"),
                OperatorsWord.in("a0: the standby's host off")
                        .after(c -> c.powerOff("smdw"))
                        .server("mdw", Status.RUNNING, InstanceRole.MASTER)
                        .server("smdw", Status.UNKNOWN, InstanceRole.UNKNOWN)
                        .stream("the standby itself answered 6 s ago")
                        .sighting("sdw1", Answer.SILENT)
                        .sighting("sdw2", Answer.SILENT)
                        .sighting("mdw", Answer.SILENT)
                        .says("standby smdw (streaming/sync, 0 bytes behind, by the master's word alone)")
                        .unknown(SMDW_UNKNOWN)
                        .unknown(STREAM_UNKNOWN),
                OperatorsWord.in("a0: the same, 38 s later")
                        .after(c -> {
                            c.powerOff("smdw");
                            c.clock().advance(Duration.ofSeconds(38));
                        })
                        .server("mdw", Status.RUNNING, InstanceRole.MASTER)
                        .server("smdw", Status.UNKNOWN, InstanceRole.UNKNOWN)
                        .stream("the standby itself answered 44 s ago, its positions were not seen to move")
                        .sighting("sdw1", Answer.SILENT)
                        .sighting("sdw2", Answer.SILENT)
                        .sighting("mdw", Answer.SILENT)
                        .says("by the master's word alone")
                        .unknown(SMDW_UNKNOWN)
                        .unknown(STREAM_UNKNOWN),
                OperatorsWord.in("a0: the same, for an engine that never saw it otherwise")
                        .after(c -> c.powerOff("smdw"))
                        .atFirstSight()
                        .server("mdw", Status.RUNNING, InstanceRole.MASTER)
                        .server("smdw", Status.UNKNOWN, InstanceRole.UNKNOWN)
                        .stream("not confirmed by anything")
                        .sighting("sdw1", Answer.SILENT)
                        .sighting("sdw2", Answer.SILENT)
                        .sighting("mdw", Answer.SILENT)
                        .unknown(SMDW_UNKNOWN)
                        .unknown(STREAM_UNKNOWN),
                OperatorsWord.in("a8: a commit that waits for the standby")
                        .after(WhatAnOperatorWouldSayTest::blockACommit)
                        .server("mdw", Status.RUNNING, InstanceRole.MASTER)
                        .server("smdw", Status.UNKNOWN, InstanceRole.UNKNOWN)
                        .stream("streaming/sync")
                        .sighting("sdw1", Answer.SILENT)
                        .sighting("sdw2", Answer.SILENT)
                        .sighting("mdw", Answer.SILENT)
                        .says("by the master's word alone")
                        .unknown(SMDW_UNKNOWN)
                        .unknown(STREAM_UNKNOWN),
                OperatorsWord.in("b3-b4: a session that outlived its postmaster")
                        .after(c -> {
                            c.server("mdw").openSession().begin();
                            c.kill("mdw");
                        })
                        .server("mdw", Status.RUNNING, InstanceRole.DOWN)
                        .server("smdw", Status.RUNNING, InstanceRole.STANDBY)
                        .neverSays("STOPPED")
                        .says("no master answers, but 2 processes on mdw outlived their postmaster")
                        .unknown("what 2 processes on mdw still write")
                        .unknown(CATALOG_UNKNOWN));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("situations")
    @Tolerates(
            value = {ClusterInvariant.ONE_WRITABLE_MASTER, ClusterInvariant.NOTHING_DELETED},
            reason = "operators bring the cluster there")
    void saysWhatACarefulOperatorWould(OperatorsWord word) throws InterruptedException {
        try (SimulatedCluster cluster = word.cluster();
                FailoverEngine engine = Engines.on(cluster)) {
            if (word.sawItBefore()) {
                engine.observe();
            }
            word.bring(cluster);

            ClusterState said = engine.observe();

            word.check(said);
        }
    }

    private static void removeStandby(SimulatedCluster cluster) {
        try (FailoverEngine other = Engines.builder(cluster)
                .lease(new InProcessLease(cluster.clock()))
                .build()) {
            assertThat(other.execute(FailoverPlan.builder().removeStandby().build())
                            .outcome())
                    .isEqualTo(Outcome.SUCCEEDED);
        }
    }

    private static void blockACommit(SimulatedCluster cluster) {
        cluster.powerOff("smdw");
        assertThat(catchThrowable(() -> Servers.createTable(cluster, Duration.ofSeconds(60))))
                .isInstanceOf(TransportException.class);
    }
}
