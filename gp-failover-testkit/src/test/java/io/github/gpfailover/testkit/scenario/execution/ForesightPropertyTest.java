package io.github.gpfailover.testkit.scenario.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverPlanBuilder;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.PlanPreview;
import io.github.gpfailover.error.InvalidPlanException;
import io.github.gpfailover.testkit.ClusterInvariant;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.scenario.Engines;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random plans on clusters in random states: an execution begins nothing that its preview shows as refused. */
@Tag("explorer")
class ForesightPropertyTest {

    private static final int RUNS = Integer.getInteger("plans.runs", 300);

    /** On an idle cluster both ends of a cut link still agree, so nobody can know of it. */
    private static final int LINK_CUT = 8;

    private static final List<Consumer<FailoverPlanBuilder>> STEPS = List.of(
            b -> b.checkHealth(),
            b -> b.checkHealth(h -> h.acceptDegraded("tried")),
            b -> b.removeStandby(),
            b -> b.removeStandby(r -> r.keepDirectory()),
            b -> b.addStandby("smdw"),
            b -> b.addStandby("mdw"),
            b -> b.addStandby("@former-master"),
            b -> b.addStandby("sdw1"),
            b -> b.awaitSync(),
            b -> b.writeCanary(),
            b -> b.stopMaster(),
            b -> b.fence(),
            b -> b.activate(),
            b -> b.stopMaster(m -> m.leavesNoMaster("tried")),
            b -> b.stopMaster().activate(),
            b -> b.fence().activate(a -> a.evenIfMasterServes("tried")),
            b -> b.activate(a -> a.allowDataLoss("tried")),
            b -> b.verifyCanary(),
            b -> b.releaseFence(),
            b -> b.releaseWaitingCommits(),
            b -> b.retireDataDirectory("mdw"));

    private static final List<Consumer<SimulatedCluster>> STATES = List.of(
            c -> {},
            c -> {},
            c -> c.lagStandby(4096),
            c -> c.kill("smdw"),
            c -> c.kill("mdw"),
            c -> c.powerOff("mdw"),
            c -> c.powerOff("smdw"),
            c -> {
                c.segment(1).killPrimary();
                c.probeSegments();
            },
            c -> c.cut("mdw", "smdw"),
            c -> c.host("sdw1").foreignDirectory("/data/master/gpseg-1"));

    @Test
    @DisplayName("scenario 30: what the preview shows as refused is not begun, and what it foretells comes so")
    void neverBeginsWhatThePreviewShowsAsRefused() {
        Random random = new Random(Long.getLong("plans.seed", 12));
        List<String> surprises = new ArrayList<>();
        int refused = 0;
        int foretold = 0;
        for (int run = 0; run < RUNS; run++) {
            FailoverPlan plan = plan(random);
            int state = random.nextInt(STATES.size());
            try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                    FailoverEngine engine = Engines.on(cluster)) {
                if (plan.toJson().contains("removeStandby")) {
                    cluster.tolerate(ClusterInvariant.NOTHING_DELETED, "the plan removes a standby");
                }
                engine.observe();
                STATES.get(state).accept(cluster);
                PlanPreview preview = engine.preview(plan);
                FailoverReport report = engine.execute(plan);
                String what = "state " + state + ": " + plan + "\n" + preview.toText() + "\n" + report.summary();
                boolean sent =
                        report.steps().stream().anyMatch(s -> !s.commands().isEmpty());
                if (!preview.feasible()) {
                    refused++;
                    // With nobody serving, a forecast asks no host: the outage would grow by it.
                    boolean outage = preview.observed().master().isEmpty();
                    if ((sent && !outage) || report.outcome() == Outcome.SUCCEEDED) {
                        surprises.add("BEGUN " + what);
                    }
                } else if (preview.foretold() && state != LINK_CUT) {
                    foretold++;
                    if (report.outcome() != Outcome.SUCCEEDED) {
                        surprises.add("NOT AS FORETOLD " + report.outcome() + " " + what);
                    }
                }
            }
        }
        assertThat(surprises).isEmpty();
        assertThat(refused).isGreaterThan(RUNS / 5);
        assertThat(foretold).isGreaterThan(RUNS / 10);
    }

    private static FailoverPlan plan(Random random) {
        while (true) {
            FailoverPlanBuilder builder = FailoverPlan.builder();
            int steps = 1 + random.nextInt(5);
            for (int i = 0; i < steps; i++) {
                STEPS.get(random.nextInt(STEPS.size())).accept(builder);
            }
            try {
                return builder.build();
            } catch (InvalidPlanException e) {
                // Another one.
            }
        }
    }
}
