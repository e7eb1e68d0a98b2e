package io.github.gpfailover.testkit.scenario.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverListener;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.testkit.Reports;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.scenario.Engines;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whoever hears of several executions can distinguish them: each event names its own. */
class ListenerEventsTest {

    @Test
    void eachEventNamesItsExecutionAndThePlanFramesThem() throws InterruptedException {
        List<Object> heard = new ArrayList<>();
        FailoverListener listener = (FailoverListener) Proxy.newProxyInstance(
                FailoverListener.class.getClassLoader(),
                new Class<?>[] {FailoverListener.class},
                (proxy, method, arguments) -> {
                    heard.add(arguments[0]);
                    return null;
                });

        FailoverReport report;
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine =
                        Engines.builder(cluster).listener(listener).build()) {
            report = engine.execute(FailoverPlan.roundTrip());
        }

        Set<String> ids = new LinkedHashSet<>();
        Set<String> kinds = new LinkedHashSet<>();
        for (Object event : heard) {
            ids.add(((FailoverListener.Event) event).executionId());
            kinds.add(event.getClass().getSimpleName());
        }
        assertThat(ids).containsExactly(report.executionId());
        assertThat(kinds)
                .contains(
                        "PlanStarted",
                        "StepStarted",
                        "StepDecided",
                        "StepJudged",
                        "CommandStarted",
                        "CommandEnded",
                        "StepEnded")
                .contains("PlanEnded");
        assertThat(heard).first().isInstanceOf(FailoverListener.PlanStarted.class);
        assertThat(heard).last().isEqualTo(Reports.events().planEnded(report.executionId(), report));
    }
}
