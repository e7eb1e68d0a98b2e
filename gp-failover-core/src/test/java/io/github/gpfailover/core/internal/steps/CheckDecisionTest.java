package io.github.gpfailover.core.internal.steps;

import static io.github.gpfailover.core.internal.steps.Deciding.MDW;
import static io.github.gpfailover.core.internal.steps.Deciding.SMDW;
import static io.github.gpfailover.core.internal.steps.Deciding.healthy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.inspect.DirectorySizeOf;
import io.github.gpfailover.core.internal.inspect.EnvironmentOf;
import io.github.gpfailover.core.internal.inspect.EpochSecondOf;
import io.github.gpfailover.core.internal.inspect.FreeSpaceAt;
import io.github.gpfailover.core.internal.inspect.HostEnvironment;
import io.github.gpfailover.core.internal.inspect.LoginEnvironment;
import io.github.gpfailover.core.internal.inspect.SshFaultBetween;
import io.github.gpfailover.core.internal.step.Ruling;
import io.github.gpfailover.core.internal.step.StepHandler;
import io.github.gpfailover.core.internal.text.DiskSpace;
import io.github.gpfailover.step.AddStandby;
import io.github.gpfailover.step.AwaitSync;
import io.github.gpfailover.step.CheckEnvironment;
import io.github.gpfailover.step.CheckHealth;
import io.github.gpfailover.step.Custom;
import io.github.gpfailover.step.CustomStep;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.HostRef;
import io.github.gpfailover.step.PlanStep;
import io.github.gpfailover.step.ReasonCode;
import io.github.gpfailover.step.ReleaseWaitingCommits;
import io.github.gpfailover.step.RemoveStandby;
import io.github.gpfailover.step.RetireDataDirectory;
import io.github.gpfailover.step.Verdict;
import io.github.gpfailover.step.VerifyCanary;
import io.github.gpfailover.step.WriteCanary;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The decisions of the checks and of a caller's step, and what all steps share that need a master. */
class CheckDecisionTest {

    private static final CheckEnvironmentHandler ENVIRONMENTS = new CheckEnvironmentHandler();
    private static final CheckEnvironment CHECK = CheckEnvironment.builder().build();

    static Stream<Arguments> needAMaster() {
        return Stream.of(
                Arguments.of(new CheckHealthHandler(), CheckHealth.builder().build()),
                Arguments.of(new AwaitSyncHandler(), AwaitSync.builder().build()),
                Arguments.of(
                        new AddStandbyHandler(),
                        AddStandby.builder(HostRef.of("smdw")).build()),
                Arguments.of(new RemoveStandbyHandler(), RemoveStandby.builder().build()),
                Arguments.of(new WriteCanaryHandler(), WriteCanary.builder().build()),
                Arguments.of(new VerifyCanaryHandler(), VerifyCanary.builder().build()),
                Arguments.of(
                        new RetireDataDirectoryHandler(),
                        RetireDataDirectory.builder(HostRef.of("smdw")).build()),
                Arguments.of(
                        new ReleaseWaitingCommitsHandler(),
                        ReleaseWaitingCommits.builder().build()));
    }

    @ParameterizedTest
    @MethodSource("needAMaster")
    <S extends PlanStep> void nothingIsDoneWithoutAMasterThatAnswers(StepHandler<S> handler, S step) {
        Ruling ruling = new Deciding().unseen(MDW).unseen(SMDW).decide(handler, step);

        assertThat(ruling).isInstanceOfSatisfying(Ruling.Refused.class, r -> {
            assertThat(r.reasons().get(0).code()).isEqualTo(ReasonCode.NO_MASTER);
            assertThat(r.mayPass()).isTrue();
        });
    }

    @ParameterizedTest
    @MethodSource("needAMaster")
    <S extends PlanStep> void nothingIsDoneWhereTheSourcesDisagree(StepHandler<S> handler, S step) {
        assertThat(healthy().conflict("gpstate and SQL differ").refusal(handler, step))
                .containsExactly(ReasonCode.SOURCES_DISAGREE);
    }

    private static HostEnvironment installed(String version, String... missing) {
        return new HostEnvironment(
                Optional.of(version),
                true,
                List.of(missing),
                List.of(),
                new LoginEnvironment(Map.of(), List.of(), Optional.empty(), "", "", Duration.ZERO, true));
    }

    private static Deciding hosts(HostEnvironment master, HostEnvironment standby) {
        Deciding now = healthy()
                .answer(new EnvironmentOf(MDW.host(), MDW), master)
                .answer(new EnvironmentOf(SMDW.host(), SMDW), standby)
                .answer(new SshFaultBetween(MDW.host(), SMDW.host()), Optional.empty())
                .answer(new SshFaultBetween(SMDW.host(), MDW.host()), Optional.empty())
                .answer(new DirectorySizeOf(MDW), new DiskSpace(OptionalLong.of(1000), true, ""));
        for (InstanceLocation at : List.of(MDW, SMDW)) {
            long second = Instant.parse("2026-11-30T21:00:00Z").getEpochSecond();
            now.answer(new EpochSecondOf(at.host()), OptionalLong.of(second))
                    .answer(new FreeSpaceAt(at), new DiskSpace(OptionalLong.of(1_000_000), true, ""));
        }
        return now;
    }

    @Test
    void twoHostsThatAreAlikeWillDo() {
        Ruling ruling = hosts(installed("6.24.3"), installed("6.24.3")).decide(ENVIRONMENTS, CHECK);

        assertThat(ruling).isInstanceOf(Ruling.Satisfied.class);
        assertThat(ruling.findings().facts())
                .containsEntry("clock of mdw", "as the controller's")
                .containsKeys("size of a copy", "free disk on mdw", "free disk on smdw");
        assertThat(ruling.findings().warnings()).anyMatch(w -> w.startsWith("smdw: neither ~/.bash_profile"));
    }

    @Test
    void everyFaultOfAHostIsToldAtOnce() {
        Deciding now = hosts(installed("6.24.3"), installed("6.24.2", "pg_rewind"))
                .answer(new SshFaultBetween(SMDW.host(), MDW.host()), Optional.of("Permission denied (publickey)."));

        assertThat(now.refusal(ENVIRONMENTS, CHECK))
                .containsExactly(ReasonCode.PRODUCT_VERSIONS_DIFFER, ReasonCode.PROGRAMS_MISSING, ReasonCode.SSH_FAILS);
    }

    private record Asked(Decision decision) implements CustomStep {

        @Override
        public String name() {
            return "ask the load balancer";
        }

        @Override
        public Decision decide(Context context) {
            return decision;
        }

        @Override
        public void act(Context context) {}

        @Override
        public Verdict verify(Context context) {
            return Verdict.holds("it answers", List.of());
        }
    }

    @Test
    void aCallersDecisionIsTakenAsItIs() {
        CustomHandler handler = new CustomHandler();

        assertThat(healthy().decide(handler, step(Decision.satisfied("it answers"))))
                .isEqualTo(Ruling.satisfied("it answers"));
        assertThat(healthy().decide(handler, step(Decision.ready("call it")))).isInstanceOf(Ruling.Ready.class);
        assertThat(healthy().decide(handler, step(Decision.refused("it does not answer"))))
                .isInstanceOf(Ruling.Refused.class);
    }

    private static Custom step(Decision decision) {
        return Custom.builder(new Asked(decision)).build();
    }
}
