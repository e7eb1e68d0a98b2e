package io.github.gpfailover.step;

import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.internal.Parts;
import io.github.gpfailover.stability.Stable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether what a step wanted holds, by what was observed after it.
 *
 * <p>It exists as a closed set with "can't be determined" in it: that is not a failure, and above all not a success. Immutable and
 * thread-safe.
 *
 * @since 0.1
 */
@Stable
public final class Verdict {

    private static final Parts<Verdict> PARTS = Parts.of(Verdict.class)
            .and("kind", Verdict::kind)
            .and("statement", Verdict::statement)
            .and("evidence", Verdict::evidence);

    /** The three verdicts. */
    public enum Kind {
        /** What was wanted holds. */
        HOLDS,
        /** It does not hold. */
        DOES_NOT_HOLD,
        /** It can't be determined. */
        CANNOT_TELL
    }

    private final Kind kind;
    private final String statement;
    private final List<Evidence> evidence;

    private Verdict(Kind kind, String statement, List<Evidence> evidence) {
        this.kind = kind;
        this.statement = Checks.notNull(statement, "statement");
        this.evidence = List.copyOf(Checks.notNull(evidence, "evidence"));
    }

    /** {@return the verdict} */
    public Kind kind() {
        return kind;
    }

    /** {@return what was seen} */
    public String statement() {
        return statement;
    }

    /** {@return what it rests on} */
    public List<Evidence> evidence() {
        return evidence;
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

    @Override
    public boolean equals(@Nullable Object other) {
        return PARTS.equal(this, other);
    }

    @Override
    public int hashCode() {
        return PARTS.hash(this);
    }

    /** Returns the verdict with what was seen. */
    @Override
    public String toString() {
        return kind + ": " + statement;
    }
}
