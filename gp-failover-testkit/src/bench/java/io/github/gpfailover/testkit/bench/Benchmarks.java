package io.github.gpfailover.testkit.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/**
 * The run of all benchmarks, with their results beside the targets. A target that is missed fails the build only with
 * {@code -Dbench.strict=true}, since a slow or busy machine says nothing about the library.
 */
public final class Benchmarks {

    private static final double ROUND_TRIP_MILLIS = 1;
    private static final double LARGEST_MILLIS = 1_000;
    private static final double LARGEST_STATUS_MILLIS = 100;
    private static final int LARGEST = 10_000;

    private Benchmarks() {}

    /** Runs all benchmarks, and prints the table. */
    public static void main(String[] arguments) throws RunnerException, IOException, InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        ResultTable table = new ResultTable();
        // A round trip runs through far more code than a parser: the compiler needs longer to get through it.
        Map<String, RunResult> trips = byName(run(RoundTripBenchmark.class, 25, 5));
        trip(table, "round trip, cluster ready", trips.get("execute"));
        trip(table, "round trip, cluster built first", trips.get("buildAndExecute"));
        table.gap();
        VirtualTimes.addTo(table);
        HomecomingTimes.addTo(table);
        Collection<RunResult> sizes = run(GrowthBenchmark.class, 2, 2);
        growth(table, "observe() of an engine", "observe", sizes, LARGEST_MILLIS);
        growth(table, "read gpstate -s", "readStatus", sizes, LARGEST_STATUS_MILLIS);
        growth(table, "read gpstate -m", "readMirrors", sizes, LARGEST_MILLIS);
        growth(table, "read ps -ef", "readProcesses", sizes, LARGEST_MILLIS);
        ManySources.run(table);
        StoreTimes.addTo(table);
        SshBenchmarks.run(table);
        out.println(
                "gp-failover benchmarks: the simulated ones with one thread on one core, Java " + Runtime.version());
        out.println(load());
        out.println();
        out.print(table);
        if (!table.allMet() && Boolean.getBoolean("bench.strict")) {
            throw new IllegalStateException("a target was missed: see the table");
        }
    }

    /**
     * Times are the wall's: beside other work, long ones stretch more than short ones, and growth seems steeper than it is.
     */
    private static String load() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        int cores = Runtime.getRuntime().availableProcessors();
        return String.format("load %.1f on %d cores", load, cores)
                + (load > cores ? ": THE MACHINE IS BUSY, times and exponents are too high" : "");
    }

    private static Collection<RunResult> run(Class<?> benchmark, int warmupSeconds, int seconds)
            throws RunnerException {
        Options options = new OptionsBuilder()
                .include("\\Q" + benchmark.getName() + "\\E\\.")
                .forks(1)
                .warmupIterations(1)
                .warmupTime(TimeValue.seconds(warmupSeconds))
                .measurementIterations(1)
                .measurementTime(TimeValue.seconds(seconds))
                .jvmArgsAppend("-XX:ActiveProcessorCount=1", "-Xms512m", "-Xmx512m", "-Dslf4j.internal.verbosity=ERROR")
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        return new Runner(options).run();
    }

    static Map<String, RunResult> byName(Collection<RunResult> results) {
        return results.stream().collect(Collectors.toMap(Benchmarks::method, r -> r));
    }

    private static void trip(ResultTable table, String name, RunResult result) {
        table.time(name, median(result), p99(result), ROUND_TRIP_MILLIS);
    }

    private static void growth(
            ResultTable table, String name, String method, Collection<RunResult> results, double largestMillis) {
        Map<Integer, RunResult> bySize = results.stream()
                .filter(r -> method(r).equals(method))
                .collect(Collectors.toMap(
                        r -> Integer.valueOf(r.getParams().getParam("segments")), r -> r, (a, b) -> b, TreeMap::new));
        Map<Integer, Double> medians = new TreeMap<>();
        table.gap();
        bySize.forEach((size, result) -> {
            medians.put(size, median(result));
            String row = String.format("%s, %,d segments", name, size);
            if (size == LARGEST) {
                table.time(row, median(result), p99(result), largestMillis);
            } else {
                table.time(row, median(result), p99(result));
            }
        });
        table.number(name + ", exponent of growth", Growth.exponent(medians), Growth.LINEAR);
    }

    private static String method(RunResult result) {
        String name = result.getParams().getBenchmark();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    static double median(RunResult result) {
        return times(result).getPercentile(50);
    }

    static double p99(RunResult result) {
        return times(result).getPercentile(99);
    }

    private static Statistics times(RunResult result) {
        return result.getPrimaryResult().getStatistics();
    }
}
