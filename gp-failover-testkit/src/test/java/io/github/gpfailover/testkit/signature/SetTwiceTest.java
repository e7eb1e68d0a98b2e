package io.github.gpfailover.testkit.signature;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.CommandReport;
import io.github.gpfailover.EarlierRun;
import io.github.gpfailover.EarlierStep;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverPlanBuilder;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.GuardVerdict;
import io.github.gpfailover.MasterReturn;
import io.github.gpfailover.MasterTenure;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.PlanPreview;
import io.github.gpfailover.StepPreview;
import io.github.gpfailover.StepReport;
import io.github.gpfailover.UnfinishedExecution;
import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.Freshness;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.core.Failover;
import io.github.gpfailover.core.fence.CommandFence;
import io.github.gpfailover.core.fence.CommandFenceBuilder;
import io.github.gpfailover.core.fence.NullRouteFence;
import io.github.gpfailover.core.fence.NullRouteFenceBuilder;
import io.github.gpfailover.core.journal.FileJournal;
import io.github.gpfailover.core.journal.JdbcJournal;
import io.github.gpfailover.core.lease.JdbcLease;
import io.github.gpfailover.core.probe.CompositeStateProbe;
import io.github.gpfailover.core.probe.JdbcStateProbe;
import io.github.gpfailover.core.transport.RoutingTransport;
import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.MasterChange;
import io.github.gpfailover.spi.ObservationRequest;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.ssh.HostKeyPolicy;
import io.github.gpfailover.ssh.SshConfig;
import io.github.gpfailover.ssh.SshEndpoint;
import io.github.gpfailover.ssh.SshTransport;
import io.github.gpfailover.ssh.SshTransportBuilder;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.step.AddStandby;
import io.github.gpfailover.step.AwaitSync;
import io.github.gpfailover.step.CheckEnvironment;
import io.github.gpfailover.step.CheckHealth;
import io.github.gpfailover.step.Custom;
import io.github.gpfailover.step.CustomStep;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.FenceOldMaster;
import io.github.gpfailover.step.HostRef;
import io.github.gpfailover.step.PlanStep;
import io.github.gpfailover.step.ReleaseFence;
import io.github.gpfailover.step.ReleaseWaitingCommits;
import io.github.gpfailover.step.RemoveStandby;
import io.github.gpfailover.step.RetireDataDirectory;
import io.github.gpfailover.step.RetryPolicy;
import io.github.gpfailover.step.StartMaster;
import io.github.gpfailover.step.StopMaster;
import io.github.gpfailover.step.VerifyCanary;
import io.github.gpfailover.step.WriteCanary;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterBuilder;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A setting that is given twice is refused by every builder: one of the two would be lost. */
class SetTwiceTest {

    private static final InstanceLocation MDW = InstanceLocation.of("mdw", 5432, "/data/master/gpseg-1");
    private static final ClusterSpec CLUSTER =
            ClusterSpec.builder("prod").master("mdw").build();

    private static final Map<Class<?>, Supplier<?>> BUILDERS = Map.ofEntries(
            entry(FailoverPlanBuilder.class, FailoverPlan::builder),
            entry(ClusterSpec.Builder.class, () -> ClusterSpec.builder("prod")),
            entry(ClusterState.Builder.class, () -> ClusterState.builder(Instant.EPOCH)),
            entry(InstanceState.Builder.class, () -> InstanceState.builder(MDW)),
            entry(ReplicationState.Builder.class, () -> ReplicationState.builder("psql", Instant.EPOCH)),
            entry(CatalogRow.Builder.class, () -> CatalogRow.builder(MDW, CatalogRow.Role.PRIMARY)),
            entry(ObservationRequest.Builder.class, () -> ObservationRequest.builder(CLUSTER)),
            entry(Command.Builder.class, () -> Command.builder(List.of("ps"))),
            entry(RetryPolicy.Builder.class, SetTwiceTest::retry),
            entry(Activate.Builder.class, Activate::builder),
            entry(AddStandby.Builder.class, () -> AddStandby.builder(HostRef.of("smdw"))),
            entry(AwaitSync.Builder.class, AwaitSync::builder),
            entry(CheckEnvironment.Builder.class, CheckEnvironment::builder),
            entry(CheckHealth.Builder.class, CheckHealth::builder),
            entry(Custom.Builder.class, () -> Custom.builder((CustomStep) sample(CustomStep.class))),
            entry(FenceOldMaster.Builder.class, FenceOldMaster::builder),
            entry(ReleaseFence.Builder.class, ReleaseFence::builder),
            entry(ReleaseWaitingCommits.Builder.class, ReleaseWaitingCommits::builder),
            entry(RemoveStandby.Builder.class, RemoveStandby::builder),
            entry(RetireDataDirectory.Builder.class, () -> RetireDataDirectory.builder(HostRef.of("mdw"))),
            entry(StartMaster.Builder.class, StartMaster::builder),
            entry(StopMaster.Builder.class, StopMaster::builder),
            entry(VerifyCanary.Builder.class, VerifyCanary::builder),
            entry(WriteCanary.Builder.class, WriteCanary::builder),
            entry(Failover.Builder.class, () -> Failover.engine(CLUSTER)),
            entry(CommandFenceBuilder.class, () -> CommandFence.builder("mdw")),
            entry(NullRouteFenceBuilder.class, NullRouteFence::builder),
            entry(
                    CompositeStateProbe.Builder.class,
                    () -> CompositeStateProbe.builder(Sleeper.system(), InstantSource.system())),
            entry(JdbcStateProbe.Builder.class, JdbcStateProbe::builder),
            entry(FileJournal.Builder.class, () -> FileJournal.in(Path.of("journal"))),
            entry(JdbcJournal.Builder.class, () -> JdbcJournal.in(noDatabase())),
            entry(JdbcLease.Builder.class, () -> JdbcLease.in(noDatabase())),
            entry(RoutingTransport.Builder.class, RoutingTransport::builder),
            entry(SshTransportBuilder.class, SshTransport::builder),
            entry(SimulatedClusterBuilder.class, SimulatedCluster::builder),
            made(FailoverReport.Builder.class),
            made(StepReport.Builder.class),
            made(CommandReport.Builder.class),
            made(MasterTenure.Builder.class),
            made(MasterReturn.Builder.class),
            made(GuardVerdict.Builder.class),
            made(PlanPreview.Builder.class),
            made(StepPreview.Builder.class),
            made(MasterChange.Builder.class),
            made(UnfinishedExecution.Builder.class),
            made(EarlierRun.Builder.class),
            made(EarlierStep.Builder.class));

    /** What adds one of several, or copies: called again, it adds another. */
    private static final Set<String> ADDS = Set.of(
            "FailoverReport.copyOf",
            "StepReport.copyOf",
            "CommandReport.copyOf",
            "MasterTenure.copyOf",
            "MasterReturn.copyOf",
            "GuardVerdict.copyOf",
            "PlanPreview.copyOf",
            "StepPreview.copyOf",
            "MasterChange.copyOf",
            "UnfinishedExecution.copyOf",
            "EarlierRun.copyOf",
            "EarlierStep.copyOf",
            "Failover.fence",
            "Failover.listener",
            "NullRouteFenceBuilder.address",
            "NullRouteFenceBuilder.without",
            "NullRouteFenceBuilder.segment",
            "SshTransportBuilder.privateKey",
            "SimulatedClusterBuilder.spareHost");

    @Test
    void everyBuilderIsTried() throws IOException {
        List<Class<?>> all = new ArrayList<>();
        for (String module : List.of("api", "core", "ssh", "testkit")) {
            for (Class<?> type : ApiText.types(Path.of("..", "gp-failover-" + module, "src", "main", "java"))) {
                Stream.concat(Stream.of(type), Arrays.stream(type.getDeclaredClasses()))
                        .filter(t -> t.getSimpleName().endsWith("Builder") && Modifier.isPublic(t.getModifiers()))
                        .filter(t -> !Modifier.isAbstract(t.getModifiers()))
                        .forEach(all::add);
            }
        }

        assertThat(all).isNotEmpty().allMatch(BUILDERS::containsKey);
    }

    static Stream<Class<?>> builders() {
        return BUILDERS.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("builders")
    void aSettingThatIsGivenTwiceIsRefused(Class<?> type) {
        List<String> taken = new ArrayList<>();
        for (Method method : type.getMethods()) {
            if (!method.isBridge() && setting(type, method) && givenTwice(type, method)) {
                taken.add(method.getName());
            }
        }

        assertThat(taken)
                .as("settings of %s that can be given twice", type.getName())
                .isEmpty();
    }

    private static DataSource noDatabase() {
        return (DataSource) Proxy.newProxyInstance(
                SetTwiceTest.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, given) -> null);
    }

    private static boolean setting(Class<?> type, Method method) {
        Class<?> owner = type.getEnclosingClass() == null ? type : type.getEnclosingClass();
        // The steps of a plan are no settings: they may come again.
        boolean step = type == FailoverPlanBuilder.class && !method.getName().equals("masterOn");
        return method.getReturnType().isAssignableFrom(type)
                && method.getReturnType() != Object.class
                && !step
                && !ADDS.contains(owner.getSimpleName() + "." + method.getName());
    }

    private static boolean givenTwice(Class<?> type, Method method) {
        for (Arguments choice : CHOICES) {
            Object builder = BUILDERS.get(type).get();
            Object[] arguments = arguments(method, choice);
            if (call(builder, method, arguments).isEmpty()) {
                Optional<Throwable> again = call(builder, method, arguments);
                return again.isEmpty()
                        || !(again.get() instanceof IllegalStateException
                                || again.get() instanceof IllegalArgumentException);
            }
        }
        throw new AssertionError("no sample is good for " + method);
    }

    private static Optional<Throwable> call(Object builder, Method method, Object... arguments) {
        try {
            method.invoke(builder, arguments);
            return Optional.empty();
        } catch (InvocationTargetException e) {
            return Optional.of(e.getCause());
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    /** Numbers and texts to try, the first that the method takes. */
    private record Arguments(int number, String first, String second) {}

    private static final List<Arguments> CHOICES = List.of(
            new Arguments(2048, "smdw", "/data/x"),
            new Arguments(500, "smdw", "bastion"),
            new Arguments(2048, "/data/x", "/data/x"),
            new Arguments(2048, "sslmode", "prefer"),
            new Arguments(2048, "PGPORT", "1"));

    private static Object[] arguments(Method method, Arguments choice) {
        List<Object> all = new ArrayList<>();
        String text = choice.first();
        for (Class<?> type : method.getParameterTypes()) {
            if (type == String.class || type == String[].class) {
                all.add(type == String.class ? text : new String[] {text});
                text = choice.second();
            } else {
                all.add(type == int.class ? choice.number() : sample(type));
            }
        }
        return all.toArray();
    }

    private static Object sample(Class<?> type) {
        Map<Class<?>, Object> known = Map.ofEntries(
                entry(long.class, 1L << 30),
                entry(double.class, 2.0),
                entry(boolean.class, true),
                entry(Duration.class, Duration.ofMinutes(2)),
                entry(Instant.class, Instant.EPOCH),
                entry(Optional.class, Optional.empty()),
                entry(OptionalInt.class, OptionalInt.empty()),
                entry(List.class, List.of()),
                entry(Set.class, Set.of()),
                entry(Map.class, Map.of("sslmode", "prefer")),
                entry(Path.class, Path.of("key")),
                entry(HostName.class, HostName.of("mdw")),
                entry(InstanceLocation.class, MDW),
                entry(Liveness.class, Liveness.unknown(List.of())),
                entry(Freshness.class, Freshness.NONE),
                entry(ClusterState.class, ClusterState.builder(Instant.EPOCH).build()),
                entry(FailoverPlan.class, FailoverPlan.failover()),
                entry(PlanStep.class, AwaitSync.builder().build()),
                entry(Decision.class, Decision.ready("to act")),
                entry(SshConfig.class, SshConfig.none()),
                entry(SshEndpoint.class, SshEndpoint.of("mdw", "gpadmin")),
                entry(HostKeyPolicy.class, HostKeyPolicy.trustOnFirstUse(Path.of("known"))),
                entry(Outcome.class, Outcome.SUCCEEDED));
        if (known.containsKey(type)) {
            return known.get(type);
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        return Proxy.newProxyInstance(
                type.getClassLoader() == null ? SetTwiceTest.class.getClassLoader() : type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> method.getReturnType() == String.class ? "sample" : null);
    }

    private static <B> Map.Entry<Class<?>, Supplier<?>> made(Class<B> type) {
        return entry(type, () -> Builders.of(type));
    }

    private static RetryPolicy.Builder retry() {
        AtomicReference<RetryPolicy.Builder> made = new AtomicReference<>();
        AwaitSync.builder().retry(made::set);
        return made.get();
    }
}
