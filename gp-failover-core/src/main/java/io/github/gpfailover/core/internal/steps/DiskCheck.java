package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.inspect.DirectorySizeOf;
import io.github.gpfailover.core.internal.inspect.FreeSpaceAt;
import io.github.gpfailover.core.internal.inspect.HostEnvironment;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.text.DiskSpace;
import io.github.gpfailover.core.internal.text.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The check that a full copy of the master fits on a host, made before a move. A retired directory is kept, so the copy needs its space
 * beside it. A size that can't be determined leads to a warning, and is never taken for enough.
 */
final class DiskCheck {

    private DiskCheck() {}

    /** Where a copy that the plan has ahead would not fit. */
    static List<String> faults(Map<InstanceLocation, HostEnvironment> found, InstanceLocation master, StepContext now)
            throws InterruptedException {
        DiskSpace copy = now.inspection().ask(new DirectorySizeOf(master));
        now.fact("size of a copy", needed(copy));
        if (!copy.whole()) {
            now.warn("how much disk a full copy takes can't be told: " + master.host() + ": " + copy.note());
        }
        List<String> faults = new ArrayList<>();
        for (InstanceLocation at : found.keySet()) {
            if (!found.get(at).parentThere()) {
                continue;
            }
            DiskSpace free = now.inspection().ask(new FreeSpaceAt(at));
            now.fact("free disk on " + at.host(), shown(free));
            if (free.kibibytes().isEmpty()) {
                now.warn(at.host() + ": whether a full copy fits into "
                        + at.dataDirectory().parent() + " can't be told: " + free.note());
            } else if (copy.kibibytes().isPresent()
                    && free.kibibytes().getAsLong() < copy.kibibytes().getAsLong()) {
                lacking(at, master, copy, free, now).ifPresent(faults::add);
            }
        }
        return faults;
    }

    private static Optional<String> lacking(
            InstanceLocation at, InstanceLocation master, DiskSpace copy, DiskSpace free, StepContext now) {
        String fault = at.host() + ": a full copy of the master takes " + needed(copy) + ", but only " + shown(free)
                + " are free in " + at.dataDirectory().parent();
        boolean copied = now.state()
                .standby()
                .map(CatalogRow::location)
                .filter(at::equals)
                .isPresent();
        if (now.standbysAhead(master).contains(at) && !copied) {
            return Optional.of(fault);
        }
        now.warn(fault + (copied ? "; the standby there has its copy already" : "; the plan makes none there"));
        return Optional.empty();
    }

    private static String shown(DiskSpace space) {
        return space.kibibytes().isEmpty()
                ? "not told"
                : (space.whole() ? "" : "at least ")
                        + Sizes.free(space.kibibytes().getAsLong());
    }

    private static String needed(DiskSpace space) {
        return space.kibibytes().isEmpty()
                ? "not told"
                : (space.whole() ? "" : "at least ")
                        + Sizes.needed(space.kibibytes().getAsLong());
    }
}
