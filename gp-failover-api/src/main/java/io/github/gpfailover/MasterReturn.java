package io.github.gpfailover;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.internal.Checks;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

/**
 * An old master that answered as a master again beside the one that had taken its place, and what was done about it.
 *
 * <p>Exists because somebody, or a host's start scripts, starts it again: on Greenplum 6.24.3 such a server wrote on the segments at once
 * (recordings 73 and 74). Immutable and thread-safe.
 *
 * @param oldMaster the server that came back
 * @param oldTimeline the timeline that it writes on, where it told it: the lower one
 * @param newMaster the server that was promoted in its place
 * @param newTimeline the timeline that this one writes on, where it told it
 * @param seenAt when both were seen, by the controller's clock
 * @param fenced whether a fence proved that the old one can no longer write
 * @param statement what was done and seen, one sentence
 * @param commands the commands that were sent to change something, in order
 * @since 0.1
 */
public record MasterReturn(
        InstanceLocation oldMaster,
        OptionalInt oldTimeline,
        InstanceLocation newMaster,
        OptionalInt newTimeline,
        Instant seenAt,
        boolean fenced,
        String statement,
        List<CommandReport> commands) {

    /**
     * Checks and copies the parts.
     *
     * @param oldMaster the server that came back
     * @param oldTimeline the timeline that it writes on, where it told it
     * @param newMaster the server that was promoted in its place
     * @param newTimeline the timeline that this one writes on, where it told it
     * @param seenAt when both were seen
     * @param fenced whether a fence proved that the old one can no longer write
     * @param statement what was done and seen
     * @param commands the commands that were sent to change something
     * @throws NullPointerException if a part is null
     */
    public MasterReturn {
        Checks.notNull(oldMaster, "old master");
        Checks.notNull(oldTimeline, "old timeline");
        Checks.notNull(newMaster, "new master");
        Checks.notNull(newTimeline, "new timeline");
        Checks.notNull(seenAt, "seenAt");
        Checks.notNull(statement, "statement");
        commands = List.copyOf(Checks.notNull(commands, "commands"));
    }

    /** Returns who came back, beside whom, and what became of it. */
    @Override
    public String toString() {
        return "the old master at " + oldMaster + timeline(oldTimeline) + " came back beside " + newMaster
                + timeline(newTimeline) + "; " + (fenced ? "it was fenced again: " : "it is NOT fenced: ") + statement;
    }

    private static String timeline(OptionalInt timeline) {
        return timeline.isPresent() ? " (timeline " + timeline.getAsInt() + ")" : "";
    }
}
