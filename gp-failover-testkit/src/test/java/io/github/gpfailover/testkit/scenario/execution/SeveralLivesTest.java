package io.github.gpfailover.testkit.scenario.execution;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.gpfailover.EarlierRun;
import io.github.gpfailover.EarlierStep;
import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.core.journal.InMemoryJournal;
import io.github.gpfailover.error.JournalException;
import io.github.gpfailover.journal.Journal;
import io.github.gpfailover.journal.JournalEntry;
import io.github.gpfailover.journal.JournalRecord;
import io.github.gpfailover.journal.JournalRecord.CommandEnded;
import io.github.gpfailover.journal.JournalRecord.DeedJudged;
import io.github.gpfailover.journal.JournalRecord.PlanBegun;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.ForwardingJournal;
import io.github.gpfailover.testkit.scenario.SingleFaults;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The report of an execution that several controllers ran, one after another's death. */
@ExtendWith(SimulatedClusterExtension.class)
@DisplayName("scenarios 5 and 27: a report tells of all lives of an execution")
class SeveralLivesTest {

    private static final FailoverPlan MOVE =
            FailoverPlan.builder().checkHealth().stopMaster().activate().build();

    /** A journal whose controller dies instead of writing a record. */
    private static final class Dying extends ForwardingJournal {

        private final Predicate<JournalRecord> where;

        Dying(Journal journal, Predicate<JournalRecord> where) {
            super(journal);
            this.where = where;
        }

        @Override
        public void append(JournalEntry entry) {
            if (where.test(entry.record())) {
                throw new SingleFaults.Died();
            }
            super.append(entry);
        }
    }

    /** A journal whose disk is full. */
    private static final class Full extends ForwardingJournal {

        Full(Journal journal) {
            super(journal);
        }

        @Override
        public void append(JournalEntry entry) {
            throw new JournalException("no space left on device", null);
        }
    }

    private static boolean stopEnded(JournalRecord record) {
        return record instanceof CommandEnded ended && ended.command().contains("pg_ctl stop");
    }

    private static boolean promotionEnded(JournalRecord record) {
        return record instanceof CommandEnded ended && ended.command().contains("pg_ctl promote");
    }

    private static void dies(SimulatedCluster cluster, Journal journal, Predicate<JournalRecord> where) {
        try (FailoverEngine engine =
                Engines.builder(cluster).journal(new Dying(journal, where)).build()) {
            if (engine.unfinished().isEmpty()) {
                engine.execute("move", MOVE);
            } else {
                engine.resume("move");
            }
        } catch (SingleFaults.Died e) {
            return;
        }
        throw new AssertionError("it did not die");
    }

    @Test
    @DisplayName("of the life that died: who it was, when, its steps, its last act, and what it left in doubt")
    void tellsOfTheLifeThatDied(SimulatedCluster cluster) {
        InMemoryJournal journal = new InMemoryJournal();
        Instant began = cluster.clock().instant();
        dies(cluster, journal, SeveralLivesTest::stopEnded);
        Instant died = journal.read("move").get(journal.read("move").size() - 1).at();

        try (FailoverEngine heir = Engines.builder(cluster).journal(journal).build()) {
            FailoverReport report = heir.resume("move");

            assertThat(report).succeeded();
            assertThat(report.executionId()).isEqualTo("move");
            EarlierRun first = report.earlierRuns().get(0);
            assertThat(report.earlierRuns()).hasSize(1);
            assertThat(first.number()).isEqualTo(1);
            assertThat(first.controller().orElseThrow())
                    .contains("process " + ProcessHandle.current().pid());
            assertThat(first.begunAt())
                    .isEqualTo(journal.read("move").get(0).at())
                    .isAfterOrEqualTo(began);
            assertThat(first.lastEntryAt()).isEqualTo(died);
            assertThat(first.outcome()).as("it died").isEmpty();
            assertThat(first.steps())
                    .extracting(EarlierStep::number, EarlierStep::outcome)
                    .containsExactly(tuple(1, Optional.of(Outcome.SUCCEEDED)), tuple(2, Optional.empty()));
            assertThat(first.lastAct().orElseThrow())
                    .startsWith("step 2: mdw: ")
                    .contains("pg_ctl stop");
            assertThat(first.inDoubt())
                    .singleElement()
                    .satisfies(d -> assertThat(d).contains("pg_ctl stop").endsWith("; its end is not written"));
            assertThat(report.steps()).extracting(s -> s.number()).containsExactly(2, 3);
            assertThat(report.summary()).startsWith("all 2 steps hold, and step 1 was done by an earlier run; ");
            assertThat(report.toText())
                    .contains(
                            "Run 1 of this execution, by ", ": it died", "CUT SHORT  stopMaster", "Steps of this run");
            assertThat(report.toJson()).contains("\"earlierRuns\":[{\"number\":1,\"controller\":");
        }
        assertThat(cluster.truth().masterHost()).hasToString("Optional[smdw]");
    }

    @Test
    @DisplayName("of three lives, each with what it did")
    void tellsOfThreeLives(SimulatedCluster cluster) {
        InMemoryJournal journal = new InMemoryJournal();
        dies(cluster, journal, SeveralLivesTest::stopEnded);
        dies(cluster, journal, SeveralLivesTest::promotionEnded);

        try (FailoverEngine third = Engines.builder(cluster).journal(journal).build()) {
            FailoverReport report = third.resume("move");

            assertThat(report).succeeded();
            assertThat(report.earlierRuns()).extracting(EarlierRun::number).containsExactly(1, 2);
            assertThat(report.earlierRuns().get(0).lastAct().orElseThrow()).contains("pg_ctl stop");
            assertThat(report.earlierRuns().get(1).lastAct().orElseThrow()).contains("pg_ctl promote");
            assertThat(report.earlierRuns().get(1).steps())
                    .extracting(EarlierStep::number)
                    .containsExactly(2, 3);
            assertThat(report.toText()).contains("Run 1 of", "Run 2 of");
        }
        assertThat(cluster.truth().masterHost()).hasToString("Optional[smdw]");
    }

    @Test
    @DisplayName("an act that ended, and whose effect was not observed, is in doubt too")
    void whatWasNotObservedIsInDoubt(SimulatedCluster cluster) {
        InMemoryJournal journal = new InMemoryJournal();
        dies(cluster, journal, r -> r instanceof DeedJudged);

        try (FailoverEngine heir = Engines.builder(cluster).journal(journal).build()) {
            assertThat(heir.resume("move").earlierRuns().get(0).inDoubt())
                    .singleElement()
                    .satisfies(d -> assertThat(d).startsWith("step 2: ").contains("was not observed"));
        }
    }

    @Test
    @DisplayName("a run that was not begun tells of them as well")
    void aRunThatIsNotBegunTellsOfThem(SimulatedCluster cluster) {
        InMemoryJournal journal = new InMemoryJournal();
        dies(cluster, journal, SeveralLivesTest::stopEnded);
        try (FailoverEngine heir =
                Engines.builder(cluster).journal(new Full(journal)).build()) {
            FailoverReport report = heir.resume("move");

            assertThat(report).hasOutcome(Outcome.FAILED);
            assertThat(report.earlierRuns()).hasSize(1);
        }
    }

    @Test
    @DisplayName("a first run has none; a journal of an earlier version names no controller")
    void whatTheJournalDoesNotHaveIsNotInvented(SimulatedCluster cluster) {
        InMemoryJournal journal = new InMemoryJournal();
        journal.append(new JournalEntry(
                "old", 1, Instant.EPOCH, 0, new PlanBegun(cluster.spec().name(), MOVE.toJson())));
        try (FailoverEngine engine = Engines.builder(cluster).journal(journal).build()) {
            FailoverReport report = engine.resume("old");

            assertThat(report).succeeded();
            assertThat(report.earlierRuns())
                    .singleElement()
                    .satisfies(r -> assertThat(r.controller()).isEmpty());
            assertThat(report.toText()).contains("a controller that the journal does not name");
            assertThat(report.summary()).startsWith("all 3 steps hold, begun anew after an earlier run; ");
        }
        try (FailoverEngine engine = Engines.builder(cluster).build()) {
            FailoverReport report =
                    engine.execute(FailoverPlan.builder().checkHealth().build());
            assertThat(report.earlierRuns()).isEmpty();
        }
    }

    @Test
    @DisplayName("without a journal, the steps that were left out say that they were done before")
    void aFreshRunSaysWhatWasDoneBefore(SimulatedCluster cluster) {
        dies(cluster, new InMemoryJournal(), r -> r instanceof DeedJudged);
        try (FailoverEngine fresh = Engines.on(cluster)) {
            FailoverReport report = fresh.execute(MOVE);

            assertThat(report).succeeded();
            assertThat(report.earlierRuns()).isEmpty();
            assertThat(report.summary())
                    .startsWith(
                            "all 3 steps hold, 1 of them left out, since the cluster was behind them when this execution began");
            assertThat(report.steps().get(0).statement())
                    .startsWith("done before this execution, by an earlier run or a person: the master at mdw:5432");
        }
    }
}
