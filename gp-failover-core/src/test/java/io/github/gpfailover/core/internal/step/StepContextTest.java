package io.github.gpfailover.core.internal.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a step is given is read and asked, and takes nothing in. */
class StepContextTest {

    @Test
    void takesNoFindings() {
        // The one asks ahead what is asked anyway, the other calls the caller's hooks.
        assertThat(Arrays.stream(StepContext.class.getDeclaredMethods())
                        .filter(m -> !m.isSynthetic() && m.getReturnType() == void.class)
                        .map(Method::getName))
                .containsExactlyInAnyOrder("askAhead", "masterLeaves");
    }

    @Test
    void keepsNothingButTheAnswersToItsQuestions() {
        assertThat(Arrays.stream(StepContext.class.getDeclaredFields()).filter(f -> !f.isSynthetic()))
                .allMatch(f -> Modifier.isFinal(f.getModifiers()));
        assertThat(Arrays.stream(StepContext.class.getDeclaredFields())
                        .filter(f -> Collection.class.isAssignableFrom(f.getType())
                                || Map.class.isAssignableFrom(f.getType()))
                        .map(Field::getName))
                .containsExactlyInAnyOrder("following", "logs");
    }
}
