package io.github.gpfailover.testkit.scenario.execution;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.core.journal.InMemoryJournal;
import io.github.gpfailover.journal.JournalEntry;
import io.github.gpfailover.journal.JournalRecord.CommandIntended;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.ForwardingJournal;
import io.github.gpfailover.testkit.scenario.SingleFaults;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A controller whose wall clock jumps: no decision of an engine rests on it. */
@DisplayName("scenario 27: the controller's wall clock jumps")
class ClockJumpTest {

    private static final FailoverPlan PLAN =
            FailoverPlan.builder().awaitSync().stopMaster().activate().build();

    @ParameterizedTest
    @ValueSource(strings = {"PT-87600H", "PT-1H", "PT-1S", "PT1H", "PT87600H"})
    @DisplayName("in the midst of a move: it ends as ever, and took no longer")
    void inTheMidst(Duration jump) {
        AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            CommandTransport jumping = (host, command) -> {
                CommandResult result = cluster.execute(host, command);
                if (command.toString().contains("pg_ctl stop")) {
                    offset.set(jump);
                }
                return result;
            };
            try (FailoverEngine engine = Engines.builder(
                            cluster, jumping, () -> cluster.clock().instant().plus(offset.get()))
                    .build()) {
                FailoverReport report = engine.execute(PLAN);

                assertThat(report).succeeded();
                assertThat(report.elapsed()).isBetween(Duration.ZERO, Duration.ofMinutes(1));
                assertThat(report.toText()).contains("SUCCEEDED");
            }
            assertThat(cluster.truth().masterHost()).hasToString("Optional[smdw]");
            assertThat(cluster.truth().violations()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-87600H", "PT-1H", "PT1H", "PT87600H"})
    @DisplayName("between two lives: the second one takes no age from it")
    void betweenTwoLives(Duration jump) {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            InMemoryJournal journal = new InMemoryJournal();
            try (FailoverEngine dies = Engines.builder(cluster)
                    .journal(new ForwardingJournal(journal) {
                        @Override
                        public void append(JournalEntry entry) {
                            super.append(entry);
                            if (entry.record() instanceof CommandIntended c
                                    && c.command().contains("pg_ctl promote")) {
                                throw new SingleFaults.Died();
                            }
                        }
                    })
                    .build()) {
                dies.execute("move", PLAN);
                throw new AssertionError("it did not die");
            } catch (SingleFaults.Died e) {
                assertThat(cluster.truth().writableMasters()).isEmpty();
            }
            try (FailoverEngine heir = Engines.builder(
                            cluster, cluster, () -> cluster.clock().instant().plus(jump))
                    .journal(journal)
                    .build()) {
                FailoverReport report = heir.resume("move");

                assertThat(report).succeeded();
                assertThat(report.elapsed()).isBetween(Duration.ZERO, Duration.ofMinutes(1));
            }
            assertThat(cluster.truth().masterHost()).hasToString("Optional[smdw]");
            assertThat(cluster.truth().violations()).isEmpty();
        }
    }
}
