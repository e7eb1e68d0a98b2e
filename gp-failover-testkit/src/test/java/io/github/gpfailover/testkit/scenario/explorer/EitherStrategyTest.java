package io.github.gpfailover.testkit.scenario.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverPlanBuilder;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.step.Activate.Strategy;
import io.github.gpfailover.testkit.ClusterInvariant;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.RouteFence;
import io.github.gpfailover.testkit.scenario.SingleFaults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The fault of each scenario at every command of its plan, the one before and the one after among them. */
@Tag("explorer")
class EitherStrategyTest {

    private enum Fences {
        ROUTES,
        STOP,
        NONE
    }

    private record Scene(String name, Consumer<SimulatedCluster> fault, Fences fences, boolean operator, Strategy how) {

        @Override
        public String toString() {
            return name + ", " + how;
        }
    }

    static Stream<Scene> scenes() {
        return Stream.of(Strategy.UTILITY, Strategy.DIRECT)
                .flatMap(how -> Stream.of(
                        new Scene("1: the link is cut", c -> c.cut("mdw", "smdw"), Fences.ROUTES, false, how),
                        new Scene("1: the link is cut, no fence", c -> c.cut("mdw", "smdw"), Fences.NONE, false, how),
                        new Scene("2: host off", c -> c.powerOff("mdw"), Fences.ROUTES, false, how),
                        new Scene("3: killed", c -> c.kill("mdw"), Fences.STOP, false, how),
                        new Scene("3b: killed under a session", EitherStrategyTest::orphan, Fences.STOP, false, how),
                        new Scene("8: the standby lags", c -> c.lagStandby(4096), Fences.STOP, false, how),
                        new Scene("11: it comes back", EitherStrategyTest::back, Fences.STOP, true, how),
                        new Scene("13: a segment host", c -> c.cut("smdw", "sdw2"), Fences.STOP, false, how)));
    }

    private static void orphan(SimulatedCluster cluster) {
        cluster.server("mdw").openSession().begin();
        cluster.kill("mdw");
    }

    private static void back(SimulatedCluster cluster) {
        if (cluster.truth().masterHost().equals(Optional.of(HostName.of("smdw")))) {
            cluster.server("mdw").start();
            cluster.clock().advance(Duration.ofSeconds(1));
        }
    }

    @ParameterizedTest
    @MethodSource("scenes")
    @DisplayName(
            "scenarios 1, 2, 3, 3b, 8, 11, 13 with either strategy, the fault at any moment: one writer, and a true report")
    void keepsToOneWriterWheneverTheFaultArrives(Scene scene) {
        List<String> broken = new ArrayList<>();
        int commands = run(scene, -1, broken);
        for (int at = 0; at < commands; at++) {
            run(scene, at, broken);
        }

        assertThat(broken).isEmpty();
        assertThat(commands).isGreaterThan(3);
    }

    /** Runs with the fault before the plan (-1), or right before the command of that number. */
    private static int run(Scene scene, int at, List<String> broken) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            if (scene.operator()) {
                cluster.tolerate(ClusterInvariant.ONE_WRITABLE_MASTER, "an operator starts the old master");
                cluster.tolerate(ClusterInvariant.NOTHING_ACKNOWLEDGED_LOST, "an operator starts the old master");
            }
            SingleFaults.Fault fault = new SingleFaults.Outage(scene.fault());
            SingleFaults.Striking transport = new SingleFaults.Striking(cluster, fault, Integer.MAX_VALUE);
            try (FailoverEngine engine =
                    Engines.builder(cluster, transport).listener(transport).build()) {
                engine.observe();
                if (at < 0) {
                    scene.fault().accept(cluster);
                } else {
                    transport.at = at + transport.sent;
                }
                int before = transport.sent;
                transport.sentToChange = 0;
                FailoverReport report = engine.execute(plan(scene, cluster));
                judge(scene, cluster, report, transport, at, broken);
                return transport.sent - before;
            }
        }
    }

    private static FailoverPlan plan(Scene scene, SimulatedCluster cluster) {
        FailoverPlanBuilder plan = FailoverPlan.builder();
        switch (scene.fences()) {
            case ROUTES -> plan.fence(new RouteFence(cluster.host("mdw").address(), "sdw1", "sdw2", "smdw"));
            case STOP -> plan.fence();
            case NONE -> {}
        }
        return plan.activate(a -> a.strategy(scene.how())).checkHealth().build();
    }

    private static void judge(
            Scene scene,
            SimulatedCluster cluster,
            FailoverReport report,
            SingleFaults.Striking transport,
            int at,
            List<String> broken) {
        String where = scene + " at " + at + " (" + transport.struck + ") [" + report.outcome() + ": "
                + report.summary() + "]: ";
        cluster.truth().violations().forEach(v -> broken.add(where + v));
        if (scene.fences() == Fences.NONE && report.outcome() != Outcome.REFUSED) {
            broken.add(where + "nothing was to be done");
        }
        if (report.outcome() == Outcome.REFUSED && transport.sentToChange > 0) {
            broken.add(where + "something was sent");
        }
        List<HostName> writable = cluster.truth().writableMasters();
        boolean succeeded = report.outcome() == Outcome.SUCCEEDED;
        if (succeeded && transport.struckWithinAStep() && !writable.equals(List.of(HostName.of("smdw")))) {
            broken.add(where + "succeeded, but " + cluster.truth());
        }
        if (!report.returns().isEmpty() && (succeeded || cluster.truth().canWrite("mdw"))) {
            broken.add(where + "came back, and " + cluster.truth());
        }
        boolean promoted = report.steps().stream()
                .anyMatch(s -> s.step().name().equals("activate") && s.outcome().isGood());
        boolean onRecord = report.steps().stream().anyMatch(s -> !s.verdicts().isEmpty());
        if (promoted && !onRecord) {
            broken.add(where + "nobody's word on the old master is in the report");
        }
    }
}
