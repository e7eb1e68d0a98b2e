package io.github.gpfailover.testkit.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The SSH transport beside OpenSSH's client, with many hosts, and with much output. */
final class SshBenchmarks {

    private static final double OF_CONTROL_MASTER = 0.5;
    private static final double OF_SLOWEST = 3;
    private static final double MOST_HEAP_MEBIBYTES = 64;
    private static final int HOSTS = 200;
    private static final double MEBIBYTE = 1024.0 * 1024;
    private static final double MILLI = 1e6;

    private SshBenchmarks() {}

    static void run(ResultTable table) throws RunnerException, IOException, InterruptedException {
        table.gap();
        String missing = OpenSshDirectory.missing();
        if (missing.isEmpty()) {
            besideOpenSsh(table);
        } else {
            table.note("beside OpenSSH: not measured, " + missing);
        }
        table.gap();
        manyHosts(table);
    }

    private static void besideOpenSsh(ResultTable table) throws RunnerException, IOException, InterruptedException {
        OpenSshDirectory server = OpenSshDirectory.start();
        try {
            warmCommand(table, server);
            // Less than the output, with room for the copies that making a text of what is kept takes.
            String took =
                    java(List.of("-Xmx80m"), BigOutput.class, server.directory().toString(), null);
            table.time(
                    "read " + BigOutput.MEBIBYTES + " MiB of output with a heap of 80 MiB",
                    Long.parseLong(took.strip()) / MILLI);
        } finally {
            server.stop();
        }
    }

    private static void warmCommand(ResultTable table, OpenSshDirectory server) throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include("\\Q" + WarmCommandBenchmark.class.getName() + "\\E\\.")
                        .forks(1)
                        .warmupIterations(1)
                        .warmupTime(TimeValue.seconds(5))
                        .measurementIterations(1)
                        .measurementTime(TimeValue.seconds(5))
                        .jvmArgsAppend("-Dbench.openssh=" + server.directory(), "-Dslf4j.internal.verbosity=ERROR")
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        Map<String, RunResult> byName = Benchmarks.byName(results);
        RunResult ours = byName.get("overTransport");
        RunResult theirs = byName.get("overControlMaster");
        table.time("'true' over a warm connection", Benchmarks.median(ours), Benchmarks.p99(ours));
        table.time("'true' by ssh -o ControlMaster", Benchmarks.median(theirs), Benchmarks.p99(theirs));
        table.number(
                "'true', ours as a part of theirs",
                Benchmarks.median(ours) / Benchmarks.median(theirs),
                OF_CONTROL_MASTER);
    }

    private static void manyHosts(ResultTable table) throws IOException, InterruptedException {
        Process farm = start(List.of(), SshFarm.class, String.valueOf(HOSTS));
        try {
            StringBuilder where = new StringBuilder();
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(farm.getInputStream(), StandardCharsets.UTF_8));
            String line;
            do {
                line = out.readLine();
                if (line == null) {
                    throw new IOException("the servers ended with " + farm.waitFor());
                }
                where.append(line).append('\n');
            } while (!line.equals("ready"));
            String[] told = java(List.of("-Xmx256m"), ManyHosts.class, "", where.toString())
                    .strip()
                    .split(" ");
            double all = Long.parseLong(told[0]) / MILLI;
            double slowest = Long.parseLong(told[1]) / MILLI;
            table.time(HOSTS + " hosts connected and asked", all);
            table.time(HOSTS + " hosts, the slowest of them", slowest);
            table.number(HOSTS + " hosts, all as a multiple of the slowest", all / slowest, OF_SLOWEST);
            table.number(
                    HOSTS + " hosts, heap of open connections in MiB",
                    Long.parseLong(told[2]) / MEBIBYTE,
                    MOST_HEAP_MEBIBYTES);
        } finally {
            farm.getOutputStream().close();
            farm.waitFor();
        }
    }

    private static String java(List<String> options, Class<?> main, String argument, String input)
            throws IOException, InterruptedException {
        Process process = start(options, main, argument);
        try (OutputStream in = process.getOutputStream()) {
            if (input != null) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
        }
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(main.getSimpleName() + " ended with " + process.exitValue());
        }
        return told;
    }

    private static Process start(List<String> options, Class<?> main, String argument) throws IOException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(options);
        command.addAll(
                List.of("-Dslf4j.internal.verbosity=ERROR", "-classpath", System.getProperty("java.class.path")));
        command.addAll(List.of(main.getName(), argument));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
