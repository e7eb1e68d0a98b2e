package io.github.gpfailover.ssh.internal.config;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.ssh.SshConfig.Ignored;
import io.github.gpfailover.ssh.SshConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A reader that goes through a file line by line. It has the file's name and the line's number at hand for every error.
 */
final class ConfigReader {

    private static final Set<String> UNDERSTOOD = Set.of(
            "hostname",
            "port",
            "user",
            "identityfile",
            "proxyjump",
            "connecttimeout",
            "identitiesonly",
            "identityagent");
    private static final Set<String> WITH_PATTERNS = Set.of("host", "originalhost", "user", "localuser");
    private static final Set<String> ALONE = Set.of("all", "canonical", "final");
    private static final int DEEPEST = 16;

    private final Path file;
    private final Path home;
    private final Path directory;
    private final int depth;
    // What has to hold for the file as a whole: it may be included under a line.
    private final List<Condition> above;
    private final List<HostBlock> blocks;
    private final List<Ignored> ignored;
    private HostBlock block;
    private int number;

    private ConfigReader(Path file, Path home, Path directory) {
        this(file, home, directory, 0, List.of(), new ArrayList<>(), new ArrayList<>());
    }

    private ConfigReader(
            Path file,
            Path home,
            Path directory,
            int depth,
            List<Condition> above,
            List<HostBlock> blocks,
            List<Ignored> ignored) {
        this.file = file;
        this.home = home;
        this.directory = directory;
        this.depth = depth;
        this.above = above;
        this.blocks = blocks;
        this.ignored = ignored;
        begin(above);
    }

    /** Reads a file; relative paths of {@code Include} are seen from a directory. */
    static ConfigFile read(Path file, String text, Path home, Path directory) {
        ConfigReader reader = new ConfigReader(file, home, directory);
        reader.lines(text);
        return new ConfigFile(home, List.copyOf(reader.blocks), List.copyOf(reader.ignored));
    }

    private void lines(String text) {
        for (String line : text.split("\n", -1)) {
            number++;
            String stripped = line.strip();
            if (!stripped.isEmpty() && !stripped.startsWith("#")) {
                line(stripped);
            }
        }
    }

    private void begin(List<Condition> conditions) {
        block = new HostBlock(List.copyOf(conditions), new Values());
        blocks.add(block);
    }

    private void begin(Condition own) {
        List<Condition> all = new ArrayList<>(above);
        all.add(own);
        begin(all);
    }

    private void line(String line) {
        int end = 0;
        while (end < line.length() && !ConfigWords.isBlank(line.charAt(end)) && line.charAt(end) != '=') {
            end++;
        }
        String keyword = line.substring(0, end);
        String rest = line.substring(end).strip();
        rest = rest.startsWith("=") ? rest.substring(1) : rest;
        switch (keyword.toLowerCase(Locale.ROOT)) {
            case "host" -> host(words(keyword, rest));
            case "match" -> match(words(keyword, rest));
            case "include" -> include(words(keyword, rest));
            case "proxycommand" -> proxyCommand(keyword, rest.strip());
            case "revokedhostkeys" -> revokedHostKeys(keyword, rest.strip());
            default -> setting(keyword, rest);
        }
    }

    private void host(List<String> patterns) {
        if (patterns.isEmpty()) {
            throw bad("Host names no pattern; write the host's name behind it, or * for every host", null);
        }
        begin(new Condition.Host(List.copyOf(patterns)));
    }

    /** Criteria with what they ask, which may stand behind a blank or an equals sign. */
    private void match(List<String> words) {
        List<Condition.Criterion> criteria = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            boolean negated = words.get(i).startsWith("!");
            String word = negated ? words.get(i).substring(1) : words.get(i);
            int equals = word.indexOf('=');
            String name = (equals < 0 ? word : word.substring(0, equals)).toLowerCase(Locale.ROOT);
            String value = "";
            if (!ALONE.contains(name)) {
                value = equals >= 0 ? word.substring(equals + 1) : i + 1 < words.size() ? words.get(++i) : "";
                if (value.isEmpty() && WITH_PATTERNS.contains(name)) {
                    throw bad("Match " + name + " names no pattern; write one behind it", null);
                }
            }
            criteria.add(new Condition.Criterion(name, negated, value, file, number));
        }
        if (criteria.isEmpty()) {
            throw bad("Match names no criterion; write for example Match host mdw", null);
        }
        begin(new Condition.Match(List.copyOf(criteria)));
    }

    /**
     * Reads other files instead of the line; what stands below them goes on under the same Host or Match line as before.
     */
    private void include(List<String> patterns) {
        if (patterns.isEmpty()) {
            throw bad("Include names no file; write its path behind it", null);
        }
        if (depth == DEEPEST) {
            throw bad(
                    "Include is nested more than " + DEEPEST + " deep; files may include each other in a circle", null);
        }
        List<Condition> here = block.conditions();
        for (String pattern : patterns) {
            try {
                for (Path included : IncludedFiles.of(pattern, home, directory)) {
                    new ConfigReader(included, home, directory, depth + 1, here, blocks, ignored)
                            .lines(ConfigFile.text(included));
                }
            } catch (IOException e) {
                throw bad("Include " + Checks.shown(pattern) + " could not be followed: " + e.getMessage(), e);
            } catch (IllegalArgumentException e) {
                throw bad("Include " + Checks.shown(pattern) + " " + e.getMessage(), e);
            }
        }
        begin(here);
    }

    /** The rest of the line is for a shell, and is not taken apart: what it says is not followed, only where it stands is kept. */
    private void proxyCommand(String shown, String command) {
        if (command.isEmpty()) {
            throw bad(shown + " names no command; remove it, or write none", null);
        }
        block.values()
                .proxyCommand(command.equalsIgnoreCase("none") ? Optional.empty() : Optional.of(file + ":" + number));
    }

    private void revokedHostKeys(String shown, String value) {
        if (!value.equalsIgnoreCase("none")) {
            throw bad(
                    shown
                            + " is not read here, and keys that it revokes would be accepted; add them as @revoked lines to the"
                            + " known_hosts file (@revoked * KEYTYPE KEY), and remove it here",
                    null);
        }
    }

    private void setting(String shown, String rest) {
        String keyword = shown.toLowerCase(Locale.ROOT);
        Optional<AlgorithmList> algorithms = AlgorithmList.of(keyword);
        if (!UNDERSTOOD.contains(keyword) && algorithms.isEmpty()) {
            ignore(shown, Unsupported.why(keyword));
            return;
        }
        List<String> words = words(shown, rest);
        if (words.size() != 1 || words.get(0).isBlank()) {
            throw bad(
                    shown + " has " + words.size() + " values, but one is expected; put quotes around one with spaces",
                    null);
        }
        String value = words.get(0);
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw bad(shown + " is " + Checks.shown(value) + ", which holds a control character; remove it", null);
        }
        if (algorithms.isPresent()) {
            List<String> unknown = algorithms.get().unknown(value);
            if (!unknown.isEmpty()) {
                ignore(shown, "not known here: " + Checks.shown(String.join(", ", unknown)) + "; the others hold");
            }
        }
        Optional<String> unusable = unusable(keyword, value);
        if (unusable.isPresent()) {
            ignore(shown, unusable.get());
            if (keyword.equals("proxyjump")) {
                // To connect directly instead would be another route than ssh's.
                block.values().proxyCommand(Optional.of(file + ":" + number));
            }
            return;
        }
        try {
            block.values().put(keyword, value, file + ":" + number);
        } catch (IllegalArgumentException e) {
            throw bad(shown + " " + e.getMessage(), e);
        }
    }

    private static Optional<String> unusable(String keyword, String value) {
        if (keyword.equals("identityfile")) {
            return value.equalsIgnoreCase("none")
                    ? Optional.of("whether the usual key files are tried is said to the transport's builder")
                    : Tokens.unknownInPath(value);
        }
        return keyword.equals("proxyjump") && value.contains("%") && !value.contains("[")
                ? Optional.of("tokens are not filled in there; write the host's name")
                : Optional.empty();
    }

    private List<String> words(String keyword, String rest) {
        try {
            return ConfigWords.of(rest);
        } catch (IllegalArgumentException e) {
            throw bad(keyword + " " + e.getMessage(), e);
        }
    }

    private void ignore(String keyword, String why) {
        String shown = keyword.length() > 40 ? keyword.substring(0, 40) + "…" : keyword;
        ignored.add(new Ignored(file, number, shown.replaceAll("\\p{Cntrl}", "?"), why));
    }

    private SshConfigException bad(String what, Throwable cause) {
        return new SshConfigException(file, number, what, cause);
    }
}
