package io.github.gpfailover.testkit.transition;

import io.github.gpfailover.FailoverListener;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.PlanStep;
import io.github.gpfailover.step.Verdict;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The transitions that the steps of one engine really made, whatever a test meant them to make. All are added to {@link VisitedTransitions}. */
public final class TransitionRecorder implements FailoverListener {

    private final Set<StepTransition> visited = new LinkedHashSet<>();
    private Optional<Verdict.Kind> last = Optional.empty();
    private boolean sent;

    public Set<StepTransition> visited() {
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
            visited(event.step(), new StepTransition(event.decision().getClass().getSimpleName(), last, sent));
        }
    }

    @Override
    public void commandStarted(CommandStarted event) {
        sent = true;
    }

    @Override
    public void stepJudged(StepJudged event) {
        last = Optional.of(event.verdict().kind());
        visited(
                event.step(),
                StepTransition.of(Decision.Ready.class, event.verdict().kind(), sent));
    }

    private void visited(PlanStep step, StepTransition transition) {
        visited.add(transition);
        VisitedTransitions.add(step, transition);
    }
}
