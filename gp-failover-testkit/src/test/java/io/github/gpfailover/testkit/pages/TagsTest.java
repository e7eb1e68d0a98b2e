package io.github.gpfailover.testkit.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tags of slow tests, compared with the table that says how to leave them out. */
class TagsTest {

    private static final Pattern TAG = Pattern.compile("(?m)^@Tag\\(\"(\\w+)\"\\)");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\| ");

    @Test
    void everyTagIsExplained() throws IOException {
        Set<String> used = new TreeSet<>();
        for (String module : new String[] {"api", "core", "ssh", "testkit"}) {
            Path tests = Pages.root().resolve("gp-failover-" + module).resolve("src/test/java");
            try (Stream<Path> files = Files.walk(tests)) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    used.addAll(found(TAG, Files.readString(file)));
                }
            }
        }

        assertThat(used)
                .isNotEmpty()
                .isEqualTo(tagsOf(Files.readString(Pages.root().resolve("CONTRIBUTING.md"))));
    }

    private static Set<String> tagsOf(String page) {
        int from = page.indexOf("| tag |");
        return found(ROW, page.substring(from, page.indexOf("\n\n", from)));
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(r -> r.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }
}
