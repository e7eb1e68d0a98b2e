package io.github.gpfailover.testkit.scenario.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverListener;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.scenario.Engines;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The next steps of reports, followed word for word from each point at which a move can be struck: they lead to one serving master, or to a
 * person's decision that is named.
 */
@Tag("explorer")
class AdviceLeadsOutTest {

    private static final Pattern RESUME = Pattern.compile("resume\\(\"([0-9a-f]+)\"\\)");
    private static final Pattern STANDBY =
            Pattern.compile("FailoverPlan.builder\\(\\).addStandby\\(\"(\\w+)\"\\).awaitSync\\(\\).build\\(\\)");
    private static final List<String> A_PERSON = List.of(
            "a person's decision",
            "allowDataLoss",
            "let its host be reached",
            "by hand",
            "with a fence that reaches it");
    private static final int MOST_TURNS = 5;

    private static Map<String, Consumer<SimulatedCluster>> blows() {
        Map<String, Consumer<SimulatedCluster>> all = new LinkedHashMap<>();
        all.put("the master dies", c -> c.kill("mdw"));
        all.put("the standby dies", c -> c.kill("smdw"));
        all.put("both die", c -> {
            c.kill("mdw");
            c.kill("smdw");
        });
        all.put("the master's host loses power", c -> c.powerOff("mdw"));
        all.put("the standby's host loses power", c -> c.powerOff("smdw"));
        all.put("a segment fails", c -> {
            c.segment(1).killPrimary();
            c.probeSegments();
        });
        return all;
    }

    @Test
    @DisplayName("what a report says to do next leads to one serving master, or names a person's decision")
    void leadsToOneServingMasterOrToAPersonsDecision() {
        List<String> dead = new ArrayList<>();
        List<String> ends = new ArrayList<>();
        int steps = FailoverPlan.switchover("smdw").steps().size();
        for (Map.Entry<String, Consumer<SimulatedCluster>> blow : blows().entrySet()) {
            for (int at = 1; at <= steps; at++) {
                String end = follow(blow.getValue(), at);
                ends.add(blow.getKey() + " at step " + at + ": " + end);
                if (end.startsWith("DEAD END")) {
                    dead.add(blow.getKey() + " at step " + at + ": " + end);
                }
            }
        }
        assertThat(dead).isEmpty();
        assertThat(ends.stream().filter(e -> e.contains("served"))).hasSizeGreaterThan(ends.size() * 3 / 4);
    }

    private static String follow(Consumer<SimulatedCluster> blow, int at) {
        FailoverPlan plan = FailoverPlan.switchover("smdw");
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.builder(cluster)
                        .listener(once(at, () -> blow.accept(cluster)))
                        .build()) {
            FailoverReport report = engine.execute(plan);
            StringBuilder told = new StringBuilder(report.summary());
            for (int turn = 0; turn < MOST_TURNS; turn++) {
                cluster.powerOn("mdw");
                cluster.powerOn("smdw");
                // A master's fault detector finds what a statement met; nobody does while there is no master.
                cluster.probeSegments();
                assertThat(cluster.truth().violations()).as(told.toString()).isEmpty();
                if (report.outcome() == Outcome.SUCCEEDED
                        && cluster.truth().writableMasters().size() == 1) {
                    return "served after " + turn + " turns";
                }
                String advice = String.join("\n", report.nextSteps());
                told.append("\n  turn ").append(turn).append(": ").append(advice);
                Matcher standby = STANDBY.matcher(advice);
                if (standby.find()) {
                    told.append("\n    ")
                            .append(engine.execute(FailoverPlan.builder()
                                            .addStandby(standby.group(1))
                                            .awaitSync()
                                            .build())
                                    .summary());
                }
                Matcher resume = RESUME.matcher(advice);
                if (advice.contains("startMaster()")
                        && cluster.truth().writableMasters().isEmpty()
                        && !advice.contains("FailoverPlan.failover()")) {
                    report = engine.execute(FailoverPlan.builder().startMaster().build());
                    report = report.outcome() == Outcome.SUCCEEDED && resume.find()
                            ? engine.resume(resume.group(1))
                            : report;
                } else if (advice.contains("FailoverPlan.failover()")) {
                    report = engine.execute(FailoverPlan.failover());
                } else if (advice.contains("gprecoverseg")) {
                    return "served, with segments left to gprecoverseg";
                } else if (resume.find()) {
                    report = engine.resume(resume.group(1));
                } else if (advice.contains("execute the plan again")) {
                    report = engine.execute(plan);
                } else {
                    return "DEAD END: " + told;
                }
                told.append("\n    -> ").append(report.outcome()).append(' ').append(report.summary());
            }
            String everything = told + String.join("\n", report.nextSteps()) + report.summary();
            return A_PERSON.stream().anyMatch(everything::contains)
                    ? "a person's decision" + told
                    : "DEAD END: " + told;
        }
    }

    private static FailoverListener once(int at, Runnable what) {
        return new FailoverListener() {
            private boolean done;

            @Override
            public void stepStarted(StepStarted event) {
                if (event.number() == at && !done) {
                    done = true;
                    what.run();
                }
            }
        };
    }
}
