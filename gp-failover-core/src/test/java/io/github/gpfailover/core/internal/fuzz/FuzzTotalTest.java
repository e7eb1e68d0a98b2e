package io.github.gpfailover.core.internal.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FuzzTotalTest {

    private static final String PACKAGE = "io.github.gpfailover.core.internal.";

    @Test
    void theReadersAreHandedAMillionInputs() {
        long inputs = Stream.of(
                        "gpstate.GpstateFuzzTest",
                        "text.TextFuzzTest",
                        "process.ProcessFuzzTest",
                        "probe.ObservationFuzzTest",
                        "inspect.ProfileFuzzTest",
                        "inspect.DirectoryFuzzTest")
                .flatMap(name -> Arrays.stream(load(name).getDeclaredMethods()))
                .filter(m -> m.isAnnotationPresent(Property.class))
                .mapToLong(m -> (long) m.getAnnotation(Property.class).tries() * Fuzz.BATCH)
                .sum();

        assertThat(inputs).isGreaterThanOrEqualTo(1_000_000);
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(PACKAGE + name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(name + " is not there", e);
        }
    }
}
