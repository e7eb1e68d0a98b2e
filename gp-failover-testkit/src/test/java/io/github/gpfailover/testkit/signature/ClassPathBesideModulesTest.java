package io.github.gpfailover.testkit.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.testkit.VirtualClock;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor.Requires.Modifier;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The testkit on the class path and the api as a module: what Surefire makes of the tests of a project that is a module. */
class ClassPathBesideModulesTest {

    @Test
    void theTestkitUsesTheArgumentChecksOfAnApiThatIsAModule() throws Exception {
        ModuleFinder api =
                ModuleFinder.of(Path.of(location(FailoverEngine.class).toURI()));
        assumeTrue(api.find("io.github.gpfailover").isPresent(), "compiled without its module declaration");
        Configuration modules =
                ModuleLayer.boot().configuration().resolve(api, ModuleFinder.of(), Set.of("io.github.gpfailover"));
        ClassLoader ofTheApi = ModuleLayer.boot()
                .defineModulesWithOneLoader(modules, ClassLoader.getPlatformClassLoader())
                .findLoader("io.github.gpfailover");

        try (URLClassLoader ofTheTestkit = new URLClassLoader(new URL[] {location(VirtualClock.class)}, ofTheApi)) {
            Class<?> clock = ofTheTestkit.loadClass(VirtualClock.class.getName());
            assertThat(clock.getModule().isNamed()).isFalse();
            assertThat(clock.getInterfaces()[0].getModule().getName()).isEqualTo("io.github.gpfailover");
            Object made = clock.getConstructor().newInstance();
            Method together = clock.getMethod("together", List.class, Duration.class);

            assertThatThrownBy(() -> together.invoke(made, null, Duration.ofSeconds(1)))
                    .rootCause()
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("tasks must not be null");
        }
    }

    /** With a requirement that is transitive, javac wants the annotations on the module path of whoever uses the api. */
    @Test
    void whoUsesTheApiAsAModuleNeedsNoNullAnnotations() throws Exception {
        Optional<ModuleReference> api =
                ModuleFinder.of(Path.of(location(FailoverEngine.class).toURI())).find("io.github.gpfailover");
        assumeTrue(api.isPresent(), "compiled without its module declaration");

        assertThat(api.get().descriptor().requires())
                .filteredOn(r -> r.name().equals("org.jspecify"))
                .singleElement()
                .satisfies(r -> assertThat(r.modifiers()).containsExactly(Modifier.STATIC));
    }

    private static URL location(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
