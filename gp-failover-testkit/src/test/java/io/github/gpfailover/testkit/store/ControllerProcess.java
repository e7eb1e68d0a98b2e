package io.github.gpfailover.testkit.store;

import io.github.gpfailover.EarlierRun;
import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.StepReport;
import io.github.gpfailover.UnfinishedExecution;
import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.core.Failover;
import io.github.gpfailover.core.journal.FileJournal;
import io.github.gpfailover.core.lease.FileLease;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A controller in a process of its own: an engine over {@code FileJournal} and {@code FileLease}, and a cluster that is served to it. It does
 * one order a line of its standard input, and tells how that ended.
 */
final class ControllerProcess implements AutoCloseable {

    static final String EXECUTION = "move";

    private final Process process;
    private final BufferedReader told;

    private ControllerProcess(Process process) {
        this.process = process;
        this.told = process.inputReader(StandardCharsets.UTF_8);
    }

    static ControllerProcess start() {
        try {
            return new ControllerProcess(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-XX:-UsePerfData",
                            "-Xshare:auto",
                            "-Dslf4j.internal.verbosity=ERROR",
                            "-cp",
                            classPath(),
                            ControllerProcess.class.getName())
                    .redirectErrorStream(true)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that an engine needs, and the simulator. */
    static String classPath() {
        return Stream.of(
                        ControllerProcess.class.getName(),
                        "io.github.gpfailover.testkit.SimulatedCluster",
                        "io.github.gpfailover.core.Failover",
                        "io.github.gpfailover.FailoverPlan",
                        "io.github.resilience4j.retry.Retry",
                        "io.github.resilience4j.core.IntervalFunction",
                        "org.postgresql.Driver",
                        "org.slf4j.Logger",
                        "org.slf4j.nop.NOPServiceProvider")
                .map(ControllerProcess::location)
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String location(String type) {
        try {
            return Class.forName(type)
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .getPath();
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Gives it an order. */
    void order(String what, ClusterPort cluster, String name, Path stores, FailoverPlan plan) {
        String order =
                String.join("\t", what, String.valueOf(cluster.port()), name, stores.toString(), plan.toJson(), "\n");
        try {
            process.getOutputStream().write(order.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How its last order ended: outcome, earlier runs, summary. */
    String ended() {
        try {
            return String.valueOf(told.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it as {@code kill -9} does. */
    void kill() {
        process.toHandle().destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    /** What the second process does. */
    public static void main(String[] arguments) throws IOException {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            String[] parts = order.split("\t", -1);
            FailoverPlan plan = FailoverPlan.fromJson(parts[4]);
            System.out.println(done(parts[0], Integer.parseInt(parts[1]), parts[2], Path.of(parts[3]), plan));
        }
    }

    private static String done(String what, int port, String name, Path stores, FailoverPlan plan) throws IOException {
        try (ClusterLine line = new ClusterLine(port);
                FailoverEngine engine = Failover.engine(spec(name))
                        .transport(line)
                        .sleeper(line)
                        .clock(line)
                        .journal(FileJournal.in(stores.resolve("journal")).build())
                        .lease(FileLease.in(stores.resolve("lease")))
                        .build()) {
            FailoverReport report =
                    what.equals("execute") ? engine.execute(EXECUTION, plan) : goneOn(what, engine, plan);
            return report == null ? "NOTHING LEFT" : told(report);
        } catch (RuntimeException e) {
            return "threw " + e.toString().replace('\n', ' ');
        }
    }

    /** The cluster that the test serves. */
    static ClusterSpec spec(String name) {
        return ClusterSpec.builder(name)
                .master("mdw")
                .standby("smdw")
                .segmentHosts("sdw1", "sdw2")
                .build();
    }

    /** What was left, by its id or as the unfinished one of the cluster; null if nothing was. */
    private static FailoverReport goneOn(String what, FailoverEngine engine, FailoverPlan plan) {
        List<UnfinishedExecution> left = engine.unfinished();
        if (left.isEmpty()) {
            return null;
        }
        return what.equals("by id")
                ? engine.resume(EXECUTION, plan)
                : engine.resume(left.get(0).executionId());
    }

    private static String told(FailoverReport report) {
        return report.outcome()
                + " after " + report.earlierRuns().size() + " by "
                + report.earlierRuns().stream()
                        .map(EarlierRun::controller)
                        .flatMap(c -> c.stream())
                        .collect(Collectors.joining("; "))
                + ": " + report.summary() + " "
                + report.steps().stream()
                        .map(StepReport::reasons)
                        .reduce((before, last) -> last)
                        .orElse(List.of());
    }
}
