package io.github.gpfailover.core.internal.known;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.identity.Identities;
import io.github.gpfailover.journal.LearnedOfMaster.StreamDisproved;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What a master last reported, kept by an engine from one call to the next. It exists because once the master is gone nobody else knows whether its
 * standby had everything. An engine that watches its cluster therefore knows more at a crash than one that was made after it.
 */
public final class LastKnown {

    private record Told(
            Optional<InstanceLocation> master,
            Optional<LastStream> stream,
            List<CatalogRow> segments,
            Optional<StreamDisproved> disproved) {}

    private final StreamWatch watch = new StreamWatch();
    // Replaced as a whole: one master's stream must never stand beside another's name.
    private final AtomicReference<Told> told =
            new AtomicReference<>(new Told(Optional.empty(), Optional.empty(), List.of(), Optional.empty()));

    private final AtomicReference<GreenplumVersion> version = new AtomicReference<>();

    private final Identities identities = new Identities();

    /** What names and paths lead to. */
    public Identities identities() {
        return identities;
    }

    /** The version that a server reported last. */
    public Optional<GreenplumVersion> version() {
        return Optional.ofNullable(version.get());
    }

    public void versionReported(GreenplumVersion told) {
        version.set(told);
    }

    private volatile Optional<HeldFence> heldFence = Optional.empty();

    public Optional<HeldFence> heldFence() {
        return heldFence;
    }

    public void heldFence(Optional<HeldFence> held) {
        heldFence = held;
    }

    public Optional<LastStream> lastStream() {
        return told.get().stream();
    }

    public List<CatalogRow> segments() {
        return told.get().segments();
    }

    /** Watches the stream from one observation to the next. */
    public StreamWatch watch() {
        return watch;
    }

    public Optional<InstanceLocation> lastMaster() {
        return told.get().master();
    }

    /** Takes what a master reported of its stream; none is knowledge too, of a master without a standby. */
    public void learned(InstanceLocation from, Optional<LastStream> stream, List<CatalogRow> segments) {
        told.updateAndGet(before -> new Told(
                Optional.of(from),
                stream,
                segments.isEmpty() ? before.segments() : List.copyOf(segments),
                Optional.empty()));
    }

    /** What the logs showed a standby to lack, since a master reported last. */
    public Optional<StreamDisproved> disproved() {
        return told.get().disproved();
    }

    /** Takes what the logs showed a standby to lack: what a master reported of its stream counts no more. */
    public void disproved(StreamDisproved shown) {
        told.updateAndGet(before -> new Told(before.master(), Optional.empty(), before.segments(), Optional.of(shown)));
    }
}
