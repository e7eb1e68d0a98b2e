package io.github.gpfailover.testkit.scenario.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.core.fence.NullRouteFence;
import io.github.gpfailover.core.fence.StopMasterFence;
import io.github.gpfailover.step.StepBuilder;
import io.github.gpfailover.testkit.ClusterInvariant;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.SingleFaults;
import io.github.gpfailover.testkit.scenario.SingleFaults.Fault;
import io.github.gpfailover.testkit.scenario.SingleFaults.Striking;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One fault at each command of a single step that may be tried twice, for the steps that the other explorers' plans do not have.
 *
 * <p>What the report says must be so: a step that succeeded has its effect, and one that was refused has sent nothing.
 */
@Tag("explorer")
class StepFaultExplorerTest {

    private static final String HOME = "/data/master/gpseg-1";
    private static final FailoverPlan MOVE =
            FailoverPlan.builder().stopMaster().activate().build();

    /** A step, in a state in which it has to act. */
    private record Case(
            String name,
            Consumer<Stage> prepare,
            FailoverPlan plan,
            Predicate<SimulatedCluster> effect,
            Predicate<String> faults) {

        // What dies is resumed by the other explorers, and the second master that an operator starts is nobody's fault.
        Case(String name, Consumer<Stage> prepare, FailoverPlan plan, Predicate<SimulatedCluster> effect) {
            this(name, prepare, plan, effect, fault -> !fault.equals(SingleFaults.OPERATOR));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** A cluster and an engine that reaches it through one fault. */
    private record Stage(SimulatedCluster cluster, FailoverEngine engine) {}

    static Stream<Case> cases() {
        return Stream.of(
                new Case(
                        "startMaster",
                        s -> s.cluster().kill("mdw"),
                        FailoverPlan.builder().startMaster(twice()).build(),
                        c -> c.truth().writableMasters().size() == 1),
                new Case(
                        "retireDataDirectory",
                        s -> s.engine().execute(MOVE),
                        FailoverPlan.builder()
                                .retireDataDirectory("mdw", twice())
                                .build(),
                        c -> !c.truth().directories("mdw").contains(HOME)),
                new Case(
                        "fence by a stop",
                        s -> {
                            s.cluster().server("mdw").openSession().begin();
                            s.cluster().kill("mdw");
                        },
                        FailoverPlan.builder()
                                .fence(new StopMasterFence(), twice())
                                .activate()
                                .build(),
                        c -> !c.truth().canWrite("mdw")),
                new Case(
                        "fence by routes",
                        s -> s.cluster().cut("mdw", "smdw"),
                        FailoverPlan.builder()
                                .fence(NullRouteFence.create(), twice())
                                .activate(a -> a.evenIfMasterServes("a test").allowDataLoss("a test"))
                                .build(),
                        c -> !c.truth().canWrite("mdw"),
                        // It has many commands; FenceFaultExplorerTest has other faults at each.
                        fault -> fault.equals("cut controller - smdw")),
                new Case(
                        "releaseFence",
                        s -> {
                            s.cluster().cut("mdw", "smdw");
                            s.engine()
                                    .execute(FailoverPlan.builder()
                                            .fence(NullRouteFence.create())
                                            .activate(a -> a.evenIfMasterServes("a test")
                                                    .allowDataLoss("a test"))
                                            .build());
                            s.cluster().kill("mdw");
                        },
                        FailoverPlan.builder().releaseFence(twice()).build(),
                        c -> Stream.of("sdw1", "sdw2", "smdw")
                                .allMatch(h -> c.truth().unreachableRoutes(h).isEmpty())),
                new Case(
                        "releaseWaitingCommits",
                        s -> s.cluster().powerOff("smdw"),
                        FailoverPlan.builder().releaseWaitingCommits(twice()).build(),
                        c -> c.truth().canWrite("mdw")),
                new Case(
                        "removeStandby",
                        s -> s.cluster().powerOff("smdw"),
                        FailoverPlan.builder().removeStandby(twice()).build(),
                        c -> c.truth().canWrite("mdw")),
                new Case(
                        "awaitSync",
                        s -> {},
                        FailoverPlan.builder().awaitSync(twice()).build(),
                        c -> true),
                new Case(
                        "writeCanary",
                        s -> {},
                        FailoverPlan.builder().writeCanary(twice()).build(),
                        c -> true),
                new Case(
                        "stopMaster",
                        s -> {},
                        FailoverPlan.builder()
                                .stopMaster(b -> {
                                    b.leavesNoMaster("a test");
                                    again(b);
                                })
                                .build(),
                        c -> !c.truth().canWrite("mdw")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    @DisplayName("one fault at any command of a step leaves what its report says")
    void theReportIsTrue(Case step) {
        Striking sound = run(step, SimulatedCluster::execute, Integer.MAX_VALUE);
        assertThat(sound.sentToChange).as("commands of " + step).isPositive();
        for (Map.Entry<String, Fault> fault : SingleFaults.all().entrySet()) {
            String name = fault.getKey();
            if (step.faults().test(name) && !name.startsWith(SingleFaults.DEATH)) {
                for (int at = 0; at < sound.sent; at++) {
                    run(step, fault.getValue(), at);
                }
            }
        }
    }

    private static Striking run(Case step, Fault fault, int at) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            cluster.tolerate(ClusterInvariant.NOTHING_ACKNOWLEDGED_LOST, "plans allow it");
            Striking hosts = new Striking(cluster, fault, Integer.MAX_VALUE);
            try (FailoverEngine engine = Engines.builder(cluster, hosts).build()) {
                engine.observe();
                step.prepare().accept(new Stage(cluster, engine));
                hosts.at = at == Integer.MAX_VALUE ? at : hosts.sent + at;
                int before = hosts.sent;
                hosts.sentToChange = 0;
                FailoverReport report = engine.execute(step.plan());

                String what = step + ", " + hosts.struck + "\n" + report.toText() + cluster.truth();
                assertThat(cluster.truth().violations()).as(what).isEmpty();
                if (report.outcome() == Outcome.SUCCEEDED && !hosts.outage) {
                    assertThat(step.effect()).as(what).accepts(cluster);
                }
                if (report.outcome() == Outcome.REFUSED) {
                    assertThat(report.steps())
                            .as(what)
                            .allMatch(s -> s.commands().isEmpty());
                }
                hosts.sent -= before;
            }
            return hosts;
        }
    }

    private static <B extends StepBuilder<B>> Consumer<B> twice() {
        return StepFaultExplorerTest::again;
    }

    private static <B extends StepBuilder<B>> void again(B step) {
        step.retry(r -> r.attempts(2).backoff(Duration.ofSeconds(2)));
    }
}
