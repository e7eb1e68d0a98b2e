package io.github.gpfailover.core.internal.inspect;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Exists to read what a login shell's file sets, without running it: only plain assignments are understood. */
final class ShellProfile {

    private ShellProfile() {}

    static Optional<String> valueOf(String variable, String text) {
        // The value ends where the shell's word ends: "PGPORT=5432; export PGPORT" is as usual as "export PGPORT=5432".
        Pattern assignment = Pattern.compile(
                "(?:export\\s+)?" + Pattern.quote(variable) + "=(?:\"([^\"]*)\"|'([^']*)'|([^\\s;\"']*))(?:[\\s;].*)?");
        return text.lines()
                .map(l -> assignment.matcher(l.strip()))
                .filter(Matcher::matches)
                .map(m -> m.group(1) != null ? m.group(1) : m.group(2) != null ? m.group(2) : m.group(3))
                .reduce((first, last) -> last);
    }
}
