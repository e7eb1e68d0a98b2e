package io.github.gpfailover.testkit.scenario.execution;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.gpfailover.ExecutionInterruptedException;
import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverListener;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.StepReport;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.journal.InMemoryJournal;
import io.github.gpfailover.core.lease.InProcessLease;
import io.github.gpfailover.journal.Journal;
import io.github.gpfailover.journal.JournalEntry;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.spi.FenceContext;
import io.github.gpfailover.spi.FenceProof;
import io.github.gpfailover.spi.Lease;
import io.github.gpfailover.spi.MasterChange;
import io.github.gpfailover.spi.StateProbe;
import io.github.gpfailover.spi.TrafficHook;
import io.github.gpfailover.step.CustomStep;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.Verdict;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.scenario.Engines;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("whatever a caller's code returns or throws")
class CallersCodeTest {

    private static final String PASSWORD = "hunter2";

    /** What code of a caller can do wrong. */
    private enum Bug {
        RETURNS_NULL,
        THROWS_RUNTIME,
        THROWS_ERROR,
        OVERFLOWS_STACK,
        THROWS_CHECKED,
        NEVER_RETURNS;

        /** Does it; gives null where that is the bug. */
        @SuppressWarnings("TypeParameterUnusedInFormals") // It gives nothing but null, of whichever type.
        <T> T show(SimulatedCluster cluster) throws InterruptedException {
            switch (this) {
                case THROWS_RUNTIME -> throw new IllegalStateException("a bug, password=" + PASSWORD);
                case THROWS_ERROR -> throw new AssertionError("a bug");
                case OVERFLOWS_STACK -> throw new StackOverflowError();
                case THROWS_CHECKED -> throw sneaked(new IOException("a bug"));
                case NEVER_RETURNS -> cluster.clock().sleep(Duration.ofDays(1));
                case RETURNS_NULL -> {
                    // That is all.
                }
            }
            return null;
        }

        @SuppressWarnings("unchecked")
        private static <E extends Throwable> RuntimeException sneaked(Throwable e) throws E {
            throw (E) e;
        }
    }

    static Stream<Arguments> stepBugs() {
        return Stream.of("decide", "act", "verify")
                .flatMap(method -> Stream.of(Bug.values()).map(bug -> Arguments.of(method, bug)));
    }

    /** A step with a bug in one of its methods. */
    private record BuggyStep(SimulatedCluster cluster, String method, Bug bug) implements CustomStep {

        @Override
        public String name() {
            return "tell the balancer";
        }

        @Override
        public Decision decide(Context context) throws InterruptedException {
            return method.equals("decide") ? bug.show(cluster) : Decision.ready("tell it");
        }

        @Override
        public void act(Context context) throws InterruptedException {
            if (method.equals("act")) {
                bug.show(cluster);
            }
        }

        @Override
        public Verdict verify(Context context) throws InterruptedException {
            return method.equals("verify") ? bug.show(cluster) : Verdict.doesNotHold("it was not told");
        }
    }

    @ParameterizedTest(name = "{0}() {1}")
    @MethodSource("stepBugs")
    @DisplayName(
            "a step's bug after the stop: the plan is reported, and the master started again unless the step's end is in doubt")
    void aStep(String method, Bug bug) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.on(cluster)) {
            FailoverReport report = engine.execute(FailoverPlan.builder()
                    .stopMaster()
                    .step(new BuggyStep(cluster, method, bug))
                    .activate()
                    .build());

            assertThat(report)
                    .hasOutcome(Outcome.FAILED)
                    .saysWhy(method.equals("act") ? "it was not told" : method + "() of the step tell the balancer")
                    .warns("the master was started again");
            assertThat(report.finalState()).hasMaster("mdw");
            assertThat(report.toText()).contains("tell the balancer").doesNotContain(PASSWORD);
            assertThat(report.toJson()).doesNotContain(PASSWORD);
        }
    }

    @ParameterizedTest
    @EnumSource(Bug.class)
    @DisplayName("a listener's bug disturbs nothing")
    void aListener(Bug bug) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.builder(cluster)
                        .listener(new FailoverListener() {
                            @Override
                            public void stepEnded(StepEnded event) {
                                try {
                                    bug.show(cluster);
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            }
                        })
                        .build()) {
            assertThat(engine.execute(FailoverPlan.switchover("smdw"))).succeeded();
        }
    }

    static Stream<Arguments> hookBugs() {
        return Stream.of(true, false)
                .flatMap(leaving -> Stream.of(Bug.values())
                        .filter(bug -> bug != Bug.RETURNS_NULL)
                        .map(bug -> Arguments.of(leaving, bug)));
    }

    @ParameterizedTest(name = "leaving: {0}, {1}")
    @MethodSource("hookBugs")
    @DisplayName("a hook's bug is told: before the stop nothing is stopped, after the promotion the move counts")
    void aHook(boolean leaving, Bug bug) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.builder(cluster)
                        .trafficHook(new TrafficHook() {
                            @Override
                            public String name() {
                                return "pool";
                            }

                            @Override
                            public void onMasterLeaving(MasterChange change) throws InterruptedException {
                                if (leaving) {
                                    bug.show(cluster);
                                }
                            }

                            @Override
                            public void onMasterArrived(MasterChange change) throws InterruptedException {
                                if (!leaving) {
                                    bug.show(cluster);
                                }
                            }
                        })
                        .build()) {
            FailoverReport report = engine.execute(FailoverPlan.switchover("smdw"));

            assertThat(report).hasOutcome(leaving ? Outcome.FAILED : Outcome.PARTIAL);
            assertThat(report.finalState()).hasMaster(leaving ? "mdw" : "smdw");
            assertThat(report.toText())
                    .contains("the traffic hook pool failed")
                    .contains(
                            switch (bug) {
                                case THROWS_RUNTIME -> "java.lang.IllegalStateException: a bug, password=***";
                                case THROWS_ERROR -> "java.lang.AssertionError: a bug";
                                case THROWS_CHECKED -> "java.io.IOException: a bug";
                                case OVERFLOWS_STACK -> "java.lang.StackOverflowError";
                                case NEVER_RETURNS, RETURNS_NULL -> "it had not ended in time";
                            })
                    .doesNotContain(PASSWORD);
        }
    }

    /** A fence with a bug in each of its methods. */
    private record BuggyFence(SimulatedCluster cluster, Bug bug) implements Fence {

        @Override
        public String name() {
            return "buggy";
        }

        @Override
        public FenceProof fence(FenceContext context) throws InterruptedException {
            return bug.show(cluster);
        }

        @Override
        public FenceProof verify(FenceContext context) throws InterruptedException {
            return bug.show(cluster);
        }

        @Override
        public List<String> describe(FenceContext context) {
            throw new AssertionError("a bug");
        }
    }

    @ParameterizedTest
    @EnumSource(Bug.class)
    @DisplayName("a fence's bug: nothing is promoted, and the report names it")
    void aFence(Bug bug) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.builder(cluster)
                        .fence(new BuggyFence(cluster, bug))
                        .build()) {
            engine.observe();
            cluster.powerOff("mdw");

            FailoverReport report = engine.execute(FailoverPlan.failover());

            assertThat(report.outcome()).isNotEqualTo(Outcome.SUCCEEDED);
            assertThat(report).saysWhy("no fence could be proved");
            assertThat(report.toText()).contains("of the fence buggy").doesNotContain(PASSWORD);
            assertThat(report.finalState()).hasNoMaster();
            assertThat(engine.preview(FailoverPlan.failover()).toText()).contains("of the fence buggy");
        }
    }

    @ParameterizedTest
    @EnumSource(Bug.class)
    @DisplayName("a probe's bug: nothing is seen, so nothing is done")
    void aProbe(Bug bug) {
        StateProbe[] probe = new StateProbe[1];
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.builder(cluster)
                        .probe(request -> probe[0].observe(request))
                        .build()) {
            probe[0] = request -> bug.<ClusterState>show(cluster);

            assertThat(engine.execute(FailoverPlan.switchover("smdw")))
                    .wasRefusedWithoutAnyChange()
                    .saysWhy("the probe");
        }
    }

    static Stream<Arguments> transportBugs() {
        return Stream.of("pg_ctl stop", "pg_ctl promote", "pg_controldata", "ps -ef")
                .flatMap(command -> Stream.of(Bug.values()).map(bug -> Arguments.of(command, bug)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("transportBugs")
    @DisplayName("a transport's bug at any command: the plan is reported, and there are never two masters")
    void aTransport(String command, Bug bug) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            CommandTransport buggy = new CommandTransport() {
                private int left = 1;

                @Override
                public CommandResult execute(HostName host, Command sent) throws InterruptedException {
                    CommandResult result = cluster.execute(host, sent);
                    boolean now = sent.toString().startsWith(command) && left > 0;
                    left -= now ? 1 : 0;
                    return now ? bug.show(cluster) : result;
                }
            };
            try (FailoverEngine engine = Engines.builder(cluster, buggy).build()) {
                FailoverReport report = engine.execute(FailoverPlan.switchover("smdw"));

                assertThat(report.finalState().masters()).hasSize(1);
                assertThat(report.toText()).doesNotContain(PASSWORD);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Bug.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NEVER_RETURNS", "RETURNS_NULL"})
    @DisplayName("a journal's bug: nothing is done")
    void aJournal(Bug bug) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.builder(cluster)
                        .journal(new Journal() {
                            @Override
                            public void append(JournalEntry entry) {
                                try {
                                    bug.show(cluster);
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            }

                            @Override
                            public List<JournalEntry> read(String executionId) {
                                return List.of();
                            }

                            @Override
                            public List<String> unfinished(String cluster) {
                                return List.of();
                            }
                        })
                        .build()) {
            FailoverReport report = engine.execute(FailoverPlan.switchover("smdw"));

            assertThat(report).wasRefusedWithoutAnyChange().saysWhy("append() of the journal failed");
            assertThat(report.finalState().summary()).isEqualTo("not observed");
            assertThat(report.toText()).contains("not observed").doesNotContain(PASSWORD);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Bug.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NEVER_RETURNS"})
    @DisplayName("a lease's bug: nothing is done")
    void aLease(Bug bug) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.builder(cluster)
                        .lease((name, holder) -> {
                            try {
                                return bug.<Lease.Held>show(cluster);
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        })
                        .build()) {
            assertThat(engine.execute(FailoverPlan.switchover("smdw")))
                    .wasRefusedWithoutAnyChange()
                    .saysWhy("acquire() of the lease");
        }
    }

    @Test
    @DisplayName("a call that was given up sends nothing any more")
    void aContextThatWasKept() throws InterruptedException {
        CommandTransport[] kept = new CommandTransport[1];
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.on(cluster)) {
            engine.execute(FailoverPlan.builder()
                    .step(new CustomStep() {
                        @Override
                        public String name() {
                            return "keeps its context";
                        }

                        @Override
                        public Decision decide(Context context) {
                            kept[0] = context.transport();
                            return Decision.satisfied("nothing is to be done");
                        }

                        @Override
                        public void act(Context context) {}

                        @Override
                        public Verdict verify(Context context) {
                            return Verdict.holds("", List.of());
                        }
                    })
                    .build());

            assertThatThrownBy(() -> kept[0].execute(HostName.of("mdw"), Command.of("true")))
                    .hasMessageContaining("was not sent: the call that this transport was handed to has ended");
        }
    }

    @Test
    @DisplayName("a plan that is interrupted in a step reports that step, and an end that was not observed")
    void anInterruptedStep() {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                FailoverEngine engine = Engines.builder(cluster)
                        .listener(new FailoverListener() {
                            @Override
                            public void commandEnded(CommandEnded event) {
                                if (event.report().command().startsWith("pg_ctl stop")) {
                                    Thread.currentThread().interrupt();
                                }
                            }
                        })
                        .build()) {
            Throwable thrown = catchThrowable(() -> engine.execute(FailoverPlan.switchover("smdw")));

            assertThat(Thread.interrupted()).isTrue();
            FailoverReport report =
                    ((ExecutionInterruptedException) thrown).report().orElseThrow();
            StepReport inFlight = report.steps().get(report.steps().size() - 1);
            assertThat(inFlight.step().name()).isEqualTo("stopMaster");
            assertThat(inFlight.outcome()).isEqualTo(Outcome.IN_DOUBT);
            assertThat(inFlight.commands()).anyMatch(c -> c.command().startsWith("pg_ctl stop"));
            assertThat(report.finalState().summary()).isEqualTo("not observed");
        }
    }

    @Test
    @DisplayName("an engine that is closed while a plan runs lets it come to its end, and takes no other")
    void anEngineClosedMeanwhile() {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            FailoverEngine[] engine = new FailoverEngine[1];
            engine[0] = Engines.builder(cluster)
                    .listener(new FailoverListener() {
                        @Override
                        public void stepEnded(StepEnded event) {
                            engine[0].close();
                        }
                    })
                    .journal(new InMemoryJournal())
                    .lease(InProcessLease.shared())
                    .build();

            assertThat(engine[0].execute(FailoverPlan.switchover("smdw"))).succeeded();
            assertThatThrownBy(() -> engine[0].observe())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }
    }
}
