package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.inspect.DirectorySizeOf;
import io.github.gpfailover.core.internal.inspect.FreeSpaceAt;
import io.github.gpfailover.core.internal.join.JoinDecision;
import io.github.gpfailover.core.internal.step.Findings;
import io.github.gpfailover.core.internal.step.Objections;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.core.internal.text.DiskSpace;
import io.github.gpfailover.core.internal.text.Sizes;
import io.github.gpfailover.step.AddStandby.Strategy;
import io.github.gpfailover.step.ReasonCode;
import java.util.OptionalInt;

/**
 * The space that a strategy for a standby needs on its host. It exists because want of space must never lead to a copy, which needs most of
 * all, nor to a renamed directory that nothing replaces. What can't be determined forbids nothing.
 */
final class DiskRoom {

    private static final int WAL_SEGMENT = 64 << 20;

    private DiskRoom() {}

    /** Why there is not space enough for a strategy; none if there is, or it can't be determined. */
    static Objections against(JoinDecision way, InstanceLocation target, StepContext now) throws InterruptedException {
        if (now.inspection().foresees()) {
            return Objections.none();
        }
        DiskSpace free = now.inspection().ask(new FreeSpaceAt(target));
        if (free.kibibytes().isEmpty()) {
            return Objections.none();
        }
        // A standby begins with a new file of its log at least.
        long needed = way.facts()
                        .flatMap(f -> f.own().control())
                        .map(ControlData::walSegment)
                        .filter(OptionalInt::isPresent)
                        .map(OptionalInt::getAsInt)
                        .orElse(WAL_SEGMENT)
                / 1024L;
        String what = "one file of the log";
        if (way.strategy() == Strategy.COPY) {
            DiskSpace copy = now.inspection().ask(new DirectorySizeOf(Guards.master(now)));
            if (copy.kibibytes().isEmpty()) {
                return Objections.none();
            }
            needed = copy.kibibytes().getAsLong();
            what = "a copy of the master";
        }
        boolean enough = free.kibibytes().getAsLong() >= needed;
        if (!enough
                && way.strategy() == Strategy.COPY
                && now.notes().shortDiskAccepted().isPresent()) {
            return Objections.none()
                    .noting(Findings.warning("a copy is begun on " + target.host() + " although "
                            + Sizes.free(free.kibibytes().getAsLong())
                            + " are free and it takes " + Sizes.needed(needed) + ", as the plan accepts: "
                            + now.notes().shortDiskAccepted().get()));
        }
        return enough
                ? Objections.none()
                : Objections.of(
                        ReasonCode.DISK_TOO_SMALL,
                        "no space left on " + target.host() + " in "
                                + target.dataDirectory().parent() + ": "
                                + Sizes.free(free.kibibytes().getAsLong()) + " are free, and " + what
                                + " takes " + Sizes.needed(needed) + ": make room there");
    }
}
