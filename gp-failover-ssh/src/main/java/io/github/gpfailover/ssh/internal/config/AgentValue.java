package io.github.gpfailover.ssh.internal.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The value of {@code IdentityAgent}, read as OpenSSH reads it: a path, a variable of the environment, or no agent. */
final class AgentValue {

    private static final String USUAL = "SSH_AUTH_SOCK";
    private static final Pattern ENTIRE = Pattern.compile("\\$([A-Za-z_][A-Za-z0-9_]*)");
    private static final Pattern WITHIN = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)\\}");

    private AgentValue() {}

    static AgentChoice read(Values.Said said, Path home, Map<String, String> tokens) {
        String value = said.value();
        if (value.equals("none")) {
            return new AgentChoice(said.place(), Optional.empty(), false, Optional.empty());
        }
        if (value.equals(USUAL)) {
            return new AgentChoice(said.place(), Optional.empty(), true, Optional.empty());
        }
        Matcher variable = ENTIRE.matcher(value);
        if (variable.matches()) {
            // OpenSSH asks no agent where that variable is not set.
            Optional<String> named = Optional.ofNullable(System.getenv(variable.group(1)));
            return named.isPresent()
                    ? path(said, named.get())
                    : new AgentChoice(said.place(), Optional.empty(), false, Optional.empty());
        }
        String filled = value;
        Matcher within = WITHIN.matcher(value);
        while (within.find()) {
            String named = System.getenv(within.group(1));
            if (named == null) {
                return fault(said, "the variable " + within.group(1) + " is not set");
            }
            filled = filled.replace(within.group(), named.replace("%", "%%"));
        }
        Optional<String> unknown = Tokens.unknownInPath(filled);
        try {
            return unknown.isPresent()
                    ? fault(said, unknown.get())
                    : path(said, Tokens.inPath(filled, home, tokens).toString());
        } catch (InvalidPathException e) {
            return fault(said, "it is no path");
        }
    }

    private static AgentChoice path(Values.Said said, String path) {
        try {
            return new AgentChoice(said.place(), Optional.of(Path.of(path)), false, Optional.empty());
        } catch (InvalidPathException e) {
            return fault(said, "it is no path");
        }
    }

    private static AgentChoice fault(Values.Said said, String why) {
        return new AgentChoice(said.place(), Optional.empty(), false, Optional.of(why));
    }
}
