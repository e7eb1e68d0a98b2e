package io.github.gpfailover.testkit;

import io.github.gpfailover.stability.Evolving;

/**
 * How far a commit over several segments has come.
 *
 * @since 0.1
 */
@Evolving
public enum CommitPhase {
    /** All segments have prepared it; the master has decided nothing. */
    PREPARED,
    /** The master's log has the decision; no segment was told. */
    DECIDED,
    /** One segment was told and has committed, the others have it prepared. */
    HALF_TOLD
}
