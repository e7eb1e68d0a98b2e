package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.inspect.DirectorySizeOf;
import io.github.gpfailover.core.internal.inspect.FreeSpaceAt;
import io.github.gpfailover.core.internal.inspect.HostEnvironment;
import io.github.gpfailover.core.internal.step.Findings;
import io.github.gpfailover.core.internal.step.Noted;
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
    static Noted<List<String>> faults(
            Map<InstanceLocation, HostEnvironment> found, InstanceLocation master, StepContext now)
            throws InterruptedException {
        DiskSpace copy = now.inspection().ask(new DirectorySizeOf(master));
        List<Findings> told = new ArrayList<>();
        told.add(Findings.fact("size of a copy", needed(copy)));
        if (!copy.whole()) {
            told.add(Findings.warning(
                    "how much disk a full copy takes can't be told: " + master.host() + ": " + copy.note()));
        }
        List<String> faults = new ArrayList<>();
        for (InstanceLocation at : found.keySet()) {
            if (!found.get(at).parentThere()) {
                continue;
            }
            DiskSpace free = now.inspection().ask(new FreeSpaceAt(at));
            told.add(Findings.fact("free disk on " + at.host(), shown(free)));
            if (free.kibibytes().isEmpty()) {
                told.add(Findings.warning(at.host() + ": whether a full copy fits into "
                        + at.dataDirectory().parent() + " can't be told: " + free.note()));
            } else if (copy.kibibytes().isPresent()
                    && free.kibibytes().getAsLong() < copy.kibibytes().getAsLong()) {
                Noted<Optional<String>> lacking = lacking(at, master, copy, free, now);
                lacking.answer().ifPresent(faults::add);
                told.add(lacking.findings());
            }
        }
        return new Noted<>(faults, Findings.all(told));
    }

    private static Noted<Optional<String>> lacking(
            InstanceLocation at, InstanceLocation master, DiskSpace copy, DiskSpace free, StepContext now) {
        String fault = at.host() + ": a full copy of the master takes " + needed(copy) + ", but only " + shown(free)
                + " are free in " + at.dataDirectory().parent();
        boolean copied = now.state()
                .standby()
                .map(CatalogRow::location)
                .filter(at::equals)
                .isPresent();
        if (now.standbysAhead(master).contains(at) && !copied) {
            return Noted.of(Optional.of(fault));
        }
        return new Noted<>(
                Optional.empty(),
                Findings.warning(
                        fault + (copied ? "; the standby there has its copy already" : "; the plan makes none there")));
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
