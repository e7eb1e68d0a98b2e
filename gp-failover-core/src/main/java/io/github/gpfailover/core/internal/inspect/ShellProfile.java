package io.github.gpfailover.core.internal.inspect;

import java.util.Optional;

/** Exists to read what a login shell's file sets, without running it: only plain assignments are understood. */
final class ShellProfile {

    private ShellProfile() {}

    static Optional<String> valueOf(String variable, String text) {
        return text.lines()
                .map(String::strip)
                .map(l -> l.startsWith("export ")
                        ? l.substring("export ".length()).strip()
                        : l)
                .filter(l -> l.startsWith(variable + "="))
                .map(l -> l.substring(variable.length() + 1))
                .map(v -> v.replaceAll("^([\"'])(.*)\\1$", "$2"))
                .reduce((first, last) -> last);
    }
}
