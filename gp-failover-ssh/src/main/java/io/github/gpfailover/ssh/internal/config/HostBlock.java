package io.github.gpfailover.ssh.internal.config;

import io.github.gpfailover.ssh.internal.Wildcard;
import java.util.List;

/**
 * Exists because settings hold from one {@code Host} line to the next.
 *
 * @param patterns the patterns of the line
 * @param values what stands below it
 */
record HostBlock(List<String> patterns, Values values) {

    /** Tells whether a host matches a pattern, and none of the negated ones. */
    boolean matches(String host) {
        boolean matched = false;
        for (String pattern : patterns) {
            boolean negated = pattern.startsWith("!");
            if (Wildcard.matches(negated ? pattern.substring(1) : pattern, host)) {
                if (negated) {
                    return false;
                }
                matched = true;
            }
        }
        return matched;
    }
}
