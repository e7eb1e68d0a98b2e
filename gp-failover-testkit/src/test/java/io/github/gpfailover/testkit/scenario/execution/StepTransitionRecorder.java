package io.github.gpfailover.testkit.scenario.execution;

import io.github.gpfailover.FailoverListener;
import io.github.gpfailover.core.journal.InMemoryJournal;
import io.github.gpfailover.journal.JournalEntry;
import io.github.gpfailover.journal.JournalRecord;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.Verdict;
import io.github.gpfailover.testkit.scenario.ForwardingJournal;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** A listener and a journal that note which transitions the engine really made, whatever a test meant it to make. */
final class StepTransitionRecorder extends ForwardingJournal implements FailoverListener {

    private final Set<String> visited = new LinkedHashSet<>();
    private Optional<Verdict.Kind> last = Optional.empty();
    private boolean sent;

    StepTransitionRecorder() {
        super(new InMemoryJournal());
    }

    Set<String> visited() {
        return visited;
    }

    @Override
    public void stepStarted(StepStarted event) {
        last = Optional.empty();
        sent = false;
    }

    @Override
    public void stepDecided(StepDecided event) {
        if (!(event.decision() instanceof Decision.Ready)) {
            visited.add(new StepTransition(event.decision().getClass().getSimpleName(), last, sent).toString());
        }
    }

    @Override
    public void append(JournalEntry entry) {
        if (entry.record() instanceof JournalRecord.CommandIntended) {
            sent = true;
        }
        if (entry.record() instanceof JournalRecord.DeedJudged judged) {
            last = Optional.of(judged.verdict());
            visited.add(StepTransition.of(Decision.Ready.class, judged.verdict(), sent)
                    .toString());
        }
        super.append(entry);
    }
}
