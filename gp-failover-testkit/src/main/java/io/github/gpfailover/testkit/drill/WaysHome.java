package io.github.gpfailover.testkit.drill;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverListener;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.StepReport;
import io.github.gpfailover.core.Failover;
import io.github.gpfailover.step.AddStandby.Strategy;
import io.github.gpfailover.testkit.SimulatedCluster;
import java.io.PrintStream;
import java.util.function.BiConsumer;

/** The two strategies of homecoming that a round trip has no need of, each shown on a cluster of its own. */
final class WaysHome {

    private static final String DIRECTORY = "/data/master/gpseg-1";
    private static final int GIB = 1 << 30;

    private final DrillTransport.Kind kind;
    private final PrintStream out;

    WaysHome(DrillTransport.Kind kind, PrintStream out) {
        this.kind = kind;
        this.out = out;
    }

    /** Shows both; each ends with an exception if it is not as it should be. */
    void show() {
        out.println();
        out.println("Other ways home, each on a cluster of its own");
        on(SimulatedCluster.builder().name("crashed").catalogSize(100L * GIB).build(), this::rewound);
        on(
                SimulatedCluster.builder()
                        .name("foreign")
                        .withoutStandby()
                        .spareHost("smdw")
                        .build(),
                this::copied);
    }

    private void rewound(SimulatedCluster cluster, FailoverEngine engine) {
        out.println();
        out.println("A master of 100 GiB that crashed with 1 GiB of log that its standby never got: failover(), then"
                + " addStandby(\"mdw\")");
        engine.observe();
        cluster.lagStandby(GIB);
        cluster.kill("mdw");
        Books.succeeded(
                engine.execute(FailoverPlan.failover(a -> a.allowDataLoss("what never reached the standby is lost"))));
        made(engine.execute(FailoverPlan.builder().addStandby("mdw").build()), Strategy.REWIND);
    }

    private void copied(SimulatedCluster cluster, FailoverEngine engine) {
        out.println();
        out.println("Another cluster's directory where the standby is to be: addStandby(\"smdw\")");
        cluster.host("smdw").foreignDirectory(DIRECTORY);
        FailoverReport refused =
                engine.execute(FailoverPlan.builder().addStandby("smdw").build());
        Books.expect(refused.outcome() == Outcome.REFUSED, "it was not refused: " + refused.toText());
        out.println("        REFUSED: " + refused.steps().get(0).reasons().get(0));
        out.println("    and with moveAside(\"agreed with its owner\"):");
        made(
                engine.execute(FailoverPlan.builder()
                        .addStandby("smdw", a -> a.moveAside("agreed with its owner"))
                        .build()),
                Strategy.COPY);
        Books.expect(
                cluster.truth().directories("smdw").size() == 2,
                "the directory that was there is not kept: " + cluster.truth().directories("smdw"));
        out.println("        kept: " + cluster.truth().directories("smdw"));
    }

    private void made(FailoverReport report, Strategy way) {
        Books.succeeded(report);
        for (StepReport step : Books.made(report, way)) {
            out.println("        strategy: " + way + ", since " + step.facts().get("strategyReason"));
            for (Strategy shorter : Strategy.values()) {
                String against = step.facts().get("not" + shorter);
                if (against != null) {
                    out.println("        not " + shorter + ": " + against);
                }
            }
            report.warnings().forEach(w -> out.println("        warning: " + w));
            out.println("        took " + Books.seconds(step.elapsed()) + "; now "
                    + report.finalState().summary());
        }
    }

    private void on(SimulatedCluster cluster, BiConsumer<SimulatedCluster, FailoverEngine> scene) {
        FailoverListener progress = new FailoverListener() {
            @Override
            public void stepProgressed(StepProgressed event) {
                out.println("        " + event.progress());
            }
        };
        try (cluster;
                DrillTransport way = DrillTransport.open(kind, cluster);
                FailoverEngine engine = Failover.engine(cluster.spec())
                        .transport(way.transport())
                        .sleeper(cluster.clock())
                        .clock(cluster.clock())
                        .listener(progress)
                        .build()) {
            scene.accept(cluster, engine);
            out.println("        " + Books.checked(cluster));
        }
    }
}
