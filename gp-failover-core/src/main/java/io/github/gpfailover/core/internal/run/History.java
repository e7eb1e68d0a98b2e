package io.github.gpfailover.core.internal.run;

import io.github.gpfailover.EarlierRun;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.UnfinishedExecution;
import io.github.gpfailover.core.internal.known.ExecutionState;
import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.journal.Journal;
import io.github.gpfailover.journal.JournalEntry;
import io.github.gpfailover.journal.JournalRecord;
import java.util.List;
import java.util.Optional;

/**
 * What the journal holds of an execution before a run of it.
 *
 * @param executionId which execution
 * @param plan its plan
 * @param state what follows from its entries
 * @param lastSequence the number of the last entry; 0 if there is none
 * @param open the jobs that may still be under way
 * @param earlier what the runs before did, for the report
 */
record History(
        String executionId,
        FailoverPlan plan,
        ExecutionState state,
        long lastSequence,
        List<OpenJob> open,
        List<EarlierRun> earlier) {

    /** The history of an execution that begins. */
    static History none(String executionId, FailoverPlan plan) {
        return new History(executionId, plan, new ExecutionState(plan.steps()), 0, List.of(), List.of());
    }

    /**
     * Reads the history of an execution that is resumed.
     *
     * @throws IllegalArgumentException if it can't go on, or its plan can't be read back
     */
    static History read(String executionId, Journal journal) {
        List<JournalEntry> entries = entries(executionId, journal);
        FailoverPlan plan;
        try {
            plan = FailoverPlan.fromJson(begun(entries).plan());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the plan of execution " + executionId
                            + " can't be read back from the journal: call resume(executionId, plan) with the same plan",
                    e);
        }
        return of(executionId, plan, entries);
    }

    /**
     * Reads the history of an execution that is resumed with its plan.
     *
     * @throws IllegalArgumentException if it can't go on, or had another plan
     */
    static History read(String executionId, FailoverPlan plan, Journal journal) {
        List<JournalEntry> entries = entries(executionId, journal);
        String had = begun(entries).plan();
        if (!Checks.notNull(plan, "plan").toJson().equals(had)) {
            throw new IllegalArgumentException("execution " + executionId + " had another plan: " + had);
        }
        return of(executionId, plan, entries);
    }

    /** Describes an execution that the journal calls unfinished. */
    static UnfinishedExecution unfinished(String executionId, Journal journal) {
        List<JournalEntry> entries = journal.read(executionId);
        JournalEntry last = entries.get(entries.size() - 1);
        Optional<Outcome> outcome = last.record() instanceof JournalRecord.PlanEnded ended
                ? Optional.of(ended.outcome())
                : Optional.empty();
        return Builders.of(UnfinishedExecution.Builder.class)
                .executionId(executionId)
                .plan(begun(entries).plan())
                .begunAt(entries.get(0).at())
                .lastEntryAt(last.at())
                .step(last.step())
                .outcome(outcome)
                .build();
    }

    private static History of(String executionId, FailoverPlan plan, List<JournalEntry> entries) {
        return new History(
                executionId,
                plan,
                ExecutionState.of(plan.steps(), entries),
                entries.get(entries.size() - 1).sequence(),
                OpenJob.of(entries),
                EarlierRuns.of(plan, entries));
    }

    private static List<JournalEntry> entries(String executionId, Journal journal) {
        List<JournalEntry> entries = journal.read(Checks.notNull(executionId, "execution id"));
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("the journal knows no execution '" + executionId + "'");
        }
        for (JournalEntry entry : entries) {
            if (entry.record() instanceof JournalRecord.PlanEnded ended && ended.outcome() == Outcome.SUCCEEDED) {
                throw new IllegalArgumentException("execution " + executionId + " had reached the end of its plan");
            }
        }
        return entries;
    }

    private static JournalRecord.PlanBegun begun(List<JournalEntry> entries) {
        if (entries.get(0).record() instanceof JournalRecord.PlanBegun begun) {
            return begun;
        }
        throw new IllegalArgumentException(
                "the first record of execution " + entries.get(0).executionId() + " is not its plan, but "
                        + entries.get(0).record());
    }
}
