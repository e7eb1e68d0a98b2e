package io.github.gpfailover;

import io.github.gpfailover.stability.Stable;

/**
 * How a step, or a plan, ended: a closed set that a caller can switch over.
 *
 * <p>It exists because "failed" alone doesn't say whether something was changed, and whether it may be tried again.
 *
 * @since 0.1
 */
@Stable
public enum Outcome {
    /** What was wanted holds, and was observed to hold. */
    SUCCEEDED,
    /** Of a step only: what was wanted held already, so nothing was done. */
    SKIPPED,
    /** A guard refused; nothing was changed. The reasons say what to fix. */
    REFUSED,
    /** What was wanted does not hold. The report says which state was found and what to do next. */
    FAILED,
    /** Of a plan, or of its activation: the promotion happened, something after it did not. Never activate again. */
    PARTIAL,
    /**
     * The effect of the last command could not be observed. Resume observes again; nothing is to be repeated by hand before.
     */
    IN_DOUBT;

    /**
     * Says whether the next step may run.
     *
     * @return true for {@link #SUCCEEDED} and {@link #SKIPPED}
     */
    public boolean isGood() {
        return this == SUCCEEDED || this == SKIPPED;
    }
}
