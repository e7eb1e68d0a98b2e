package io.github.gpfailover.spi;

import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Stable;
import java.util.List;

/**
 * Whether a fence holds, and what shows it.
 *
 * <p>It exists because a fence that can't show its effect is no fence: the engine activates a standby only on a proof that says
 * {@code fenced} and carries evidence. Immutable and thread-safe.
 *
 * @param fenced whether the old master can no longer write
 * @param statement what was done and seen, or why it could not be, one sentence
 * @param evidence what shows it
 * @since 0.1
 */
@Stable
public record FenceProof(boolean fenced, String statement, List<Evidence> evidence) {

    /**
     * Checks the parts.
     *
     * @param fenced whether the old master can no longer write
     * @param statement what was done and seen, or why it could not be, one sentence
     * @param evidence what shows it
     * @throws NullPointerException if a part is null
     * @throws IllegalArgumentException if it says fenced without any evidence
     */
    public FenceProof {
        Checks.notNull(statement, "statement");
        evidence = List.copyOf(Checks.notNull(evidence, "evidence"));
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
}
