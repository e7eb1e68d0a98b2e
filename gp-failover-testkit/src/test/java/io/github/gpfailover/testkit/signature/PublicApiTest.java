package io.github.gpfailover.testkit.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exported API is what {@code docs/api} says: nothing enters, changes or leaves it unnoticed. */
class PublicApiTest {

    private static final Pattern PACKAGE = Pattern.compile("\\b([a-z]\\w*(?:\\.[a-z]\\w*)+)\\.[A-Z]");

    private static final String UPDATE = "mvn -q -ntp -pl gp-failover-testkit -am test -Dtest=PublicApiTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dapi.update=true";

    @ParameterizedTest
    @ValueSource(strings = {"gp-failover-api", "gp-failover-core", "gp-failover-ssh", "gp-failover-testkit"})
    void theApiOfAModuleIsTheOneThatIsWrittenDown(String module) throws IOException {
        Path file = Path.of("..", "docs", "api", module + ".txt");
        List<String> now = ApiText.of(Path.of("..", module, "src", "main", "java"));
        assertThat(now).as("a module that exports nothing was not found").isNotEmpty();

        if (Boolean.getBoolean("api.update")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, String.join("\n", now));
        }
        List<String> before = Files.exists(file) ? Files.readAllLines(file) : List.of();

        assertThat(differences(before, now))
                .withFailMessage(() -> "The exported API of " + module + " is not that of docs/api/" + module
                        + ".txt:\n"
                        + String.join("\n", differences(before, now))
                        + "\nIf the change is meant, write it down, and tell callers of it in CHANGELOG.md:\n" + UPDATE)
                .isEmpty();
    }

    /** What javac's lint "exports" would say, without the annotations that it would say it of. */
    @ParameterizedTest
    @ValueSource(strings = {"gp-failover-api", "gp-failover-core", "gp-failover-ssh", "gp-failover-testkit"})
    void theApiNamesOnlyTypesThatACallerCanName(String module) throws IOException {
        List<String> exported = new ArrayList<>();
        for (String name : List.of("gp-failover-api", "gp-failover-core", "gp-failover-ssh", "gp-failover-testkit")) {
            exported.addAll(ApiText.exported(Path.of("..", name, "src", "main", "java")));
        }
        Set<String> packages = new TreeSet<>();
        for (String line : ApiText.of(Path.of("..", module, "src", "main", "java"))) {
            PACKAGE.matcher(line).results().map(r -> r.group(1)).forEach(packages::add);
        }

        assertThat(packages)
                .contains("java.time")
                .allSatisfy(p -> assertThat(exported.contains(p)
                                || p.startsWith("java.")
                                || p.equals("javax.sql")
                                || p.startsWith("org.assertj.core.api")
                                || p.startsWith("org.junit.jupiter.api"))
                        .as(p)
                        .isTrue());
    }

    /** The lines that only one of them has, each under its type. */
    private static List<String> differences(List<String> before, List<String> now) {
        List<String> all = new ArrayList<>();
        List<String> old = withTypes(before);
        List<String> fresh = withTypes(now);
        old.stream().filter(l -> !fresh.contains(l)).map(l -> "- " + l).forEach(all::add);
        fresh.stream().filter(l -> !old.contains(l)).map(l -> "+ " + l).forEach(all::add);
        return all;
    }

    /** Each member behind the name of its type, since members of two types may be alike. */
    private static List<String> withTypes(List<String> lines) {
        List<String> all = new ArrayList<>();
        String type = "";
        for (String line : lines) {
            if (line.startsWith(" ")) {
                all.add(type + line.strip());
            } else if (!line.isEmpty()) {
                all.add(line);
                type = line.replaceFirst(".*(?:class|interface|enum|record) (io[\\w.$]+).*", "$1: ");
            }
        }
        return all;
    }
}
