package io.github.gpfailover.core.internal.run;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the report of a run says beside its steps: what should be known, and what is left to a person.
 *
 * @param warnings what should be known, each once
 * @param nextSteps what to do next
 */
record Aftermath(Set<String> warnings, List<String> nextSteps) {

    Aftermath() {
        this(new LinkedHashSet<>(), new ArrayList<>());
    }

    void warn(String warning) {
        warnings.add(warning);
    }

    void next(String step) {
        nextSteps.add(step);
    }
}
