package io.github.gpfailover.testkit.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.core.Failover;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.spi.StateProbe;
import io.github.gpfailover.ssh.SshTransportBuilder;
import io.github.gpfailover.step.ReasonCode;
import io.github.gpfailover.testkit.scenario.SingleFaults;
import io.github.gpfailover.testkit.scenario.explorer.SingleFaultExplorerTest;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** README.md and the pages of docs: their links lead somewhere, and their tables say what the code says. */
class PagesTest {

    private static final int MOST_LINES = 150;
    private static final int MOST_BYTES = 8 * 1024;

    private static final Pattern LINK = Pattern.compile("\\[[^]\\[]*]\\(([^()\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
    private static final Pattern DIALECTS = Pattern.compile("dialects(?:\\.md)?((?:,? (?:and )?§\\d+)+)");
    private static final Pattern SCENARIOS = Pattern.compile("scenarios? ((?:\\d+b?(?:, | and )?)+)");
    private static final Pattern NUMBER = Pattern.compile("\\d+b?");
    private static final String CORE = "gp-failover-core/src/main/java/io/github/gpfailover/core";

    @Test
    void theReadmeIsShort() throws IOException {
        assertThat(Pages.readme().lines().count()).isLessThanOrEqualTo(MOST_LINES);
        assertThat(Pages.readme().getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(MOST_BYTES);
    }

    @Test
    void theReadmeBeginsWithTheTwoCommands() throws IOException {
        String top = Pages.readme().lines().limit(20).collect(Collectors.joining("\n"));

        assertThat(top).contains("`mvn -q -ntp -Pdrill verify`", "`mvn -ntp -B verify`");
    }

    @Test
    void theReadmeLeadsToEachPage() throws IOException {
        for (Path page : Pages.markdown(Pages.root().resolve("docs"))) {
            assertThat(Pages.readme()).contains("(docs/" + page.getFileName() + ")");
        }
    }

    @Test
    void eachRelativeLinkAndAnchorLeadsSomewhere() throws IOException {
        List<String> dead = new ArrayList<>();
        int followed = 0;
        for (Path page : everyPage()) {
            for (String link : found(LINK, Pages.prose(page))) {
                if (!link.contains("://")) {
                    followed++;
                    follow(page, link, dead);
                }
            }
        }

        assertThat(dead).as("links that lead nowhere").isEmpty();
        assertThat(followed).isGreaterThan(80);
    }

    @Test
    void anAnchorIsItsHeadingWithoutMarks() throws IOException {
        assertThat(anchors(Pages.root().resolve("docs/dialects.md")))
                .contains("6-logins-to-a-server-that-is-not-a-master", "17-not-verified");
    }

    @Test
    void eachSectionOfTheDialectsThatIsCitedIsThere() throws IOException {
        Set<String> there = new TreeSet<>(found(Pattern.compile("(?m)^## (\\d+)\\. "), Pages.page("dialects.md")));

        Set<String> cited = cited(DIALECTS);

        assertThat(cited).isNotEmpty();
        assertThat(there).containsAll(cited);
    }

    @Test
    void eachScenarioThatIsCitedIsThere() throws IOException {
        Set<String> there = scenarios();

        Set<String> cited = cited(SCENARIOS);

        assertThat(cited).isNotEmpty();
        assertThat(there).containsAll(cited);
    }

    @Test
    void eachScenarioIsNamedByATestOrCalledAnException() throws IOException {
        Set<String> named = new TreeSet<>();
        for (Path source : sources("src/test/java")) {
            named.addAll(numbers(SCENARIOS, Pages.text(source)));
        }
        String page = Pages.page("scenarios.md");
        String exceptions = page.substring(page.indexOf("except"), page.indexOf("| # |"));
        named.addAll(found(Pattern.compile("\\b(\\d+)\\b"), exceptions));

        assertThat(named).containsAll(scenarios());
    }

    @Test
    void theTableOfOutcomesHasEachOutcome() throws IOException {
        assertThat(rows("outcomes.md", "| outcome |"))
                .containsExactlyElementsOf(
                        Stream.of(Outcome.values()).map(Enum::name).toList());
    }

    @Test
    void theTableOfReasonsHasEachCodeWithItsMeaning() throws IOException {
        String codes = Pages.text(
                Pages.root().resolve("gp-failover-api/src/main/java/io/github/gpfailover/step/ReasonCode.java"));
        List<String> expected = Pattern.compile("/\\*\\* (.+) \\*/\\s+([A-Z_]+)[,\\n]")
                .matcher(codes)
                .results()
                .map(r -> "| `" + r.group(2) + "` | " + r.group(1) + " |")
                .toList();
        List<String> table = Pages.page("outcomes.md")
                .lines()
                .dropWhile(line -> !line.equals("| code | meaning |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();

        assertThat(expected).hasSameSizeAs(ReasonCode.values());
        assertThat(table).containsExactlyElementsOf(expected);
    }

    @Test
    void theTableOfPlansHasEachReadyMadePlan() throws IOException {
        Set<String> plans = Arrays.stream(FailoverPlan.class.getMethods())
                .filter(m -> Modifier.isStatic(m.getModifiers()) && m.getReturnType() == FailoverPlan.class)
                .map(Method::getName)
                .filter(name -> !name.equals("fromJson"))
                .collect(Collectors.toSet());

        assertThat(rows("steps.md", "| plan |").stream().map(row -> row.replaceAll("FailoverPlan\\.|\\(.*", "")))
                .containsExactlyInAnyOrderElementsOf(plans);
    }

    @Test
    void theTableOfAnEnginesPartsHasEachPart() throws IOException {
        assertThat(rows("guide.md", "| part |")).containsExactlyInAnyOrderElementsOf(settings(Failover.Builder.class));
    }

    @Test
    void theTableOfSshSettingsHasEachSetting() throws IOException {
        assertThat(rows("ssh.md", "| method of").stream().map(row -> row.replaceAll("\\(.*", "")))
                .containsExactlyInAnyOrderElementsOf(settings(SshTransportBuilder.class));
    }

    @Test
    void theTableOfFencesHasEachFence() throws IOException {
        assertThat(rows("fences.md", "| fence |")).containsExactlyInAnyOrderElementsOf(builtIn("fence", Fence.class));
    }

    @Test
    void theTableOfProbesHasEachSource() throws IOException {
        List<String> probes = new ArrayList<>(builtIn("probe", StateProbe.class));
        assertThat(probes.remove("CompositeStateProbe"))
                .as("the one that merges")
                .isTrue();

        assertThat(rows("observing.md", "| probe |")).containsExactlyInAnyOrderElementsOf(probes);
    }

    @Test
    void theNumbersOfTheStatusAreThoseOfTheTests() throws IOException {
        int faults = SingleFaults.all().size() - 1; // without "nothing"
        long plans = SingleFaultExplorerTest.scenes().count();

        assertThat(Pages.page("status.md")).contains(faults + " kinds, at the commands of " + plans + " plans");
    }

    /** What stands between backticks in the first column of a table. */
    private static List<String> rows(String page, String head) throws IOException {
        List<String> lines = Pages.page(page)
                .lines()
                .dropWhile(line -> !line.startsWith(head))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .toList();
        assertThat(lines).as("the table '%s' of %s", head, page).isNotEmpty();
        return lines.stream()
                .map(line -> line.substring(1, line.indexOf(" | ")))
                .flatMap(cell -> found(Pattern.compile("`([^`]+)`"), cell).stream())
                .toList();
    }

    private static Set<String> settings(Class<?> builder) {
        return Arrays.stream(builder.getMethods())
                .filter(m -> m.getReturnType() == builder)
                .map(Method::getName)
                .collect(Collectors.toSet());
    }

    private static List<String> builtIn(String packageName, Class<?> kind) throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.list(Pages.root().resolve(CORE).resolve(packageName))) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                if (name.endsWith("Fence") || name.endsWith("Probe")) {
                    Class<?> type = type(packageName + "." + name);
                    if (kind.isAssignableFrom(type) && Modifier.isPublic(type.getModifiers())) {
                        names.add(name);
                    }
                }
            }
        }
        assertThat(names).isNotEmpty();
        return names;
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName("io.github.gpfailover.core." + name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(name + ".java holds no class of that name", e);
        }
    }

    private static void follow(Path page, String link, List<String> dead) throws IOException {
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
        if (!Files.exists(target)) {
            dead.add(page.getFileName() + ": " + link);
        } else if (hash >= 0 && !anchors(target).contains(link.substring(hash + 1))) {
            dead.add(page.getFileName() + ": " + link + " (no such heading)");
        }
    }

    /** The anchors of a page's headings, as GitHub makes them. */
    private static Set<String> anchors(Path page) throws IOException {
        Set<String> anchors = new TreeSet<>();
        for (String heading : found(HEADING, Pages.prose(page))) {
            String plain = heading.replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                    .replace(' ', '-');
            String anchor = plain;
            for (int i = 1; !anchors.add(anchor); i++) {
                anchor = plain + "-" + i;
            }
        }
        return anchors;
    }

    private static List<Path> everyPage() throws IOException {
        List<Path> pages = new ArrayList<>(Pages.markdown(Pages.root()));
        pages.addAll(Pages.markdown(Pages.root().resolve("docs")));
        return pages;
    }

    private static Set<String> scenarios() throws IOException {
        return new TreeSet<>(found(Pattern.compile("(?m)^\\| (\\d+b?) \\|"), Pages.page("scenarios.md")));
    }

    private static Set<String> cited(Pattern pattern) throws IOException {
        Set<String> cited = new TreeSet<>();
        for (Path page : everyPage()) {
            cited.addAll(numbers(pattern, Pages.text(page)));
        }
        for (String where : List.of("src/main/java", "src/test/java")) {
            for (Path source : sources(where)) {
                cited.addAll(numbers(pattern, Pages.text(source)));
            }
        }
        return cited;
    }

    private static List<Path> sources(String where) throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : List.of("api", "core", "ssh", "testkit")) {
            Path top = Pages.root().resolve("gp-failover-" + module).resolve(where);
            try (Stream<Path> files = Files.walk(top)) {
                files.filter(f -> f.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        return sources;
    }

    private static Set<String> numbers(Pattern pattern, String text) {
        Set<String> numbers = new TreeSet<>();
        found(pattern, text)
                .forEach(list -> numbers.addAll(
                        NUMBER.matcher(list).results().map(MatchResult::group).toList()));
        return numbers;
    }

    private static List<String> found(Pattern pattern, String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
