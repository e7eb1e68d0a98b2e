package io.github.gpfailover.testkit.examples;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.error.LeaseException;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.Lease;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Clusters;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.ssh.FaultyLink;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.Watcher;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedClusterExtension.class)
@Tag("processes")
@Timeout(120)
class ZooKeeperLeaseTest {

    private static final FailoverPlan MOVE =
            FailoverPlan.builder().stopMaster().activate().build();

    @Test
    void countsAsLostBeforeAnotherCanHoldItWhereItsNetworkIsAway() throws Exception {
        try (ZooKeepers zooKeeper = new ZooKeepers(2_000);
                FaultyLink link = FaultyLink.to(zooKeeper.port());
                CuratorFramework watching = zooKeeper.clients().get()) {
            watching.start();
            Lease.Held first = new ZooKeeperLease("first", zooKeeper.clients(link.port())).acquire("prod", "e1");
            CountDownLatch gone = new CountDownLatch(1);
            watching.getData().usingWatcher((Watcher) e -> gone.countDown()).forPath("/gp-failover/leases/of-prod");
            assertThat(first.stillHeld()).isTrue();

            link.freeze();
            assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();

            assertThat(first.stillHeld())
                    .as("as soon as the ensemble has given it up")
                    .isFalse();
            try (Lease.Held second = new ZooKeeperLease("second", zooKeeper.clients()).acquire("prod", "e2")) {
                assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
                link.mend();
                assertThat(first.stillHeld()).as("its network is back").isFalse();
                first.close();
                assertThat(second.stillHeld()).isTrue();
            }
        }
    }

    @Test
    void outlivesItsSessionsTimeByRenewing() throws Exception {
        try (ZooKeepers zooKeeper = new ZooKeepers(2_000);
                Lease.Held held = new ZooKeeperLease("one", zooKeeper.clients()).acquire("prod", "e1");
                CuratorFramework watching = zooKeeper.clients().get()) {
            watching.start();
            for (int renewals = 0; renewals < 8; renewals++) {
                CountDownLatch renewed = new CountDownLatch(1);
                watching.getData()
                        .usingWatcher((Watcher) e -> renewed.countDown())
                        .forPath("/gp-failover/leases/of-prod");
                assertThat(renewed.await(60, TimeUnit.SECONDS)).isTrue();
            }

            assertThat(held.stillHeld()).isTrue();
        }
    }

    @Test
    void aProcessThatWasPausedKnowsBeforeItAsksTheEnsemble() throws Exception {
        AtomicLong time = new AtomicLong();
        try (ZooKeepers zooKeeper = new ZooKeepers(30_000);
                Lease.Held held = new ZooKeeperLease("one", zooKeeper.clients(), time::get).acquire("prod", "e1")) {
            time.set(Duration.ofSeconds(20).minusNanos(1).toNanos());
            assertThat(held.stillHeld()).isTrue();

            time.set(Duration.ofSeconds(20).toNanos());
            assertThat(held.stillHeld()).isFalse();
            time.set(0);
            assertThat(held.stillHeld()).as("for good").isFalse();
        }
    }

    @Test
    void staysHeldWhereTheConnectionBreaksAndIsBackInTime() throws Exception {
        try (ZooKeepers zooKeeper = new ZooKeepers(30_000);
                FaultyLink link = FaultyLink.to(zooKeeper.port());
                Lease.Held held = new ZooKeeperLease("one", zooKeeper.clients(link.port())).acquire("prod", "e1");
                CuratorFramework watching = zooKeeper.clients().get()) {
            watching.start();
            CountDownLatch renewed = new CountDownLatch(1);
            watching.getData().usingWatcher((Watcher) e -> renewed.countDown()).forPath("/gp-failover/leases/of-prod");

            link.cut();

            assertThat(renewed.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(held.stillHeld()).isTrue();
        }
    }

    @Test
    void isNotTakenWhereNoServerAnswers() throws Exception {
        ZooKeepers zooKeeper = new ZooKeepers(1_000);
        zooKeeper.close();

        assertThatExceptionOfType(LeaseException.class)
                .isThrownBy(() -> new ZooKeeperLease("one", zooKeeper.clients()).acquire("prod", "e1"))
                .withMessageContaining("no server of the ensemble answered")
                .withMessageContaining("nothing was done");
    }

    @Test
    void namesTheControllerToASecondEngine(SimulatedCluster cluster) throws Exception {
        try (ZooKeepers zooKeeper = new ZooKeepers(30_000);
                Lease.Held held = new ZooKeeperLease("ops1, the night shift", zooKeeper.clients())
                        .acquire(Clusters.key(cluster), "e1");
                FailoverEngine engine = Engines.builder(cluster)
                        .lease(new ZooKeeperLease("ops2", zooKeeper.clients()))
                        .build()) {
            assertThat(engine.execute(MOVE)).wasRefusedWithoutAnyChange().saysWhy("e1 of ops1, the night shift");
            assertThat(held.stillHeld()).isTrue();
        }
    }

    @Test
    void anEngineWhoseSessionEndsInTheMidstSendsNothingMore(SimulatedCluster cluster) throws Exception {
        try (ZooKeepers zooKeeper = new ZooKeepers(30_000)) {
            CommandTransport losing = (host, command) -> {
                CommandResult result = cluster.execute(host, command);
                if (command.mutating()) {
                    endSession(zooKeeper);
                }
                return result;
            };
            try (FailoverEngine engine = Engines.builder(cluster, losing)
                    .lease(new ZooKeeperLease("ops1", zooKeeper.clients()))
                    .build()) {
                FailoverReport report = engine.execute(MOVE);

                assertThat(report).hasOutcome(Outcome.FAILED).saysWhy("lease of the cluster was lost", "was not sent");
                assertThat(report.steps().stream()
                                .mapToInt(s -> s.commands().size())
                                .sum())
                        .isEqualTo(1);
            }
        }
    }

    private static void endSession(ZooKeepers zooKeeper) {
        try {
            zooKeeper.endLastSession();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
