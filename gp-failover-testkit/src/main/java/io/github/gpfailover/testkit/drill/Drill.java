package io.github.gpfailover.testkit.drill;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.StepReport;
import io.github.gpfailover.core.Failover;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.ssh.SshTransport;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.WritingClient;
import io.github.gpfailover.testkit.ssh.SimulatedSshServers;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Exists to show a newcomer, in one command, a Greenplum master that moves and comes home: the preview in short, each step as it
 * goes, then the report. Ends with an exception, and so with a failed build, unless all of it succeeded and was proved.
 */
public final class Drill {

    private static final Duration TRY = Duration.ofMillis(10);
    private static final String TRANSPORT = "drill.transport";

    private Drill() {}

    /** Runs the round trip on a simulated cluster, reached as the system property {@code drill.transport} says. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        FailoverReport report = run(System.getProperty(TRANSPORT, "direct"), out);
        if (report.outcome() != Outcome.SUCCEEDED) {
            throw new IllegalStateException("the drill did not succeed: " + report.summary());
        }
    }

    /** Runs the round trip, and prints as it goes. */
    static FailoverReport run(String transport, PrintStream out) {
        SimulatedCluster cluster = SimulatedCluster.builder().name("drill").build();
        return switch (transport) {
            case "direct" -> {
                announce(out);
                yield run(cluster, cluster, out);
            }
            case "ssh" -> overSsh(cluster, out);
            default ->
                throw new IllegalArgumentException(TRANSPORT + " was " + Checks.shown(transport)
                        + " but must be direct or ssh; write -D" + TRANSPORT + "=ssh");
        };
    }

    private static FailoverReport overSsh(SimulatedCluster cluster, PrintStream out) {
        try (SimulatedSshServers servers = SimulatedSshServers.start(cluster);
                SshTransport ssh = servers.transport().build()) {
            announce(out);
            out.println("Each command goes over SSH, to a server in this process for each host:");
            servers.endpoints().forEach(e -> out.println("        " + e.host() + " is " + e));
            FailoverReport report = run(cluster, ssh, out);
            if (!servers.refused().isEmpty()) {
                throw new IllegalStateException("the servers refused what they did not know: " + servers.refused());
            }
            return report;
        }
    }

    private static void announce(PrintStream out) {
        out.println(
                "gp-failover drill: the whole round trip on a simulated Greenplum 6.24.3 cluster (virtual time, no host is"
                        + " touched)");
    }

    private static FailoverReport run(SimulatedCluster cluster, CommandTransport transport, PrintStream out) {
        FailoverPlan plan = FailoverPlan.roundTrip();
        try (FailoverEngine engine = Failover.engine(cluster.spec())
                .transport(transport)
                .sleeper(cluster.clock())
                .clock(cluster.clock())
                .listener(new ProgressPrinter(out))
                .build()) {
            out.println("Before: " + engine.observe().summary());
            out.println("Preview: "
                    + (engine.preview(plan).feasible() ? "every step would run" : "the plan would be refused"));
            FailoverReport report;
            String gap;
            try (WritingClient client = cluster.startWriting(TRY)) {
                report = engine.execute(plan);
                gap = "A client that tried a write every " + TRY.toMillis() + " ms: " + client;
            }
            out.println();
            out.print(report.toText());
            out.println();
            canary(report, out);
            out.println(gap);
            out.println("Two masters that could write at once, by the simulator's own books: "
                    + (cluster.truth().everTwoWritableMasters() ? "YES" : "never"));
            return report;
        }
    }

    private static void canary(FailoverReport report, PrintStream out) {
        for (StepReport step : report.steps()) {
            if (step.facts().containsKey("rowsAfter")) {
                out.println("Canary over the move before step " + step.number() + ": "
                        + step.facts().get("rowsBefore") + " rows before, "
                        + step.facts().get("rowsAfter") + " after");
            }
        }
    }
}
