package io.github.gpfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each package says what lives in it: a newcomer finds where a line belongs by reading, not by guessing. */
class PackageInfoTest {

    @ParameterizedTest
    @ValueSource(strings = {"api", "core", "ssh", "testkit"})
    void everyPackageSaysWhatLivesInIt(String module) throws IOException {
        Path sources = Path.of("..", "gp-failover-" + module, "src", "main", "java");
        List<Path> packages;
        try (Stream<Path> files = Files.walk(sources)) {
            packages = files.filter(f -> f.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .filter(d -> !d.equals(sources))
                    .distinct()
                    .toList();
        }

        assertThat(packages)
                .isNotEmpty()
                .allSatisfy(d ->
                        assertThat(d.resolve("package-info.java")).content().contains("/**"));
    }
}
