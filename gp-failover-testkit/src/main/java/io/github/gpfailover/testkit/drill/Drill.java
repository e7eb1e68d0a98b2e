package io.github.gpfailover.testkit.drill;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.StepReport;
import io.github.gpfailover.core.Failover;
import io.github.gpfailover.step.AddStandby.Strategy;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.WritingClient;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;

/**
 * The drill: a Greenplum master that moves and comes home, shown to a newcomer by one command. It prints the preview in short, each step as
 * it goes, then the report, then the other strategies of homecoming. It ends with an exception, and so with a failed build, unless all of
 * it succeeded, was proved, and took the strategy that it should.
 */
public final class Drill {

    private static final Duration TRY = Duration.ofMillis(10);

    private Drill() {}

    /** Runs all of it on simulated clusters, reached as the system property {@code drill.transport} says. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        run(System.getProperty(DrillTransport.PROPERTY, "direct"), out);
    }

    /** Runs all of it, and prints as it goes; gives the round trip's report. */
    static FailoverReport run(String transport, PrintStream out) {
        DrillTransport.Kind kind = DrillTransport.Kind.of(transport);
        FailoverReport report = roundTrip(kind, out);
        new WaysHome(kind, out).show();
        return report;
    }

    private static FailoverReport roundTrip(DrillTransport.Kind kind, PrintStream out) {
        SimulatedCluster cluster = SimulatedCluster.builder().name("drill").build();
        try (cluster;
                DrillTransport way = DrillTransport.open(kind, cluster);
                FailoverEngine engine = Failover.engine(cluster.spec())
                        .transport(way.transport())
                        .sleeper(cluster.clock())
                        .clock(cluster.clock())
                        .listener(new ProgressPrinter(out))
                        .build()) {
            announce(way, out);
            FailoverReport report = move(cluster, engine, out);
            Books.succeeded(report);
            out.println("Standbys made: "
                    + Books.made(report, Strategy.FOLLOW).stream()
                            .map(s -> "step " + s.number() + " by " + Strategy.FOLLOW + " in "
                                    + Books.seconds(s.elapsed()))
                            .collect(Collectors.joining(", ")));
            out.println("By the simulator's own books: " + Books.checked(cluster));
            return report;
        }
    }

    private static void announce(DrillTransport way, PrintStream out) {
        out.println(
                "gp-failover drill: the whole round trip on a simulated Greenplum 6.24.3 cluster (virtual time, no host is"
                        + " touched)");
        if (!way.endpoints().isEmpty()) {
            out.println("Each command goes over SSH, to a server in this process for each host:");
            way.endpoints().forEach(e -> out.println("        " + e.host() + " is " + e));
        }
    }

    private static FailoverReport move(SimulatedCluster cluster, FailoverEngine engine, PrintStream out) {
        FailoverPlan plan = FailoverPlan.roundTrip();
        out.println("Before: " + engine.observe().summary());
        out.println(
                "Preview: " + (engine.preview(plan).feasible() ? "every step would run" : "the plan would be refused"));
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
        return report;
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
