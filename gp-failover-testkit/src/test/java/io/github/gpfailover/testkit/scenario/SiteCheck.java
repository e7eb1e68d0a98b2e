package io.github.gpfailover.testkit.scenario;

import io.github.gpfailover.step.CustomStep;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.Verdict;
import java.util.List;
import java.util.function.Supplier;

/**
 * A step of a site's own that changes nothing: it lets the plan go on, or ends it. What is asked may meddle with the cluster meanwhile.
 *
 * @param name its name
 * @param question asked anew for each attempt
 */
public record SiteCheck(String name, Supplier<Decision> question) implements CustomStep {

    @Override
    public Decision decide(Context context) {
        return question.get();
    }

    @Override
    public void act(Context context) {}

    @Override
    public Verdict verify(Context context) {
        return Verdict.holds("there was nothing to do", List.of());
    }
}
