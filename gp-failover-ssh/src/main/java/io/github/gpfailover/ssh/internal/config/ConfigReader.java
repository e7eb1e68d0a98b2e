package io.github.gpfailover.ssh.internal.config;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.ssh.SshConfig.Ignored;
import io.github.gpfailover.ssh.SshConfigException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Exists to go through a file line by line, with its name and the line's number at hand for whatever is wrong. */
final class ConfigReader {

    private static final Set<String> UNDERSTOOD =
            Set.of("hostname", "port", "user", "identityfile", "proxyjump", "connecttimeout");
    private final Path file;
    private final List<HostBlock> blocks = new ArrayList<>();
    private final List<Ignored> ignored = new ArrayList<>();
    private HostBlock block = new HostBlock(List.of("*"), new Values());
    private boolean skipping;
    private int number;

    private ConfigReader(Path file) {
        this.file = file;
        blocks.add(block);
    }

    static ConfigFile read(Path file, String text, Path home) {
        ConfigReader reader = new ConfigReader(file);
        for (String line : text.split("\n", -1)) {
            reader.number++;
            String stripped = line.strip();
            if (!stripped.isEmpty() && !stripped.startsWith("#")) {
                reader.line(stripped);
            }
        }
        return new ConfigFile(home, List.copyOf(reader.blocks), List.copyOf(reader.ignored));
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
            case "match" -> {
                skipping = true;
                ignore(keyword, "Match blocks are not read, nothing up to the next Host line is; use Host");
            }
            case "proxycommand" -> proxyCommand(keyword, rest.strip());
            case "revokedhostkeys" -> revokedHostKeys(keyword, rest.strip());
            default -> setting(keyword, rest);
        }
    }

    private void host(List<String> patterns) {
        if (patterns.isEmpty()) {
            throw bad("Host names no pattern; write the host's name behind it, or * for every host", null);
        }
        skipping = false;
        block = new HostBlock(List.copyOf(patterns), new Values());
        blocks.add(block);
    }

    /** The rest of the line is for a shell, and is not taken apart: what it says is not followed, only where it stands is kept. */
    private void proxyCommand(String shown, String command) {
        if (skipping) {
            return;
        }
        if (command.isEmpty()) {
            throw bad(shown + " names no command; remove it, or write none", null);
        }
        block.values()
                .proxyCommand(command.equalsIgnoreCase("none") ? Optional.empty() : Optional.of(file + ":" + number));
    }

    private void revokedHostKeys(String shown, String value) {
        if (!skipping && !value.equalsIgnoreCase("none")) {
            throw bad(
                    shown
                            + " is not read here, and keys that it revokes would be accepted; add them as @revoked lines to the"
                            + " known_hosts file (@revoked * KEYTYPE KEY), and remove it here",
                    null);
        }
    }

    private void setting(String shown, String rest) {
        String keyword = shown.toLowerCase(Locale.ROOT);
        if (skipping) {
            return;
        }
        if (!UNDERSTOOD.contains(keyword)) {
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
        Optional<String> unusable = unusable(keyword, value);
        if (unusable.isPresent()) {
            ignore(shown, unusable.get());
            if (keyword.equals("proxyjump")) {
                // To connect directly instead would be another way than ssh's.
                block.values().proxyCommand(Optional.of(file + ":" + number));
            }
            return;
        }
        try {
            block.values().put(keyword, value);
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
