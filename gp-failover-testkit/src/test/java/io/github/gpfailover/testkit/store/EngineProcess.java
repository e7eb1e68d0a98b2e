package io.github.gpfailover.testkit.store;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.core.Failover;
import io.github.gpfailover.core.journal.FileJournal;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.testkit.SimulatedCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process whose disk is filled, or becomes read-only, while its engine works on a simulated cluster of its own. */
final class EngineProcess {

    private EngineProcess() {}

    /** Runs a plan, meets the fault once the master is stopped, ends the fault and resumes; tells both reports. */
    public static void main(String[] arguments) throws Exception {
        boolean fills = arguments[0].equals("fill");
        Path directory = Path.of(arguments[1]);
        Path ballast = directory.resolve("ballast");
        FailoverPlan move = FailoverPlan.builder().stopMaster().activate().build();
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            CommandTransport faulty = (host, command) -> {
                CommandResult result = cluster.execute(host, command);
                if (command.toString().contains("pg_ctl stop")) {
                    if (fills) {
                        fill(ballast);
                    } else {
                        remount(directory, "ro");
                    }
                }
                return result;
            };
            FileJournal journal = FileJournal.in(directory.resolve("journal")).build();
            try (FailoverEngine engine = Failover.engine(cluster.spec())
                    .transport(faulty)
                    .sleeper(cluster.clock())
                    .clock(cluster.clock())
                    .journal(journal)
                    .build()) {
                tell("first", cluster, engine.execute("move", move));
                if (fills) {
                    Files.delete(ballast);
                } else {
                    remount(directory, "rw");
                }
            }
            try (FailoverEngine engine = Failover.engine(cluster.spec())
                    .transport(cluster)
                    .sleeper(cluster.clock())
                    .clock(cluster.clock())
                    .journal(journal)
                    .build()) {
                tell("second", cluster, engine.resume("move"));
            }
        }
    }

    private static void tell(String which, SimulatedCluster cluster, FailoverReport report) {
        System.out.println(which + " " + report.outcome() + ": " + report.summary());
        report.nextSteps().forEach(s -> System.out.println(which + " next: " + s));
        System.out.println(which + " masters: " + cluster.truth().writableMasters() + ", violations: "
                + cluster.truth().violations().size());
    }

    /** Until nothing more fits. */
    private static void fill(Path ballast) {
        try (var out = Files.newOutputStream(ballast)) {
            byte[] block = new byte[512];
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            if (!Files.exists(ballast)) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void remount(Path directory, String how) throws InterruptedException {
        try {
            int status = new ProcessBuilder("mount", "-o", "remount," + how, directory.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException("mount ended with " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
