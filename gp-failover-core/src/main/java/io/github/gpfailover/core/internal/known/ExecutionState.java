package io.github.gpfailover.core.internal.known;

import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.journal.JournalEntry;
import io.github.gpfailover.journal.JournalRecord;
import io.github.gpfailover.journal.Learned;
import io.github.gpfailover.journal.LearnedOfMaster.StopUndone;
import io.github.gpfailover.journal.LearnedOfMove.PromotionBegun;
import io.github.gpfailover.journal.LearnedOfMove.PromotionEnded;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.step.FenceOldMaster;
import io.github.gpfailover.step.PlanStep;
import io.github.gpfailover.step.StartMaster;
import io.github.gpfailover.step.StopMaster;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The state of an execution: what its journal's records say, applied one after the other. It exists so that a run that goes on and one
 * that is resumed know the same by the same code: {@link #apply} is the only method that changes it. Thread-safe.
 */
public final class ExecutionState {

    private final List<PlanStep> steps;
    private final Map<String, Learned> learned = new LinkedHashMap<>();
    /** Servers whose stop no promotion has followed yet, the first one first. */
    private final List<InstanceLocation> stops = new ArrayList<>();

    /** Steps that were left out, since the cluster was found behind them. */
    private final Set<Integer> leftOut = new HashSet<>();

    private List<InstanceLocation> stopsOfDeed = List.of();
    private boolean deedBegun;
    private boolean acted;
    private boolean promoted;
    private boolean promotionSent;
    private int lastGood;
    private int stopStep;

    public ExecutionState(List<PlanStep> steps) {
        this.steps = List.copyOf(steps);
    }

    /** Derives the state from the entries of earlier runs. */
    public static ExecutionState of(List<PlanStep> steps, List<JournalEntry> entries) {
        ExecutionState state = new ExecutionState(steps);
        entries.forEach(e -> state.apply(e.step(), e.record()));
        return state;
    }

    /** Gives a copy for a forecast, which changes nothing here. */
    public synchronized ExecutionState copy() {
        ExecutionState copy = new ExecutionState(steps);
        copy.learned.putAll(learned);
        return copy;
    }

    /**
     * Applies a record.
     *
     * @param step the step that it belongs to; 0 for the plan itself
     * @param record what was written, or would have been if the journal had taken it
     */
    public synchronized void apply(int step, JournalRecord record) {
        if (record instanceof JournalRecord.PlanBegun || record instanceof JournalRecord.StepBegun) {
            deedBegun = false;
            stopsOfDeed = List.of();
        } else if (record instanceof JournalRecord.DeedBegun deed) {
            deedBegun = true;
            acted |= deed.outside();
            stopsOfDeed = deed.stops();
        } else if (record instanceof JournalRecord.CommandIntended) {
            acted = true;
            promotionSent |= deedBegun && step(step) instanceof Activate;
            stopsOfDeed.stream().filter(s -> !stops.contains(s)).forEach(stops::add);
        } else if (record instanceof JournalRecord.StepEnded ended) {
            stepEnded(step, ended.outcome());
        } else if (record instanceof JournalRecord.StepLeftOut) {
            lastGood = step;
            leftOut.add(step);
        } else if (record instanceof StopUndone undone) {
            stops.remove(undone.server());
        } else if (record instanceof Learned fact) {
            learned.put(fact.subject(), fact);
        } else if (!(record instanceof JournalRecord.CommandEnded
                || record instanceof JournalRecord.DeedJudged
                || record instanceof JournalRecord.PlanEnded)) {
            throw new IllegalStateException("a record that no state follows from: " + record);
        }
    }

    private void stepEnded(int number, Outcome outcome) {
        boolean good = outcome.isGood();
        lastGood = good ? number : lastGood;
        PlanStep step = step(number);
        boolean activated = step instanceof Activate && (good || outcome == Outcome.PARTIAL);
        if (activated) {
            promoted = true;
            promotionSent = false;
            stops.clear();
            if (good) {
                // Not by a record of its own: a controller may die between the two.
                learned.put(new PromotionEnded().subject(), new PromotionEnded());
            }
        }
        boolean serves = activated || (good && step instanceof StartMaster);
        boolean stopped = good && (step instanceof StopMaster || step instanceof FenceOldMaster);
        stopStep = serves ? 0 : stopped && stopStep == 0 ? number : stopStep;
        deedBegun = false;
        stopsOfDeed = List.of();
    }

    private PlanStep step(int number) {
        if (number < 1 || number > steps.size()) {
            throw new IllegalArgumentException(
                    "the journal tells of step " + number + ", and the plan has " + steps.size());
        }
        return steps.get(number - 1);
    }

    /** The step that a resumed execution goes on with. A stop that no promotion followed may have been undone since: it decides anew. */
    public synchronized int nextStep() {
        return stopStep > 0 ? Math.min(stopStep, lastGood + 1) : lastGood + 1;
    }

    /** Whether a step was left out, by this run or by one before it. */
    public synchronized boolean leftOut(int number) {
        return leftOut.contains(number);
    }

    /** Whether anything may have been changed. */
    public synchronized boolean acted() {
        return acted;
    }

    /** Whether a standby was promoted, be it that something after the promotion failed. */
    public synchronized boolean promoted() {
        return promoted;
    }

    /** Whether a promotion was begun that is not known to have ended. */
    public synchronized boolean promotionPending() {
        // A plan may promote twice: what an earlier promotion came to says nothing of one that was sent since.
        return promotionSent || (!promoted && latest(PromotionBegun.class).isPresent());
    }

    /** The servers whose stop no promotion has followed, the last one first. */
    public synchronized List<InstanceLocation> stops() {
        List<InstanceLocation> reversed = new ArrayList<>(stops);
        Collections.reverse(reversed);
        return reversed;
    }

    /** The record of a type, if it is still the latest about its subject. */
    public <T extends Learned> Optional<T> latest(Class<T> type) {
        return latest(type, fact -> true);
    }

    /** The record of a type and a kind, if it is still the latest about its subject. */
    public synchronized <T extends Learned> Optional<T> latest(Class<T> type, Predicate<T> which) {
        return learned.values().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(which)
                .findFirst();
    }

    /** Whether this is what was learned last about its subject. */
    public synchronized boolean knows(Learned fact) {
        return fact.equals(learned.get(fact.subject()));
    }

    /** Whether anything was learned about a subject. */
    public synchronized boolean knowsOf(String subject) {
        return learned.containsKey(subject);
    }
}
