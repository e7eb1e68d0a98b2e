package io.github.gpfailover.step;

import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Stable;
import java.util.List;

/**
 * Whether what a step wanted holds, by what was observed after it.
 *
 * <p>It exists as a closed set with "can't be determined" in it: that is not a failure, and above all not a success. Immutable and
 * thread-safe.
 *
 * @param kind the verdict
 * @param statement what was seen
 * @param evidence what it rests on
 * @since 0.1
 */
@Stable
public record Verdict(Kind kind, String statement, List<Evidence> evidence) {

    /** The three verdicts. */
    public enum Kind {
        /** What was wanted holds. */
        HOLDS,
        /** It does not hold. */
        DOES_NOT_HOLD,
        /** It can't be determined. */
        CANNOT_TELL
    }

    /**
     * Checks and copies the parts.
     *
     * @param kind the verdict
     * @param statement what was seen
     * @param evidence what it rests on
     * @throws NullPointerException if a part is null
     */
    public Verdict {
        Checks.notNull(kind, "kind");
        Checks.notNull(statement, "statement");
        evidence = List.copyOf(Checks.notNull(evidence, "evidence"));
    }

    /**
     * Says that it holds.
     *
     * @param statement what was seen
     * @param evidence what it rests on
     * @return the verdict
     */
    public static Verdict holds(String statement, List<Evidence> evidence) {
        return new Verdict(Kind.HOLDS, statement, evidence);
    }

    /**
     * Says that it does not hold.
     *
     * @param statement what was seen instead, and what to do next
     * @return the verdict
     */
    public static Verdict doesNotHold(String statement) {
        return new Verdict(Kind.DOES_NOT_HOLD, statement, List.of());
    }

    /**
     * Says that it can't be determined.
     *
     * @param statement why not, and what to do next
     * @return the verdict
     */
    public static Verdict cannotTell(String statement) {
        return new Verdict(Kind.CANNOT_TELL, statement, List.of());
    }
}
