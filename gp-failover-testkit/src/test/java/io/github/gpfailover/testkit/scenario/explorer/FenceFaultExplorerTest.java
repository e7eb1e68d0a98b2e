package io.github.gpfailover.testkit.scenario.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.fence.NullRouteFence;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.testkit.ClientSession;
import io.github.gpfailover.testkit.ClusterInvariant;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.scenario.Engines;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One fault at each command of a fence by routes, and the question whether two masters could ever write. */
@Tag("explorer")
class FenceFaultExplorerTest {

    private interface Fault {

        CommandResult at(SimulatedCluster cluster, HostName host, Command command) throws InterruptedException;
    }

    private static TransportException lost(HostName host) {
        return new TransportException(TransportException.Reason.LOST, host, "the connection was lost", null);
    }

    /** What is acknowledged before the plan, and whether the plan may lose it. */
    private enum Stake {
        /** The standby has all, and the plan may lose what it can't prove to be there. */
        LOSS_ALLOWED,
        /** The standby has all, and the plan may lose nothing. */
        STANDBY_HAS_ALL,
        /** The master went on alone before its host lost power, and the plan may lose nothing. */
        MASTER_WENT_ON_ALONE
    }

    private static FailoverPlan plan(NullRouteFence fence, Stake stake) {
        return FailoverPlan.builder()
                .fence(fence)
                .activate(a -> {
                    a.evenIfMasterServes("a test");
                    if (stake == Stake.LOSS_ALLOWED) {
                        a.allowDataLoss("a test");
                    }
                })
                .build();
    }

    /** Gives how many commands a run took. */
    private static int run(Fault fault, int when, Stake stake) {
        NullRouteFence fence = NullRouteFence.create();
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            if (stake == Stake.LOSS_ALLOWED) {
                cluster.tolerate(ClusterInvariant.NOTHING_ACKNOWLEDGED_LOST, "the plan allows it");
            }
            try (FailoverEngine engine = Engines.builder(cluster).fence(fence).build()) {
                ClientSession client = cluster.server("mdw").openSession().createTable("kept");
                engine.observe();
                cluster.cut("mdw", "smdw");
                if (stake == Stake.MASTER_WENT_ON_ALONE) {
                    cluster.server("mdw").terminateSender();
                    client.createTable("lost").insert("lost", 1000);
                    cluster.powerOff("mdw");
                }
                client.close();
                cluster.cut("mdw", "controller");
                int before = cluster.truth().commands().size();
                cluster.when(c -> true).nth(when).instead((host, command) -> fault.at(cluster, host, command));
                FailoverReport report = engine.execute(plan(fence, stake));

                String at = stake + ", fault at command " + when + "\n" + report.toText();
                assertThat(cluster.truth().violations()).as(at).isEmpty();
                if (report.outcome() == Outcome.SUCCEEDED) {
                    assertThat(cluster.truth().canWrite("mdw")).as(at).isFalse();
                    assertThat(cluster.truth().writableMasters()).as(at).containsExactly(HostName.of("smdw"));
                }
                if (report.outcome() == Outcome.REFUSED) {
                    assertThat(cluster.truth().unreachableRoutes("sdw1")).as(at).isEmpty();
                    assertThat(cluster.truth().unreachableRoutes("sdw2")).as(at).isEmpty();
                }
                return cluster.truth().commands().size() - before;
            }
        }
    }

    private static void each(Fault fault) {
        for (Stake stake : Stake.values()) {
            int commands = run(fault, Integer.MAX_VALUE, stake);
            assertThat(commands).isGreaterThan(20);
            for (int when = 1; when <= commands; when++) {
                run(fault, when, stake);
            }
        }
    }

    private static Fault event(Consumer<SimulatedCluster> event) {
        return (cluster, host, command) -> {
            event.accept(cluster);
            return cluster.execute(host, command);
        };
    }

    @Test
    @DisplayName("a connection lost before any one command took effect makes no second master")
    void lostBefore() {
        each((cluster, host, command) -> {
            throw lost(host);
        });
    }

    @Test
    @DisplayName("a connection lost after any one command took effect makes no second master")
    void lostAfter() {
        each((cluster, host, command) -> {
            cluster.execute(host, command);
            throw lost(host);
        });
    }

    @Test
    @DisplayName(
            "a segment host that loses its routes with its power, at any moment before the promotion, makes no second master")
    void aSegmentHostLosesPower() {
        each(event(c -> c.powerOff("sdw2")));
    }

    @Test
    @DisplayName("the link to the old master that heals at any moment makes no second master")
    void theLinkHeals() {
        each(event(SimulatedCluster::heal));
    }
}
