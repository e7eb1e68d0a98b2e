package io.github.gpfailover.testkit.scenario.execution;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.job.Jobs;
import io.github.gpfailover.core.lease.InProcessLease;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.step.ReasonCode;
import io.github.gpfailover.testkit.CommandFault;
import io.github.gpfailover.testkit.CommandHook;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.scenario.Engines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That commands are jobs of their hosts: what a lost line, another engine and a late awakening change, and what they don't. */
class DroppedLineTest {

    private static final FailoverPlan MOVE =
            FailoverPlan.builder().checkHealth().stopMaster().activate().build();

    private static FailoverPlan plan(String name) {
        return switch (name) {
            case "switchover" -> FailoverPlan.switchover("smdw");
            case "round trip" -> FailoverPlan.roundTrip();
            default -> FailoverPlan.failover();
        };
    }

    private static void begun(String name, SimulatedCluster cluster, FailoverEngine engine) {
        if (name.equals("failover")) {
            engine.observe();
            cluster.kill("mdw");
        }
    }

    private static List<String> effects(FailoverReport report) {
        return report.steps().stream()
                .flatMap(s -> s.commands().stream())
                .map(c -> c.host() + ": " + c.command().replaceAll("retired-\\w+|[0-9a-f]{12}", "ID") + " [" + c.end()
                        + "]")
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"switchover", "failover", "round trip"})
    @DisplayName(
            "scenario 6: the line drops at any command that changes something, before or after its effect: SUCCEEDED, done once")
    void aLineThatDropsChangesNothing(String name) {
        List<String> undisturbed;
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.on(cluster)) {
            begun(name, cluster, engine);
            undisturbed = effects(engine.execute(plan(name)));
        }
        List<String> wrong = new ArrayList<>();
        for (CommandFault fault : List.of(CommandFault.lostBeforeEffect(), CommandFault.lostAfterEffect())) {
            boolean struck = true;
            for (int at = 1; struck; at++) {
                try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                        FailoverEngine engine = Engines.on(cluster)) {
                    begun(name, cluster, engine);
                    CommandHook hook = cluster.when(Command::mutating).nth(at).then(fault);
                    FailoverReport report = engine.execute(plan(name));
                    struck = hook.struck() > 0;
                    if (report.outcome() != Outcome.SUCCEEDED
                            || !effects(report).equals(undisturbed)) {
                        wrong.add(fault + " at " + at + ": " + report.outcome() + " " + report.summary());
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pg_ctl stop", "pg_ctl promote"})
    @DisplayName(
            "scenario 6: the controller's network is away for 5 s while a command runs: its end is found when it is back")
    void aCutIsWaitedOut(String command) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.on(cluster)) {
            String host = command.equals("pg_ctl stop") ? "mdw" : "smdw";
            cluster.when(command).mutating().during(Duration.ofMillis(10), () -> cluster.cut("controller", host));
            cluster.when(command).mutating().during(Duration.ofSeconds(5), () -> cluster.heal("controller", host));

            FailoverReport report = engine.execute(MOVE);

            assertThat(report).succeeded().sent(1, command);
            assertThat(cluster.truth().masterHost().map(Object::toString)).contains("smdw");
        }
    }

    private static FailoverReport overtaken(Consumer<SimulatedCluster> first, SimulatedCluster cluster) {
        first.accept(cluster);
        try (FailoverEngine engine = Engines.builder(cluster)
                .lease(new InProcessLease(cluster.clock()))
                .build()) {
            return engine.execute(MOVE);
        }
    }

    @Test
    @DisplayName(
            "scenarios 12, 31: a second engine with a lease of its own claims the hosts: the first is refused by name at its next act")
    void whoWasOvertakenIsRefusedByName() {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            FailoverPlan health = FailoverPlan.builder().checkHealth().build();
            List<String> second = new ArrayList<>();
            FailoverReport report = overtaken(
                    c -> c.when("pg_ctl stop").mutating().before(() -> {
                        try (FailoverEngine other = Engines.builder(c)
                                .lease(new InProcessLease(c.clock()))
                                .build()) {
                            second.add(other.execute(health).executionId());
                        }
                    }),
                    cluster);

            assertThat(report.outcome()).isNotEqualTo(Outcome.SUCCEEDED);
            assertThat(report).saysWhy("was claimed by another engine since", "execution " + second.get(0));
            assertThat(report.steps().get(report.steps().size() - 1).reasons())
                    .anyMatch(r -> r.code() == ReasonCode.LEASE_LOST);
            assertThat(cluster.truth().canWrite("mdw")).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"switchover", "failover", "round trip"})
    @DisplayName("logins that share a home directory: no host's command is taken for another's")
    void aSharedHomeChangesNothing(String name) {
        List<String> undisturbed;
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.on(cluster)) {
            begun(name, cluster, engine);
            undisturbed = effects(engine.execute(plan(name)));
        }
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.on(cluster)) {
            for (String host : List.of("smdw", "sdw1", "sdw2")) {
                cluster.host(host).shareHomeWith("mdw");
            }
            begun(name, cluster, engine);

            FailoverReport report = engine.execute(plan(name));

            assertThat(report).succeeded();
            assertThat(effects(report)).isEqualTo(undisturbed);
        }
    }

    @Test
    @DisplayName("jobs whose ends are known leave nothing on the hosts")
    void leavesNoRecords() throws InterruptedException {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.execute(MOVE)).succeeded();

            for (String host : List.of("mdw", "smdw")) {
                assertThat(Jobs.over(cluster).list(HostName.of(host))).isEmpty();
            }
        }
    }
}
