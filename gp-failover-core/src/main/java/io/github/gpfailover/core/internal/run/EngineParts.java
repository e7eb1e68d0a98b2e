package io.github.gpfailover.core.internal.run;

import io.github.gpfailover.FailoverListener;
import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.core.internal.caller.CallerJournal;
import io.github.gpfailover.core.internal.caller.CallerLease;
import io.github.gpfailover.core.internal.inspect.Silences;
import io.github.gpfailover.core.internal.step.HandlerSet;
import io.github.gpfailover.core.internal.step.JobRunner;
import io.github.gpfailover.journal.Journal;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.spi.Lease;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.spi.StateProbe;
import io.github.gpfailover.spi.TrafficHook;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** All that an engine is made of. It exists so that the engine's classes are handed one argument, and not a dozen. */
public record EngineParts(
        ClusterSpec cluster,
        Silences transport,
        StateProbe probe,
        Journal journal,
        Lease lease,
        Sleeper sleeper,
        InstantSource clock,
        List<Fence> fences,
        Map<String, TrafficHook> hooks,
        List<FailoverListener> listeners,
        HandlerSet handlers,
        JobRunner jobs) {

    /** The same parts, with the journal and the lease of the caller kept from disturbing a move; its transport is so already. */
    EngineParts contained() {
        return new EngineParts(
                cluster,
                transport,
                probe,
                new CallerJournal(journal),
                new CallerLease(lease),
                sleeper,
                clock,
                fences,
                hooks,
                listeners,
                handlers,
                jobs);
    }
}
