package io.github.gpfailover.testkit.signature;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.stability.Evolving;
import io.github.gpfailover.stability.Stable;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each exported type says how long it stays as it is, and each exported package where null is allowed. */
class MarksTest {

    @ParameterizedTest
    @ValueSource(strings = {"api", "core", "ssh", "testkit"})
    void everyExportedTypeHasOneMarkOfStability(String module) throws IOException {
        List<Class<?>> types = ApiText.types(sources(module)).stream()
                .filter(t -> Modifier.isPublic(t.getModifiers()))
                .toList();

        assertThat(types)
                .isNotEmpty()
                .allSatisfy(t -> assertThat(t.isAnnotationPresent(Stable.class))
                        .as("%s is @Stable or @Evolving", t.getName())
                        .isNotEqualTo(t.isAnnotationPresent(Evolving.class)));
    }

    /** An interface that a caller implements can't grow as one that the library alone implements. */
    @ParameterizedTest
    @ValueSource(strings = {"api", "core", "ssh"})
    void everyExportedInterfaceSaysWhoImplementsIt(String module) throws IOException {
        List<Class<?>> open = ApiText.types(sources(module)).stream()
                .filter(t -> Modifier.isPublic(t.getModifiers()) && t.isInterface())
                .filter(t -> !t.isSealed() && !t.isAnnotation())
                .toList();

        assertThat(open)
                .isNotEmpty()
                .allSatisfy(t -> assertThat(sources(module).resolve(t.getName().replace('.', '/') + ".java"))
                        .content()
                        .containsPattern("(For|Not for) callers to implement:"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"api", "core", "ssh", "testkit"})
    void everyExportedPackageRefusesNullUnlessItSaysOtherwise(String module) throws IOException {
        List<String> packages = ApiText.exported(sources(module)).stream()
                .filter(p -> !p.equals(Stable.class.getPackageName()))
                .toList();

        assertThat(packages)
                .isNotEmpty()
                .allSatisfy(p -> assertThat(Class.forName(p + ".package-info").isAnnotationPresent(NullMarked.class))
                        .as("%s is @NullMarked", p)
                        .isTrue());
    }

    private static Path sources(String module) {
        return Path.of("..", "gp-failover-" + module, "src", "main", "java");
    }
}
