package io.github.gpfailover.core.internal.run;

import io.github.gpfailover.step.PlanStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the report of a run says beside its steps: what should be known, and what is left to a person.
 *
 * @param warnings what should be known, each once
 * @param nextSteps what to do next
 * @param settledBy the kind of step whose good end takes a warning back, by the warning
 */
record Aftermath(Set<String> warnings, List<String> nextSteps, Map<String, Class<? extends PlanStep>> settledBy) {

    Aftermath() {
        this(new LinkedHashSet<>(), new ArrayList<>(), new HashMap<>());
    }

    void warn(List<String> all, Map<String, Class<? extends PlanStep>> untilSteps) {
        warnings.addAll(all);
        settledBy.putAll(untilSteps);
    }

    /** Takes back what the good end of a step has settled. */
    void settled(PlanStep step) {
        warnings.removeIf(w -> settledBy.containsKey(w) && settledBy.get(w).isInstance(step));
    }

    void warn(String warning) {
        warnings.add(warning);
    }

    void next(String step) {
        nextSteps.add(step);
    }
}
