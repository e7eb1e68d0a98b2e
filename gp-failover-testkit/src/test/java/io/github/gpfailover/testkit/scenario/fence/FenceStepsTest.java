package io.github.gpfailover.testkit.scenario.fence;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.fence.CommandFence;
import io.github.gpfailover.core.fence.NullRouteFence;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.SiteCheck;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedClusterExtension.class)
class FenceStepsTest {

    private static final String OLD = "10.77.0.11";
    private static final List<String> HOSTS = List.of("sdw1", "sdw2", "smdw");

    private final NullRouteFence fence = NullRouteFence.create();

    private FailoverEngine engine(SimulatedCluster cluster) {
        return Engines.builder(cluster).fence(fence).build();
    }

    private FailoverPlan plan() {
        return FailoverPlan.builder()
                .fence(fence)
                .activate(a -> a.evenIfMasterServes("a test").allowDataLoss("a test"))
                .build();
    }

    private static CommandResult failed(String why) {
        return CommandResult.of(2, "", "RTNETLINK answers: " + why + "\n", Duration.ofMillis(20));
    }

    private static void failing(SimulatedCluster cluster, String host, String words) {
        cluster.when(words).on(host).always().instead(failed("No buffer space available"));
    }

    private static void noRoutes(SimulatedCluster cluster) {
        for (String host : HOSTS) {
            assertThat(cluster.truth().unreachableRoutes(host)).as(host).isEmpty();
        }
    }

    @Test
    @DisplayName("scenario 1: a host that can't be reached from the controller is stopped through one that reaches it")
    void stopsAMasterThroughASegmentHost(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            engine.observe();
            cluster.cut("mdw", "controller");

            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .fence()
                    .activate(a -> a.evenIfMasterServes("a test").allowDataLoss("a test"))
                    .build());

            assertThat(report).hasOutcome(Outcome.SUCCEEDED).sent(1, "pg_ctl stop -m fast");
            assertThat(report.steps().get(0).commands())
                    .anyMatch(c ->
                            c.host().equals(HostName.of("mdw")) && c.command().endsWith("(through sdw1)"));
            assertThat(report.steps().get(0).proofs()).anyMatch(p -> p.source().contains("through sdw1"));
        }
    }

    @Test
    @DisplayName(
            "a fence that is named and can't be set refuses the plan before anything is changed, and the preview says"
                    + " so")
    void refusesAPlanWhoseOnlyFenceHasObstacles(SimulatedCluster cluster) {
        cluster.login("sdw2").allowRoot(false);
        try (FailoverEngine engine = engine(cluster)) {
            assertThat(engine.preview(plan()).steps().get(0).decision()).isInstanceOf(Decision.Refused.class);

            assertThat(engine.execute(plan()))
                    .wasRefusedWithoutAnyChange()
                    .saysWhy("NullRouteFence", "sdw2", "sudo -n ip");
            assertThat(cluster.truth().canWrite("mdw")).isTrue();
        }
    }

    @Test
    @DisplayName("an obstacle of one of several fences is a warning, in the preview too")
    void warnsWhereAnotherFenceCouldDo(SimulatedCluster cluster) {
        cluster.login("sdw2").allowRoot(false);
        FailoverPlan plan = FailoverPlan.builder()
                .fence()
                .activate(a -> a.evenIfMasterServes("a test"))
                .build();
        try (FailoverEngine engine = engine(cluster)) {
            assertThat(engine.preview(plan).steps().get(0).mayRefuse())
                    .anyMatch(r -> r.contains("NullRouteFence") && r.contains("sdw2"));
            assertThat(engine.execute(plan))
                    .hasOutcome(Outcome.SUCCEEDED)
                    .warns("sdw2 lets this login change no routes");
        }
    }

    @Test
    @DisplayName(
            "where one host does not take its route, what the others took is lifted again, and nothing is promoted")
    void liftsWhatWasSetWhereOneHostFails(SimulatedCluster cluster) {
        failing(cluster, "sdw2", "ip route add");
        try (FailoverEngine engine = engine(cluster)) {
            engine.observe();

            FailoverReport report = engine.execute(plan());

            assertThat(report)
                    .hasOutcome(Outcome.FAILED)
                    .saysWhy("sdw2 did not take the route", "what was set on other hosts was lifted again");
            noRoutes(cluster);
            assertThat(cluster.truth().canWrite("mdw")).isTrue();
        }
    }

    @Test
    @DisplayName("a route that can't be lifted again is told, and is no fence")
    void saysWhatItCouldNotLift(SimulatedCluster cluster) {
        failing(cluster, "sdw2", "ip route add");
        cluster.when("ip route del").on("sdw1").always().instead(failed("Operation not permitted"));
        try (FailoverEngine engine = engine(cluster)) {
            engine.observe();

            assertThat(engine.execute(plan()))
                    .hasOutcome(Outcome.FAILED)
                    .saysWhy("COULD NOT ALL BE LIFTED", "sdw1 still has an unreachable route to " + OLD);
        }
    }

    @Test
    @DisplayName("a plan that ends before the promotion lifts the fence that the master runs behind")
    void liftsTheFenceWhereNoPromotionFollowed(SimulatedCluster cluster) {
        FailoverPlan plan = FailoverPlan.builder()
                .fence(fence)
                .step(new SiteCheck(
                        "ask the load balancer", () -> Decision.refused("the load balancer does not answer")))
                .activate(a -> a.evenIfMasterServes("a test"))
                .build();
        try (FailoverEngine engine = engine(cluster)) {
            engine.observe();
            FailoverReport report = engine.execute(plan);
            assertThat(report).hasOutcome(Outcome.FAILED).warns("was lifted again");
            noRoutes(cluster);
            assertThat(cluster.truth().canWrite("mdw")).isTrue();
        }
    }

    @Test
    @DisplayName("releaseFence is refused while the old master runs, and frees its host once it is stopped")
    void releasesOnceTheOldMasterIsStopped(SimulatedCluster cluster) throws InterruptedException {
        FailoverPlan release = FailoverPlan.builder().releaseFence().build();
        try (FailoverEngine engine = engine(cluster)) {
            engine.observe();
            assertThat(engine.execute(plan()))
                    .hasOutcome(Outcome.SUCCEEDED)
                    .warns("NullRouteFence still holds mdw:5432");

            assertThat(engine.execute(release)).wasRefusedWithoutAnyChange().saysWhy("mdw");
            assertThat(cluster.truth().unreachableRoutes("sdw1")).containsExactly(OLD);

            stop(cluster);
            assertThat(engine.execute(release))
                    .hasOutcome(Outcome.SUCCEEDED)
                    .sent(3, "ip route del unreachable 10.77.0.11/32 proto 201");
            noRoutes(cluster);
        }
    }

    @Test
    @DisplayName("another engine's fence lifts what a dead controller set, and leaves what others set")
    void liftsAfterTheControllerDied(SimulatedCluster cluster) throws InterruptedException {
        try (FailoverEngine engine = engine(cluster)) {
            engine.observe();
            assertThat(engine.execute(plan())).hasOutcome(Outcome.SUCCEEDED);
        }
        stop(cluster);
        cluster.host("sdw1").route("10.99.0.1");
        try (FailoverEngine other =
                Engines.builder(cluster).fence(NullRouteFence.create()).build()) {
            assertThat(other.execute(FailoverPlan.builder().releaseFence().build()))
                    .hasOutcome(Outcome.SUCCEEDED);
        }
        assertThat(cluster.truth().unreachableRoutes("sdw1")).containsExactly("10.99.0.1");
        assertThat(cluster.truth().unreachableRoutes("smdw")).isEmpty();
    }

    private static void stop(SimulatedCluster cluster) throws InterruptedException {
        Command stop = Command.builder(List.of("pg_ctl", "stop", "-m", "immediate", "-D", "/data/master/gpseg-1"))
                .sourcing("/usr/local/greenplum-db/greenplum_path.sh")
                .variable("MASTER_DATA_DIRECTORY", "/data/master/gpseg-1")
                .variable("PGPORT", "5432")
                .build();
        assertThat(cluster.execute(HostName.of("mdw"), stop).exitedZero()).isTrue();
    }

    @Test
    @DisplayName("an address that two hosts have is never cut off")
    void refusesAnAddressThatASegmentHostHasToo(SimulatedCluster cluster) {
        NullRouteFence wrong =
                NullRouteFence.builder().address(cluster.host("sdw1").address()).build();
        try (FailoverEngine engine = Engines.builder(cluster).fence(wrong).build()) {
            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .fence(wrong)
                    .activate(a -> a.evenIfMasterServes("a test").allowDataLoss("a test"))
                    .build());

            assertThat(report).wasRefusedWithoutAnyChange().saysWhy("is one of sdw1 too");
        }
    }

    @Test
    @DisplayName("an engine that was made after the crash knows no segments: not fenced, and it says what to do")
    void doesNotFenceWithoutTheSegmentsPorts(SimulatedCluster cluster) {
        cluster.powerOff("mdw");
        try (FailoverEngine engine = engine(cluster)) {
            assertThat(engine.execute(plan())).saysWhy("their ports are not known", "engine.observe()");
            noRoutes(cluster);
            assertThat(cluster.truth().writableMasters()).isEmpty();
        }
    }

    @Test
    @DisplayName("the address of a second interface is cut off too, learnt while the master was well")
    void cutsOffEveryAddressThatWasLearnt(SimulatedCluster cluster) {
        cluster.host("mdw").addAddress("10.88.0.11");
        try (FailoverEngine engine = engine(cluster)) {
            engine.observe();
            cluster.powerOff("mdw");

            assertThat(engine.execute(plan())).hasOutcome(Outcome.SUCCEEDED);

            for (String host : HOSTS) {
                assertThat(cluster.truth().unreachableRoutes(host)).containsExactlyInAnyOrder(OLD, "10.88.0.11");
            }
        }
    }

    @Test
    @DisplayName("no secret of a command fence reaches a report")
    void showsNoSecret(SimulatedCluster cluster) {
        CommandFence power = CommandFence.builder("mdw")
                .command("sh", "-c", "echo password $PASSWORD is wrong; exit 1")
                .check("sh", "-c", "echo password $PASSWORD is wrong; exit 1")
                .secretVariable("PASSWORD", "open-sesame")
                .within(Duration.ofSeconds(1))
                .build();
        try (FailoverEngine engine = Engines.builder(cluster).fence(power).build()) {
            engine.observe();
            cluster.powerOff("mdw");

            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .fence(power)
                    .activate(a -> a.evenIfMasterServes("a test").allowDataLoss("a test"))
                    .build());

            assertThat(report.toText() + report.toJson())
                    .contains("password (secret) is wrong")
                    .doesNotContain("open-sesame");
            assertThat(power.toString()).doesNotContain("open-sesame");
        }
    }
}
