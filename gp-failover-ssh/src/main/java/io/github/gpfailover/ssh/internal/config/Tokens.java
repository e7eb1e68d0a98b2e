package io.github.gpfailover.ssh.internal.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The placeholders in values that are filled in once the host is known: {@code %h}, {@code %d}, {@code ~}. */
final class Tokens {

    private static final Pattern TOKEN = Pattern.compile("%(.?)", Pattern.DOTALL);
    private static final String IN_PATHS = "%dhnpru";

    private Tokens() {}

    /**
     * Fills in a host's name.
     *
     * @throws IllegalArgumentException if there is another token in it
     */
    static String inHostName(String value, String host) {
        return fill(value, Map.of("h", host, "%", "%"));
    }

    /** Fills in a key file's path. */
    static Path inPath(String value, Path home, Map<String, String> tokens) {
        String path = fill(value, tokens);
        return path.equals("~") || path.startsWith("~/")
                ? home.resolve(path.substring(1).replaceFirst("^/+", ""))
                : Path.of(path);
    }

    /** Says why a key file's path can't be filled in; empty if it can. */
    static Optional<String> unknownInPath(String value) {
        if (value.startsWith("~") && value.length() > 1 && value.charAt(1) != '/') {
            return Optional.of("the home directory of another user is not looked up; write the whole path");
        }
        if (value.contains("${")) {
            return Optional.of("environment variables are not filled in; write the whole path");
        }
        Matcher token = TOKEN.matcher(value);
        while (token.find()) {
            if (token.group(1).isEmpty() || !IN_PATHS.contains(token.group(1))) {
                return Optional.of("only %% %d %h %n %p %r and %u are filled in; write the whole path");
            }
        }
        return Optional.empty();
    }

    private static String fill(String value, Map<String, String> tokens) {
        return TOKEN.matcher(value).replaceAll(found -> {
            String filled = tokens.get(found.group(1));
            if (filled == null) {
                throw new IllegalArgumentException("holds the token %" + found.group(1) + ", but only "
                        + tokens.keySet().stream().sorted().map(t -> "%" + t).toList()
                        + " are filled in");
            }
            return Matcher.quoteReplacement(filled);
        });
    }
}
