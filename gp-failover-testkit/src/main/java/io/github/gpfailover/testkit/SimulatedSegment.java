package io.github.gpfailover.testkit;

import io.github.gpfailover.stability.Evolving;

/**
 * The acting primary and the acting mirror of a content of a simulated cluster.
 *
 * <p>It exists so that a test can have segments fail beside a master. Each verb throws {@link IllegalArgumentException} if there is no such
 * content. Thread-safe; made by {@link SimulatedCluster#segment(int)}.
 *
 * @since 0.1
 */
@Evolving
public final class SimulatedSegment {

    private final Model model;
    private final int content;

    SimulatedSegment(Model model, int content) {
        this.model = model;
        this.content = content;
    }

    /**
     * Kills the postmaster of the acting primary of a content. Nobody notices before {@link SimulatedCluster#probeSegments()}.
     *
     * @return this segment
     */
    public SimulatedSegment killPrimary() {
        return event("kill the acting primary of content " + content, () -> model.outages.killSegment(content, true));
    }

    /**
     * Kills the postmaster of the acting mirror of a content; the catalog goes on saying that it is up (recordings 95, 96).
     *
     * @return this segment
     */
    public SimulatedSegment killMirror() {
        return event("kill the acting mirror of content " + content, () -> model.outages.killSegment(content, false));
    }

    /**
     * Leaves the mirror of a content behind its primary: the catalog calls both up and not synchronised, as while a mirror catches up.
     *
     * @return this segment
     * @throws IllegalArgumentException if it has no mirror
     */
    public SimulatedSegment desynchronise() {
        return event(
                "the mirror of content " + content + " is not synchronised",
                () -> model.outages.desynchronise(content));
    }

    /**
     * Has the acting primary and the mirror of a content forget all but the newest rows of their distributed log, as they do with what
     * nobody can see as running any more.
     *
     * @param kept how many rows stay
     * @return this segment
     * @throws IllegalArgumentException if the number is negative
     */
    public SimulatedSegment truncateDistributedLog(int kept) {
        if (kept < 0) {
            throw new IllegalArgumentException("kept was " + kept + " but must be 0 or more");
        }
        return event(
                "content " + content + " keeps " + kept + " rows of its distributed log",
                () -> model.outages.truncate(content, kept));
    }

    /** Has both segments of a content up and in sync again, in the roles that they have: {@code gprecoverseg -a}. */
    SimulatedSegment recover() {
        return event("gprecoverseg -a for content " + content, () -> model.outages.recover(content));
    }

    /** Returns the content. */
    @Override
    public String toString() {
        return "content " + content;
    }

    private SimulatedSegment event(String what, Runnable action) {
        model.event(what, action);
        return this;
    }
}
