package io.github.gpfailover.testkit.transition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.gpfailover.step.PlanStep;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The transitions of steps that all tests of this module made, compared with the table in {@code step-transitions.txt}.
 *
 * <p>The build runs it after all other tests, in a process of its own, and reads what they left.
 */
class StepTransitionsCheck {

    /** What leaves tests out, or has them try something else. */
    private static final List<String> OTHER_RUNS = List.of("test", "groups", "excludedGroups", "fuzz.seed");

    @BeforeAll
    static void allTestsRan() {
        for (String property : OTHER_RUNS) {
            assumeTrue(
                    System.getProperty(property, "").isEmpty(),
                    "not the tests of a whole build: -D" + property + " is set");
        }
    }

    @Test
    void theTableHasEachTransitionOfEachStep() throws IOException {
        Set<String> all = new TreeSet<>();
        for (Class<?> step : PlanStep.class.getPermittedSubclasses()) {
            StepTransition.possible().forEach(t -> all.add(VisitedTransitions.line(step, t)));
        }

        assertThat(rows('+', '-')).isEqualTo(all);
    }

    @Test
    void eachTransitionThatTestsMadeIsStillMade() throws IOException {
        Set<String> missing = rows('+');
        missing.removeAll(VisitedTransitions.ofThisBuild());

        assertThat(missing)
                .as("transitions that no test makes any more: give each a test")
                .isEmpty();
    }

    @Test
    void noTransitionIsSaidNotToBeMadeThatTestsMake() throws IOException {
        Set<String> made = VisitedTransitions.ofThisBuild();
        made.removeAll(rows('+'));

        assertThat(made)
                .as("transitions that tests make by now: give each a + in step-transitions.txt")
                .isEmpty();
    }

    private static Set<String> rows(char... signs) throws IOException {
        try (InputStream table = StepTransitionsCheck.class.getResourceAsStream("/step-transitions.txt")) {
            return new String(table.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(l -> !l.isEmpty() && new String(signs).indexOf(l.charAt(0)) >= 0)
                    .map(l -> l.substring(2))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
