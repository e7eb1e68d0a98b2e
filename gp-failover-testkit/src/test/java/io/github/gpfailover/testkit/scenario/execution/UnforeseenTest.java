package io.github.gpfailover.testkit.scenario.execution;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverListener;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.step.CustomStep;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.Verdict;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Engines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SimulatedClusterExtension.class)
class UnforeseenTest {

    /** A caller's step with a bug in one of its methods. */
    private record Buggy(String method) implements CustomStep {

        @Override
        public String name() {
            return "buggy";
        }

        @Override
        public Decision decide(Context context) {
            fail("decide");
            return Decision.ready("do something");
        }

        @Override
        public void act(Context context) {
            fail("act");
        }

        @Override
        public Verdict verify(Context context) {
            fail("verify");
            return Verdict.doesNotHold("it was not done");
        }

        private void fail(String here) {
            if (here.equals(method)) {
                throw new UnsupportedOperationException("a bug in " + here);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"decide", "act", "verify"})
    void doesNotLeaveAStoppedMasterBehindForABugInACallersStep(String method) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .stopMaster()
                    .step(new Buggy(method))
                    .activate()
                    .build());

            assertThat(report)
                    .hasOutcome(Outcome.FAILED)
                    .saysWhy("a bug in " + method)
                    .warns("the master was started again");
            assertThat(report.finalState()).hasMaster("mdw");
        }
    }

    @Test
    void takesAProbeThatFailsForHavingSeenNothing(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.builder(cluster)
                .probe(request -> {
                    throw new IllegalStateException("the probe has a bug");
                })
                .build()) {
            assertThat(engine.observe()).hasNoMaster().hasLiveness("mdw", Liveness.Status.UNKNOWN);
            assertThat(engine.execute(FailoverPlan.switchover("smdw")))
                    .wasRefusedWithoutAnyChange()
                    .saysWhy("the probe has a bug");
        }
    }

    @Test
    void goesOnWhenAListenerFails(SimulatedCluster cluster) {
        FailoverListener buggy = new FailoverListener() {
            @Override
            public void stepEnded(StepEnded event) {
                throw new IllegalStateException("a bug in the display");
            }
        };
        try (FailoverEngine engine = Engines.builder(cluster).listener(buggy).build()) {
            assertThat(engine.execute(FailoverPlan.roundTrip())).succeeded();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Greenplum Database 5.28.0,PostgreSQL 8.3.23 (Greenplum Database 5.28.0 build commit:x) on x86_64",
        "Greenplum Database 8.0.0,PostgreSQL 16.4 (Greenplum Database 8.0.0 build commit:x) on x86_64",
        "HashData 3.13.8,PostgreSQL 9.4.26 (Greenplum Database 6.20.0 build 9999) (HashData Warehouse 3.13.8 build 1) on x86_64"
    })
    void refusesAVersionThatNoDialectIsKnownForByName(String named, String version) {
        SimulatedCluster cluster = SimulatedCluster.builder().build();
        cluster.host("mdw").version(version);
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.switchover("smdw"));

            assertThat(report).wasRefusedWithoutAnyChange().saysWhy(named, "supported");
            assertThat(report.steps()).isEmpty();
        }
    }
}
