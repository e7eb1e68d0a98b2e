package io.github.gpfailover.ssh.internal.config;

import io.github.gpfailover.internal.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A host on the route to another. It exists because OpenSSH's settings have it as one word: {@code [user@]host[:port]} or {@code ssh://…}.
 *
 * @param user the user, if it is named
 * @param host the name or address, IPv6 without brackets; may be one that the configuration has settings for
 * @param port the port, if it is named
 */
public record JumpHost(Optional<String> user, String host, OptionalInt port) {

    private static final String FORM = "[user@]host[:port], an IPv6 address in brackets";

    /**
     * Reads a list with commas.
     *
     * @throws IllegalArgumentException if one is none, with what is expected
     */
    static List<JumpHost> list(String value) {
        List<JumpHost> jumps = new ArrayList<>();
        if (!value.equalsIgnoreCase("none")) {
            for (String word : value.split(",", -1)) {
                jumps.add(of(word));
            }
        }
        return List.copyOf(jumps);
    }

    private static JumpHost of(String word) {
        String rest = word.startsWith("ssh://") ? word.substring("ssh://".length()) : word;
        // A user's name may hold an '@' of its own.
        int at = rest.lastIndexOf('@');
        Optional<String> user = at < 0 ? Optional.empty() : Optional.of(rest.substring(0, at));
        rest = rest.substring(at + 1);
        int end = rest.startsWith("[") ? rest.indexOf(']') : -1;
        int colon = rest.indexOf(':', Math.max(end, 0));
        String host = end > 0 ? rest.substring(1, end) : colon < 0 ? rest : rest.substring(0, colon);
        boolean tail = end < 0 || end + 1 == (colon < 0 ? rest.length() : colon);
        if (!tail || !Values.isHost(host) || user.filter(String::isEmpty).isPresent()) {
            throw new IllegalArgumentException("names " + Checks.shown(word) + ", but " + FORM + " is expected");
        }
        return new JumpHost(user, host, colon < 0 ? OptionalInt.empty() : port(word, rest.substring(colon + 1)));
    }

    private static OptionalInt port(String word, String digits) {
        try {
            return OptionalInt.of(Values.port(digits));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("names " + Checks.shown(word) + ", but " + FORM + " is expected", e);
        }
    }
}
