package io.github.gpfailover.core.internal.engine;

import io.github.gpfailover.Outcome;
import io.github.gpfailover.spi.Journal;
import io.github.gpfailover.spi.JournalEntry;
import java.util.ArrayList;
import java.util.List;

/**
 * Exists to tell from the journal where an execution goes on: after the last step that ended well, with what it had learned.
 *
 * @param executionId which execution
 * @param planJson its plan
 * @param firstStep the step to go on with
 * @param promoted whether an activation had ended well, or in part, in it
 * @param notes what it had learned
 * @param lastSequence the journal's last entry
 */
record Resumption(
        String executionId, String planJson, int firstStep, boolean promoted, List<String> notes, long lastSequence) {

    /** The note that a step's effect was undone; its number follows. */
    static final String UNDONE = "undone=";

    static Resumption none(String executionId) {
        return new Resumption(executionId, "", 1, false, List.of(), 0);
    }

    static Resumption read(String executionId, Journal journal) {
        List<JournalEntry> entries = journal.read(executionId);
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("the journal knows no execution '" + executionId + "'");
        }
        String plan = entries.get(0).text();
        int done = 0;
        boolean promoted = false;
        int fence = 0;
        String stepName = "";
        List<String> notes = new ArrayList<>();
        for (JournalEntry e : entries) {
            switch (e.kind()) {
                case STEP_BEGUN -> stepName = e.text();
                case STEP_ENDED -> {
                    boolean good = Outcome.valueOf(e.text()).isGood();
                    done = good ? e.step() : done;
                    boolean activated =
                            stepName.equals("activate") && (good || e.text().equals(Outcome.PARTIAL.name()));
                    promoted |= activated;
                    fence = activated ? 0 : good && stepName.equals("fence") ? e.step() : fence;
                }
                case NOTE -> {
                    notes.add(e.text());
                    if (e.text().startsWith(UNDONE)) {
                        done = Math.min(done, Integer.parseInt(e.text().substring(UNDONE.length())) - 1);
                    }
                }
                case PLAN_ENDED -> {
                    if (e.text().equals(Outcome.SUCCEEDED.name())) {
                        throw new IllegalArgumentException(
                                "execution " + executionId + " had reached the end of its plan");
                    }
                }
                case PLAN_BEGUN, ACT_INTENDED, ACT_ENDED -> {
                    // What was in flight is observed, not believed.
                }
            }
        }
        // A fence that no promotion has followed may have fallen since: it is verified anew.
        int next = fence > 0 ? Math.min(fence, done + 1) : done + 1;
        return new Resumption(
                executionId,
                plan,
                next,
                promoted,
                notes,
                entries.get(entries.size() - 1).sequence());
    }
}
