package io.github.gpfailover.testkit;

import io.github.gpfailover.stability.Evolving;
import java.io.PrintStream;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;

/**
 * An extension of JUnit 5 that gives each test method its own simulated cluster, fails the test if an invariant was violated in any cluster that it made,
 * and
 * prints what happened in the cluster when the test failed.
 *
 * <p>It exists so that a test is only its story. Used by {@code @ExtendWith(SimulatedClusterExtension.class)} and a parameter of type
 * {@link SimulatedCluster}, if need be with {@link Simulated}. Clusters that the test builds by itself are watched too, in its fields and
 * on other threads as well; of those on other threads none while several tests run at the same time. Thread-safe.
 *
 * @since 0.1
 */
@Evolving
public final class SimulatedClusterExtension
        implements ParameterResolver,
                TestInstancePreConstructCallback,
                BeforeEachCallback,
                AfterTestExecutionCallback,
                AfterEachCallback {

    private static final Namespace NAMESPACE = Namespace.create(SimulatedClusterExtension.class);
    private static final String KEY = "clusters";

    private static final int MOST_TOLD = 20;

    private final PrintStream failures;

    /** Makes an extension that prints to the standard error stream. */
    public SimulatedClusterExtension() {
        this(System.err);
    }

    SimulatedClusterExtension(PrintStream failures) {
        this.failures = failures;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == SimulatedCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        SimulatedCluster cluster = build(parameter.getParameter());
        clusters(context).add(cluster);
        return cluster;
    }

    /** Prints the timelines of the test's clusters if it failed. */
    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            clusters(context).forEach(cluster -> failures.print(report(context.getDisplayName(), cluster)));
        }
    }

    /** Begins to watch the clusters of a test, those in its fields among them. */
    @Override
    public void preConstructTestInstance(TestInstanceFactoryContext factory, ExtensionContext context) {
        ClusterWatch.begin();
    }

    /** Begins to watch the clusters of a test. */
    @Override
    public void beforeEach(ExtensionContext context) {
        ClusterWatch.begin();
    }

    /**
     * Judges the state that the test leaves.
     *
     * @throws AssertionError if an invariant was violated that the test does not tolerate, and the test did not fail already
     */
    @Override
    public void afterEach(ExtensionContext context) {
        Set<ClusterInvariant> tolerated = tolerated(context);
        List<String> all = new ArrayList<>();
        for (SimulatedCluster cluster : ClusterWatch.end()) {
            List<Violation> violations = cluster.truth().violations().stream()
                    .filter(v -> !tolerated.contains(v.invariant()))
                    .toList();
            if (!violations.isEmpty()) {
                if (all.isEmpty()) {
                    failures.print(report(context.getDisplayName(), cluster));
                }
                violations.forEach(v -> all.add("  in " + cluster.spec().name() + " at " + v));
            }
        }
        if (!all.isEmpty() && context.getExecutionException().isEmpty()) {
            throw new AssertionError(message(all));
        }
    }

    private static String message(List<String> violations) {
        return violations.size() + " invariants were violated:\n"
                + String.join("\n", violations.subList(0, Math.min(MOST_TOLD, violations.size())))
                + "\nThe timeline of the first cluster is on the error stream. If the test means to bring its cluster there,"
                + " give it @Tolerates with the reason, or call tolerate() on the cluster.";
    }

    private static Set<ClusterInvariant> tolerated(ExtensionContext context) {
        Set<ClusterInvariant> all = EnumSet.noneOf(ClusterInvariant.class);
        context.getTestMethod().ifPresent(m -> add(m.getAnnotation(Tolerates.class), all));
        for (Class<?> type = context.getRequiredTestClass(); type != null; type = type.getEnclosingClass()) {
            for (Class<?> own = type; own != null; own = own.getSuperclass()) {
                add(own.getAnnotation(Tolerates.class), all);
            }
        }
        return all;
    }

    private static void add(Tolerates annotation, Set<ClusterInvariant> all) {
        if (annotation != null) {
            all.addAll(List.of(annotation.value()));
        }
    }

    static String report(String test, SimulatedCluster cluster) {
        return "--- what happened in " + cluster.spec().name() + " during " + test + "\n"
                + cluster.truth().timeline() + "--- at the end, " + cluster.truth() + "\n";
    }

    private static SimulatedCluster build(Parameter parameter) {
        SimulatedClusterBuilder builder = SimulatedCluster.builder();
        Simulated wanted = parameter.getAnnotation(Simulated.class);
        if (wanted != null) {
            builder.segmentHosts(wanted.segmentHosts())
                    .primariesPerHost(wanted.primariesPerHost())
                    .mirrors(wanted.mirrors());
            if (!wanted.standby()) {
                builder.withoutStandby().spareHost("smdw");
            }
        }
        return builder.build();
    }

    private static List<SimulatedCluster> clusters(ExtensionContext context) {
        Store store = context.getStore(NAMESPACE);
        Clusters kept = store.getOrComputeIfAbsent(KEY, k -> new Clusters(new ArrayList<>()), Clusters.class);
        return kept.all;
    }

    private record Clusters(List<SimulatedCluster> all) {}
}
