package io.github.gpfailover.core.internal.engine;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.cluster.InstanceLocation;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Exists to keep, from one call of an engine to the next, what a master last told: once it is gone nobody else can tell whether its
 * standby had everything. An engine that watches its cluster therefore knows more at a crash than one that was made after it.
 */
public final class Knowledge {

    private final StreamWatch watch = new StreamWatch();
    private final AtomicReference<LastStream> stream = new AtomicReference<>();
    private final AtomicReference<List<CatalogRow>> segments = new AtomicReference<>(List.of());
    private final AtomicReference<InstanceLocation> master = new AtomicReference<>();

    private final AtomicReference<GreenplumVersion> version = new AtomicReference<>();

    /** The version that a server told last. */
    Optional<GreenplumVersion> version() {
        return Optional.ofNullable(version.get());
    }

    void versionTold(GreenplumVersion told) {
        version.set(told);
    }

    Optional<LastStream> lastStream() {
        return Optional.ofNullable(stream.get());
    }

    List<CatalogRow> segments() {
        return segments.get();
    }

    /** Watches the stream from one look to the next. */
    StreamWatch watch() {
        return watch;
    }

    Optional<InstanceLocation> lastMaster() {
        return Optional.ofNullable(master.get());
    }

    /** Takes what a master told of its stream; none is knowledge too, of a master without a standby. */
    void learned(InstanceLocation from, Optional<LastStream> told, List<CatalogRow> itsSegments) {
        master.set(from);
        if (!itsSegments.isEmpty()) {
            segments.set(itsSegments);
        }
        stream.set(told.orElse(null));
    }
}
