package io.github.gpfailover.testkit.scenario.execution;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.StepReport;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.core.fence.AttestedFence;
import io.github.gpfailover.core.journal.InMemoryJournal;
import io.github.gpfailover.journal.Journal;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.Reason;
import io.github.gpfailover.step.ReasonCode;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.SingleFaults;
import io.github.gpfailover.testkit.scenario.SiteCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A controller whose own network is away before it has changed anything: no host answers. */
@ExtendWith(SimulatedClusterExtension.class)
@DisplayName("scenario 26: the controller's own network is away before its first act")
class OwnNetworkTest {

    private static final FailoverPlan MOVE = FailoverPlan.switchover("smdw");

    /** The controller dies once the master is stopped. */
    private static String stopsAndDies(SimulatedCluster cluster, Journal journal) {
        cluster.when("pg_ctl promote").mutating().instead((host, command) -> {
            throw new SingleFaults.Died();
        });
        try (FailoverEngine dies = Engines.builder(cluster).journal(journal).build()) {
            dies.execute("first", MOVE);
        } catch (SingleFaults.Died e) {
            assertThat(cluster.truth().writableMasters()).isEmpty();
            return "first";
        }
        throw new AssertionError("it did not die");
    }

    private static void away(SimulatedCluster cluster, int seconds) {
        cluster.truth().hosts().forEach(h -> cluster.cut("controller", h.value()));
        cluster.clock().schedule(Duration.ofSeconds(seconds), cluster::heal);
    }

    /** The network goes while a step of the site's own runs. */
    private static SiteCheck goes(SimulatedCluster cluster, int seconds) {
        return new SiteCheck("ask the site", () -> {
            away(cluster, seconds);
            return Decision.satisfied("it may go on");
        });
    }

    private static List<ReasonCode> codes(FailoverReport report) {
        return report.steps().stream()
                .map(StepReport::reasons)
                .flatMap(List::stream)
                .map(Reason::code)
                .toList();
    }

    @Test
    @DisplayName("a plan that finds nobody at all is refused, says so, and is executed again once the network is back")
    void findsNobody(SimulatedCluster cluster) {
        stopsAndDies(cluster, new InMemoryJournal());
        away(cluster, 60);
        try (FailoverEngine fresh = Engines.on(cluster)) {
            FailoverReport report = fresh.execute(MOVE);

            assertThat(report).wasRefusedWithoutAnyChange().saysWhy("no host of the cluster answers this");
            assertThat(codes(report)).containsExactly(ReasonCode.NOBODY_ANSWERS);
            assertThat(report.nextSteps()).hasSize(1).first().asString().contains("execute the plan again");
            cluster.clock().advance(Duration.ofMinutes(1));
            assertThat(fresh.execute(MOVE)).succeeded();
            assertThat(cluster.truth().standbyInSync()).isTrue();
        }
    }

    @Test
    @DisplayName("its refusal is not followed by advice about hosts, where they answer again at the end")
    void advisesOfTheNetworkAlone(SimulatedCluster cluster) {
        stopsAndDies(cluster, new InMemoryJournal());
        away(cluster, 600);
        // Whether the network is there is asked once, for 5 s; the refusal follows, and the last observation.
        cluster.when(c -> c.argv().equals(List.of("true")))
                .on("mdw")
                .before(() -> cluster.clock().schedule(Duration.ofSeconds(7), cluster::heal));
        try (FailoverEngine fresh = Engines.on(cluster)) {
            FailoverReport report = fresh.execute(MOVE);

            assertThat(codes(report)).containsExactly(ReasonCode.NOBODY_ANSWERS);
            assertThat(report.finalState().instances()).anyMatch(i -> i.role() == InstanceRole.STANDBY);
            assertThat(report.nextSteps()).hasSize(1).noneMatch(s -> s.contains("failover()"));
        }
    }

    @Test
    @DisplayName(
            "where the network comes back in the midst of the first observation, the plan begins where the cluster is")
    void observesAnewWhereItComesBack(SimulatedCluster cluster) {
        stopsAndDies(cluster, new InMemoryJournal());
        away(cluster, 8);
        try (FailoverEngine fresh = Engines.on(cluster)) {
            assertThat(fresh.execute(MOVE)).succeeded();
        }
    }

    @Test
    @DisplayName(
            "beside a master that serves, a plan whose network goes before its first act is refused, and says so first")
    void losesItBesideAMasterThatServes(SimulatedCluster cluster) {
        FailoverPlan plan = FailoverPlan.builder()
                .step(goes(cluster, 600))
                .stopMaster()
                .activate()
                .build();
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(plan);

            assertThat(report).wasRefusedWithoutAnyChange();
            assertThat(codes(report)).first().isEqualTo(ReasonCode.NOBODY_ANSWERS);
            assertThat(codes(report)).hasSizeGreaterThan(1);
            assertThat(cluster.truth().masterHost()).contains(HostName.of("mdw"));
        }
    }

    @Test
    @DisplayName("a plan that found the master stopped by an earlier life waits for it, and goes on")
    void waitsWhereAnEarlierLifeHadBegun(SimulatedCluster cluster) {
        stopsAndDies(cluster, new InMemoryJournal());
        FailoverPlan plan = FailoverPlan.builder()
                .stopMaster()
                .step(goes(cluster, 200))
                .fence()
                .activate()
                .build();
        try (FailoverEngine fresh = Engines.on(cluster)) {
            assertThat(fresh.execute(plan)).succeeded();
            assertThat(cluster.truth().masterHost()).contains(HostName.of("smdw"));
        }
    }

    static IntStream seconds() {
        return IntStream.rangeClosed(1, 40);
    }

    @ParameterizedTest
    @MethodSource("seconds")
    @DisplayName(
            "a run that has begun goes on at whatever moment the network comes back, whether it may try again or not")
    void goesOnWheneverItComesBack(int seconds) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.on(cluster)) {
            FailoverPlan plan = FailoverPlan.builder()
                    .writeCanary()
                    .step(goes(cluster, seconds))
                    .stopMaster(s -> s.retry(r -> r.attempts(1)))
                    .activate()
                    .build();

            assertThat(engine.execute(plan)).succeeded();
            assertThat(cluster.truth().masterHost()).contains(HostName.of("smdw"));
        }
    }

    @Test
    @DisplayName("a resume whose network is away at its beginning waits for it before it decides where to go on")
    void resumeWaitsAtItsBeginning(SimulatedCluster cluster) {
        Journal journal = new InMemoryJournal();
        String id = stopsAndDies(cluster, journal);
        away(cluster, 200);
        try (FailoverEngine heir = Engines.builder(cluster).journal(journal).build()) {
            FailoverReport report = heir.resume(id);

            assertThat(report).succeeded();
            assertThat(report.steps().get(0).elapsed()).isLessThan(Duration.ofSeconds(5));
            assertThat(cluster.truth().standbyInSync()).isTrue();
        }
    }

    @Test
    @DisplayName("hosts that died leave others that answer: that is no network of the controller's")
    void tellsItFromHostsThatDied(SimulatedCluster cluster) {
        cluster.powerOff("mdw");
        cluster.powerOff("smdw");
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.failover());

            assertThat(report).hasOutcome(Outcome.REFUSED);
            assertThat(codes(report)).doesNotContain(ReasonCode.NOBODY_ANSWERS);
        }
    }

    @Test
    @DisplayName("a failover beside a host that is off does not ask that host again whether the network is there")
    void doesNotAskAHostThatIsOff(SimulatedCluster cluster) {
        List<String> asked = new ArrayList<>();
        cluster.powerOff("mdw");
        try (FailoverEngine engine = Engines.builder(cluster, (host, command) -> {
                    asked.add(host + ": " + command);
                    return cluster.execute(host, command);
                })
                .fence(AttestedFence.hostIsOff(
                        "mdw",
                        "the operator",
                        "its power was cut",
                        cluster.clock().instant()))
                .build()) {
            assertThat(engine.execute(FailoverPlan.failover(a -> a.allowDataLoss("a test"))))
                    .succeeded();
            assertThat(asked).doesNotContain("mdw: true");
        }
    }
}
