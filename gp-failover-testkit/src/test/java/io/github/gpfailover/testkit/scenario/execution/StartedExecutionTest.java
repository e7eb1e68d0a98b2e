package io.github.gpfailover.testkit.scenario.execution;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverExecution;
import io.github.gpfailover.FailoverListener;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.StepReport;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Engines;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SimulatedClusterExtension.class)
class StartedExecutionTest {

    /** A listener that cancels its execution when a step begins. */
    private static final class Canceller implements FailoverListener {

        private final String at;
        private final AtomicReference<FailoverExecution> execution = new AtomicReference<>();
        private final CountDownLatch known = new CountDownLatch(1);

        Canceller(String at) {
            this.at = at;
        }

        @Override
        public void stepStarted(StepStarted event) {
            if (event.step().name().equals(at)) {
                try {
                    known.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                execution.get().cancel();
            }
        }

        void of(FailoverExecution started) {
            execution.set(started);
            known.countDown();
        }
    }

    private static FailoverReport cancelledAt(String step, SimulatedCluster cluster) throws InterruptedException {
        Canceller canceller = new Canceller(step);
        try (FailoverEngine engine =
                Engines.builder(cluster).listener(canceller).build()) {
            FailoverExecution execution = engine.start(FailoverPlan.switchover("smdw"));
            canceller.of(execution);
            FailoverReport report = execution.await();

            assertThat(execution.isDone()).isTrue();
            assertThat(report.executionId()).isEqualTo(execution.id());
            return report;
        }
    }

    @Test
    @DisplayName("a plan that was started gives its report later, to whoever waits and to whoever subscribed")
    void givesItsReportLater(SimulatedCluster cluster) throws InterruptedException {
        try (FailoverEngine engine = Engines.on(cluster)) {
            FailoverExecution execution = engine.start("ticket_4711", FailoverPlan.switchover("smdw"));

            assertThat(execution.await()).succeeded();
            assertThat(execution.id()).isEqualTo("ticket_4711");
            assertThat(execution.report().toCompletableFuture()).isCompletedWithValue(execution.await());
            assertThat(execution.await().executionId()).isEqualTo("ticket_4711");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"checkHealth", "awaitSync"})
    @DisplayName("cancelled before anything was changed: refused, and the master serves on")
    void cancelledBeforeAnyAct(String step, SimulatedCluster cluster) throws InterruptedException {
        FailoverReport report = cancelledAt(step, cluster);

        assertThat(report.outcome()).isIn(Outcome.REFUSED, Outcome.FAILED);
        assertThat(report.summary()).contains("cancelled by the caller before step");
        assertThat(report.finalState()).hasMaster("mdw");
        assertThat(cluster.truth().writableMasters()).containsExactly(HostName.of("mdw"));
    }

    @Test
    @DisplayName(
            "cancelled at the stop: the stop comes to its end, nobody is promoted, and the master is started again")
    void cancelledAtTheStop(SimulatedCluster cluster) throws InterruptedException {
        FailoverReport report = cancelledAt("stopMaster", cluster);

        assertThat(report).hasOutcome(Outcome.FAILED).warns("the master was started again");
        assertThat(report.summary()).contains("cancelled by the caller before step");
        assertThat(report.steps()).extracting(StepReport::outcome).contains(Outcome.SUCCEEDED);
        assertThat(report.finalState()).hasMaster("mdw");
    }

    @Test
    @DisplayName("cancelled at the promotion: the promotion comes to its end, and the move counts")
    void cancelledAtThePromotion(SimulatedCluster cluster) throws InterruptedException {
        FailoverReport report = cancelledAt("activate", cluster);

        assertThat(report).hasOutcome(Outcome.PARTIAL);
        assertThat(report.finalState()).hasMaster("smdw");
    }

    @ParameterizedTest
    @CsvSource({"''", "Ticket", "a-b", "a b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    @DisplayName("an id that could not be part of a table's name is refused")
    void refusesAnIdWithOtherCharacters(String id, SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> engine.execute(id, FailoverPlan.switchover("smdw")))
                    .withMessageContaining("execution id was");
        }
    }

    @Test
    @DisplayName("an id that the journal knows is refused, with what to do")
    void refusesAnIdThatWasUsed(SimulatedCluster cluster) {
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.execute("move_1", FailoverPlan.switchover("smdw")))
                    .succeeded();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> engine.start("move_1", FailoverPlan.switchover("mdw")))
                    .withMessageContaining("resume(\"move_1\")");
        }
    }
}
