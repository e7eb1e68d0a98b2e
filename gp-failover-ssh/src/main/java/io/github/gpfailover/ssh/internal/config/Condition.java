package io.github.gpfailover.ssh.internal.config;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.ssh.SshConfigException;
import io.github.gpfailover.ssh.internal.Wildcard;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What a {@code Host} or {@code Match} line asks. It exists so that an included file holds only where the line above it does.
 */
sealed interface Condition {

    /**
     * A host that is asked about, as far as the lines before go.
     *
     * @param original the host as it was asked for
     * @param host the name that it is reached by so far
     * @param user the user so far
     * @param localUser the user of this program
     * @param last whether the settings are read for the second time, which {@code Match final} asks for
     */
    record Asked(String original, String host, String user, String localUser, boolean last) {}

    /**
     * Says whether it holds.
     *
     * @throws SshConfigException if that can't be determined here
     */
    boolean holds(Asked asked);

    /** {@code Host}: one pattern matches, and none of the negated ones. */
    record Host(List<String> patterns) implements Condition {

        @Override
        public boolean holds(Asked asked) {
            // Read for the second time, the settings are searched by the name that the host is reached by.
            return anyOf(patterns, asked.last() ? asked.host() : asked.original());
        }
    }

    /** {@code Match}: all its criteria hold. */
    record Match(List<Criterion> criteria) implements Condition {

        @Override
        public boolean holds(Asked asked) {
            for (Criterion criterion : criteria) {
                // As OpenSSH, which runs no command once another criterion has failed.
                if (!criterion.holds(asked)) {
                    return false;
                }
            }
            return true;
        }

        /** Says whether the settings have to be read a second time. */
        boolean asksForTheEnd() {
            return criteria.stream().anyMatch(c -> c.name().equals("final"));
        }
    }

    /**
     * One criterion of a {@code Match} line.
     *
     * @param name its name in small letters
     * @param negated whether the contrary has to hold
     * @param value its patterns; empty where it has none
     * @param file the file, for what can't be determined
     * @param line the line, for what can't be determined
     */
    record Criterion(String name, boolean negated, String value, Path file, int line) {

        boolean holds(Asked asked) {
            boolean it = switch (name) {
                case "all" -> true;
                case "canonical", "final" -> asked.last();
                case "host" -> anyOf(patterns(true), asked.host().toLowerCase(Locale.ROOT));
                case "originalhost" -> anyOf(patterns(true), asked.original().toLowerCase(Locale.ROOT));
                case "user" -> anyOf(patterns(false), asked.user());
                case "localuser" -> anyOf(patterns(false), asked.localUser());
                default ->
                    throw new SshConfigException(
                            file,
                            line,
                            "whether 'Match " + Checks.shown(name).replace("'", "") + "' holds can't be told here, and "
                                    + asked.original()
                                    + " may be reached in another way than ssh's; write 'Match host', 'user' or 'localuser', or a Host"
                                    + " block for it above this line",
                            null);
            };
            return it != negated;
        }

        private List<String> patterns(boolean small) {
            return List.of((small ? value.toLowerCase(Locale.ROOT) : value).split(",", -1));
        }
    }

    private static boolean anyOf(List<String> patterns, String text) {
        boolean matched = false;
        for (String pattern : patterns) {
            boolean negated = pattern.startsWith("!");
            if (Wildcard.matches(negated ? pattern.substring(1) : pattern, text)) {
                if (negated) {
                    return false;
                }
                matched = true;
            }
        }
        return matched;
    }
}
