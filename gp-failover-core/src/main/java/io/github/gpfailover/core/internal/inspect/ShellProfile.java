package io.github.gpfailover.core.internal.inspect;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A reader of what a login shell's file sets. It understands plain assignments only, so that the file need not be run.
 */
final class ShellProfile {

    // The value ends where the shell's word ends: "PGPORT=5432; export PGPORT" is as usual as "export PGPORT=5432".
    private static final Pattern ASSIGNMENT =
            Pattern.compile("(?:export\\s+)?(\\w+)=(?:\"([^\"]*)\"|'([^']*)'|([^\\s;\"']*))(?:[\\s;].*)?");

    private ShellProfile() {}

    static Optional<String> valueOf(String variable, String text) {
        return text.lines()
                .map(l -> ASSIGNMENT.matcher(l.strip()))
                .filter(m -> m.matches() && m.group(1).equals(variable))
                .map(m -> m.group(2) != null ? m.group(2) : m.group(3) != null ? m.group(3) : m.group(4))
                .reduce((first, last) -> last);
    }
}
