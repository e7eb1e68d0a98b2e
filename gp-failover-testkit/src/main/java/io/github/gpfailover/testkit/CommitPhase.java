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
    /** The master's log has the decision; no segment has received it. */
    DECIDED,
    /** One segment has received it and committed, the others have it prepared. */
    HALF_TOLD
}
