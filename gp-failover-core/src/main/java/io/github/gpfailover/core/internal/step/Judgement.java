package io.github.gpfailover.core.internal.step;

import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.step.Verdict;
import java.util.List;

/**
 * The judgement of a deed: the verdict, and what was found on the way to it.
 *
 * @param verdict whether what was wanted holds
 * @param findings what was found, for the report
 */
public record Judgement(Verdict verdict, Findings findings) {

    /** Says that it holds. */
    public static Judgement holds(String statement, List<Evidence> evidence) {
        return of(Verdict.holds(statement, evidence));
    }

    /** Says that it does not hold. */
    public static Judgement doesNotHold(String statement) {
        return of(Verdict.doesNotHold(statement));
    }

    /** Says that it can't be determined. */
    public static Judgement cannotTell(String statement) {
        return of(Verdict.cannotTell(statement));
    }

    /** A verdict without findings. */
    public static Judgement of(Verdict verdict) {
        return new Judgement(verdict, Findings.none());
    }

    /** The same, and what was found before it. */
    public Judgement noting(Findings before) {
        return new Judgement(verdict, before.and(findings));
    }
}
