package io.github.gpfailover.testkit;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Evolving;
import java.time.Instant;

/**
 * An invariant that did not hold in a simulated cluster, with the moment in which that was seen first.
 *
 * @param at the virtual time
 * @param invariant the invariant
 * @param what what was wrong, for people
 * @since 0.1
 */
@Evolving
public record Violation(Instant at, Invariant invariant, String what) {

    /**
     * Makes a violation.
     *
     * @param at the virtual time
     * @param invariant the invariant
     * @param what what was wrong, for people
     * @throws NullPointerException if a part is null
     */
    public Violation {
        Checks.notNull(at, "at");
        Checks.notNull(invariant, "invariant");
        Checks.notNull(what, "what");
    }

    /** Returns the moment, the invariant and what was wrong. */
    @Override
    public String toString() {
        return at + " " + invariant + ": " + what;
    }
}
