package io.github.gpfailover.testkit;

import io.github.gpfailover.stability.Evolving;
import java.io.PrintStream;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * An extension of JUnit 5 that gives each test method its own simulated cluster, and prints what happened in it when the test failed.
 *
 * <p>It exists so that a test is only its story. Used by {@code @ExtendWith(SimulatedClusterExtension.class)} and a parameter of type
 * {@link SimulatedCluster}, if need be with {@link Simulated}. Thread-safe.
 *
 * @since 0.1
 */
@Evolving
public final class SimulatedClusterExtension implements ParameterResolver, AfterTestExecutionCallback {

    private static final Namespace NAMESPACE = Namespace.create(SimulatedClusterExtension.class);
    private static final String KEY = "clusters";

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
