package io.github.gpfailover.core.internal.run;

import io.github.gpfailover.EarlierRun;
import io.github.gpfailover.EarlierStep;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.journal.JournalEntry;
import io.github.gpfailover.journal.JournalRecord;
import io.github.gpfailover.journal.LearnedOfMove.HookCalled;
import io.github.gpfailover.step.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The earlier runs of an execution, read from its journal for the report of a run that goes on. What it finds is for readers: where to go
 * on, {@code ExecutionState} says.
 */
final class EarlierRuns {

    private final FailoverPlan plan;
    private final int number;
    private final JournalEntry first;
    private final Optional<String> controller;
    private final Map<Integer, Optional<Outcome>> steps = new LinkedHashMap<>();
    private final Map<Integer, List<String>> acts = new LinkedHashMap<>();
    /** Commands whose end is not written yet. */
    private final List<Told> open = new ArrayList<>();

    private final List<Told> doubts = new ArrayList<>();
    private Optional<String> deed = Optional.empty();
    private boolean sent;
    private Optional<Told> lastAct = Optional.empty();
    private Optional<Outcome> outcome = Optional.empty();
    private JournalEntry last;

    /** What the report says of a step; 0 is the plan's end. */
    private record Told(int step, String what) {

        @Override
        public String toString() {
            return (step == 0 ? "at the end: " : "step " + step + ": ") + what;
        }
    }

    private EarlierRuns(FailoverPlan plan, int number, JournalEntry first, JournalRecord.PlanBegun begun) {
        this.plan = plan;
        this.number = number;
        this.first = first;
        this.last = first;
        this.controller = begun.controller();
    }

    /** Reads the runs from all entries of an execution. */
    static List<EarlierRun> of(FailoverPlan plan, List<JournalEntry> entries) {
        List<EarlierRuns> all = new ArrayList<>();
        for (JournalEntry entry : entries) {
            if (entry.record() instanceof JournalRecord.PlanBegun begun) {
                all.add(new EarlierRuns(plan, all.size() + 1, entry, begun));
            } else if (!all.isEmpty()) {
                all.get(all.size() - 1).take(entry);
            }
        }
        return all.stream().map(EarlierRuns::run).toList();
    }

    private void take(JournalEntry entry) {
        last = entry;
        int step = entry.step();
        JournalRecord record = entry.record();
        if (record instanceof JournalRecord.StepBegun) {
            steps.put(step, Optional.empty());
        } else if (record instanceof JournalRecord.DeedBegun begun) {
            leave(step);
            deed = Optional.of(begun.intent());
            sent = begun.outside();
            if (begun.outside()) {
                act(step, begun.intent());
            }
        } else if (record instanceof JournalRecord.CommandIntended command) {
            sent = true;
            open.add(act(step, command.host() + ": " + command.command()));
        } else if (record instanceof JournalRecord.CommandEnded command) {
            open.remove(new Told(step, command.host() + ": " + command.command()));
        } else if (record instanceof HookCalled hook) {
            act(step, "traffic hook " + hook.hook() + " called: " + hook.stage());
        } else if (record instanceof JournalRecord.DeedJudged judged) {
            doubts.removeIf(d -> d.step() == step);
            if (judged.verdict() == Verdict.Kind.CANNOT_TELL) {
                doubts.add(new Told(step, judged.statement()));
            }
            deed = Optional.empty();
        } else if (record instanceof JournalRecord.StepEnded ended) {
            leave(step);
            steps.put(step, Optional.of(ended.outcome()));
            if (ended.outcome().isGood()) {
                doubts.removeIf(d -> d.step() == step);
                open.removeIf(c -> c.step() == step);
            }
        } else if (record instanceof JournalRecord.StepLeftOut) {
            steps.put(step, Optional.of(Outcome.SKIPPED));
        } else if (record instanceof JournalRecord.PlanEnded ended) {
            outcome = Optional.of(ended.outcome());
        }
    }

    private Told act(int step, String what) {
        Told told = new Told(step, what);
        acts.computeIfAbsent(step, s -> new ArrayList<>()).add(what);
        lastAct = Optional.of(told);
        return told;
    }

    /** A deed whose commands have all ended, and of which no observation is written. */
    private void leave(int step) {
        deed.filter(d -> sent && open.isEmpty())
                .ifPresent(d -> doubts.add(new Told(step, d + "; what it brought about was not observed")));
        deed = Optional.empty();
        sent = false;
    }

    private EarlierRun run() {
        leave(last.step());
        List<String> inDoubt =
                new ArrayList<>(doubts.stream().map(Told::toString).toList());
        open.forEach(c -> inDoubt.add(c + "; its end is not written"));
        return Builders.of(EarlierRun.Builder.class)
                .number(number)
                .controller(controller)
                .begunAt(first.at())
                .lastEntryAt(last.at())
                .outcome(outcome)
                .steps(steps.entrySet().stream()
                        .map(s -> step(s.getKey(), s.getValue()))
                        .toList())
                .lastAct(lastAct.map(Told::toString))
                .inDoubt(inDoubt)
                .build();
    }

    private EarlierStep step(int step, Optional<Outcome> ended) {
        return Builders.of(EarlierStep.Builder.class)
                .number(step)
                .step(plan.steps().get(step - 1))
                .outcome(ended)
                .acts(acts.getOrDefault(step, List.of()))
                .build();
    }
}
