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
 * @param acted whether anything may have been changed in it
 * @param notes what it had learned
 * @param lastSequence the journal's last entry
 */
record Resumption(
        String executionId,
        String planJson,
        int firstStep,
        boolean promoted,
        boolean acted,
        List<String> notes,
        long lastSequence) {

    static Resumption none(String executionId) {
        return new Resumption(executionId, "", 1, false, false, List.of(), 0);
    }

    static Resumption read(String executionId, Journal journal) {
        List<JournalEntry> entries = journal.read(executionId);
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("the journal knows no execution '" + executionId + "'");
        }
        String plan = entries.get(0).text();
        int done = 0;
        boolean promoted = false;
        int stop = 0;
        boolean acted = false;
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
                    boolean stops = stepName.equals("stopMaster") || stepName.equals("fence");
                    boolean served = activated || (good && stepName.equals("startMaster"));
                    stop = served ? 0 : good && stops && stop == 0 ? e.step() : stop;
                }
                case NOTE -> notes.add(e.text());
                case PLAN_ENDED -> {
                    if (e.text().equals(Outcome.SUCCEEDED.name())) {
                        throw new IllegalArgumentException(
                                "execution " + executionId + " had reached the end of its plan");
                    }
                }
                case ACT_INTENDED -> acted = true;
                case PLAN_BEGUN, ACT_ENDED -> {
                    // What was in flight is observed, not believed.
                }
            }
        }
        // A stop or a fence that no promotion has followed may have been undone since: they decide anew.
        int next = stop > 0 ? Math.min(stop, done + 1) : done + 1;
        return new Resumption(
                executionId,
                plan,
                next,
                promoted,
                acted,
                notes,
                entries.get(entries.size() - 1).sequence());
    }
}
