package io.github.gpfailover.spi;

import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.internal.Parts;
import io.github.gpfailover.stability.Stable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a fence holds, and what shows it.
 *
 * <p>It exists because a fence that can't show its effect is no fence: the engine activates a standby only on a proof that says
 * {@code fenced} and carries evidence. Immutable and thread-safe.
 *
 * @since 0.1
 */
@Stable
public final class FenceProof {

    private static final Parts<FenceProof> PARTS = Parts.of(FenceProof.class)
            .and("fenced", FenceProof::fenced)
            .and("statement", FenceProof::statement)
            .and("evidence", FenceProof::evidence);

    private final boolean fenced;
    private final String statement;
    private final List<Evidence> evidence;

    private FenceProof(boolean fenced, String statement, List<Evidence> evidence) {
        this.fenced = fenced;
        this.statement = Checks.notNull(statement, "statement");
        this.evidence = List.copyOf(Checks.notNull(evidence, "evidence"));
        if (fenced && evidence.isEmpty()) {
            throw new IllegalArgumentException(
                    "a fence that holds needs evidence, but none was given with: " + statement);
        }
    }

    /**
     * Says that the old master can no longer write.
     *
     * @param statement what was done and seen
     * @param evidence what shows it, at least one
     * @return the proof
     * @throws IllegalArgumentException if there is no evidence
     */
    public static FenceProof holds(String statement, List<Evidence> evidence) {
        return new FenceProof(true, statement, evidence);
    }

    /**
     * Says that it can't be shown that the old master no longer writes.
     *
     * @param statement why not
     * @param evidence what was seen
     * @return the lack of proof
     */
    public static FenceProof missing(String statement, List<Evidence> evidence) {
        return new FenceProof(false, statement, evidence);
    }

    /**
     * Gives the same proof with another statement, such as one that adds what was done before it.
     *
     * @param other what was done and seen, or why it could not be, one sentence
     * @return the proof with that statement
     */
    public FenceProof withStatement(String other) {
        return new FenceProof(fenced, other, evidence);
    }

    /** {@return whether the old master can no longer write} */
    public boolean fenced() {
        return fenced;
    }

    /** {@return what was done and seen, or why it could not be, one sentence} */
    public String statement() {
        return statement;
    }

    /** {@return what shows it} */
    public List<Evidence> evidence() {
        return evidence;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return PARTS.equal(this, other);
    }

    @Override
    public int hashCode() {
        return PARTS.hash(this);
    }

    /** Returns whether it holds, with what was seen. */
    @Override
    public String toString() {
        return (fenced ? "fenced: " : "not fenced: ") + statement;
    }
}
